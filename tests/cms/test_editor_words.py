"""Trainers read Vietnamese: the editor's own words are in it, whatever Wagtail's catalogues lack."""

import re
from pathlib import Path

import pytest
from allauth.mfa.models import Authenticator
from babel.messages.pofile import read_po
from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file

from cms.editor import free_slug
from courses import api
from learning.content.site import set_up_roles
from learning.management.commands.translations import catalogues, entries, forms, problems_of
from people.api import Role, User, grant
from tests.courses import make

FOLDER = settings.ROOT / "locale/editor"
EDITORS_WORDS = [path for path in catalogues(settings.ROOT) if FOLDER in path.parents]
# What Wagtail 7.4 says on these pages where nobody translates it.
ENGLISH = [
    "Search all pages",
    "Site summary",
    "created in",
    "Awaiting your review",
    "Your most recent edits",
    "Your locked pages",
    "Live + ",
    "live + ",
    " ago",
    "More actions",
    "More options",
    "Page title",
    "Edit this page",
    "Copy this page",
    "Copy subpages",
    "New title",
    "New slug",
    "New parent page",
    "Keep the new pages",
    "Add child page",
    "Bulk actions",
    "Select all",
    "Filter by",
    "Show filters",
    "Apply filters",
    "Sort by",
    "Toggle ",
    "Side panels",
    "Once live",
    "Anyone can edit",
    "Not visible",
    "No publishing schedule",
    "Keyboard shortcut",
    "Skip to main content",
    "Insert a block",
    "Title tag",
    "Show in menus",
    "Meta description",
    "Comment notifications",
    "Words",
    "Reading time",
    "Save Draft",
    "Draft saved",
    "There are no",
    "haven't uploaded",
    "Add an image",
    "Add a document",
    "Grid layout",
    "Page/Snippet",
    "Requested by",
    "Started at",
    "minutes",
    "Wagtail admin",
]


def catalogue(path):
    with path.open("rb") as file:
        return read_po(file, locale="vi")


def words(response) -> str:
    """What someone can see or hear on the page: the text, and the attributes that are read out."""
    page = re.sub(r"<(script|style)\b.*?</\1>", " ", response.content.decode(), flags=re.DOTALL)
    spoken = re.findall(r'(?:aria-label|title|placeholder|alt|data-w-tooltip-content-value)="([^"]*)"', page)
    return " ".join([re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page)), *spoken])


@pytest.fixture(autouse=True)
def _in_vietnamese(settings):
    settings.LOCALE_PATHS = [settings.ROOT / "locale", FOLDER]


@pytest.fixture
def course(db):
    return make.course(lessons=2)


@pytest.fixture
def trainer(client, course):
    set_up_roles()
    user = User.objects.create_user("giang-vien", password="ba dong song")
    grant(user, Role.TRAINER, by=None, at=timezone.now())
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": "JBSWY3DPEHPK3PXP"})
    client.force_login(user)
    return client


@pytest.mark.parametrize("path", EDITORS_WORDS, ids=lambda path: path.stem)
def test_placeholders_spaces_and_marks_are_the_original_ones(path):
    found = [problem for message in entries(catalogue(path)) for problem in problems_of(message)]
    for message in entries(catalogue(path)):
        # Vietnamese has one form for all numbers.
        original = message.id if isinstance(message.id, str) else message.id[-1]
        (text,) = forms(message)
        tags = re.compile(r"</?\w[^>]*>")
        if not text or original.endswith(" ") != text.endswith(" "):
            found.append(f"empty, or the space at its end: {original!r}")
        # The words inside may stand in another order.
        elif sorted(tags.findall(original)) != sorted(tags.findall(text)):
            found.append(f"marks: {original!r}")

    assert len(EDITORS_WORDS) == 2
    assert found == []


def test_the_words_win_over_the_libraries():
    (path,) = [path for path in EDITORS_WORDS if path.stem == "django"]
    ours = catalogue(settings.ROOT / "locale/vi/LC_MESSAGES/django.po")
    with translation.override("vi"):
        lost = [
            message.id
            for message in entries(catalogue(path))
            if isinstance(message.id, str)
            # A text that our own pages use as well is ours there.
            and not ours.get(message.id)
            and translation.gettext(message.id) != message.string
        ]

    assert lost == []


def test_the_editors_scripts_speak_vietnamese(trainer):
    script = trainer.get("/manage/jsi18n/").content.decode()

    assert '"Collapse all": "Thu g\\u1ecdn t\\u1ea5t c\\u1ea3"' in script


def test_a_trainer_meets_no_english(trainer, course):
    lesson = api.lessons_of(course).first()
    lesson.save_revision()
    pages = [
        reverse("wagtailadmin_home"),
        reverse("wagtailadmin_explore", args=[course.pk]),
        reverse("wagtailadmin_pages:edit", args=[lesson.pk]),
        reverse("wagtailadmin_pages:copy", args=[lesson.pk]),
        reverse("wagtailadmin_pages:history", args=[lesson.pk]),
        reverse("wagtailadmin_pages:usage", args=[lesson.pk]),
        reverse("wagtailadmin_reports:workflow"),
    ]

    assert english_on(trainer, pages) == []


def test_whoever_keeps_pictures_and_documents_meets_no_english(administrator):
    get_image_model().objects.create(title="Cầu", file=get_test_image_file())
    get_document_model().objects.create(title="Tờ rơi", file=get_test_image_file("to-roi.pdf"))
    pages = [reverse(f"wagtail{kind}:{name}") for kind in ("images", "docs") for name in ("index", "add_multiple")]

    assert english_on(administrator, pages) == []


def english_on(browser, pages):
    found = []
    for page in pages:
        response = browser.get(page)
        assert response.status_code == 200, page
        text = words(response)
        found += [f"{page}: {phrase}" for phrase in ENGLISH if phrase in text]
    return found


def test_the_editor_shows_the_sites_mark(trainer):
    page = trainer.get(reverse("wagtailadmin_home")).content.decode()

    logo = Path(settings.ROOT / "templates/components/icons/logo.svg").read_text().strip()
    assert logo in page
    assert " - Wagtail</title>" not in page


def test_a_copy_is_offered_a_title_and_an_address_of_its_own(trainer, course):
    lesson = api.lessons_of(course).first()
    form = trainer.get(reverse("wagtailadmin_pages:copy", args=[lesson.pk])).context["form"]

    assert form["new_title"].value() != lesson.title
    answers = {name: form[name].value() for name in ("new_title", "new_slug")}
    trainer.post(
        reverse("wagtailadmin_pages:copy", args=[lesson.pk]), {**answers, "new_parent_page": course.pk}, follow=True
    )

    copy = course.get_children().get(slug=answers["new_slug"])
    assert copy.title == answers["new_title"]


def test_a_copy_of_a_copy_is_counted_on():
    assert free_slug("bai-2", {"bai", "bai-2", "bai-3"}) == "bai-4"


def test_lessons_are_listed_as_learners_meet_them(trainer, course):
    last = api.lessons_of(course).last()
    last.save_revision()

    listed = trainer.get(reverse("wagtailadmin_explore", args=[course.pk])).context["object_list"]

    assert [page.pk for page in listed] == [page.pk for page in api.lessons_of(course)]
