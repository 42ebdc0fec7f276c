"""The list of questions: finding among many, the same for many at once, and what may not be deleted."""

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessments import api
from assessments.bank import usage
from assessments.models import Item, ItemVersion, QuizItem
from cms.api import Competence, load_competences
from learning.content.site import set_up_roles
from people.api import Role
from tests.assessments import make
from tests.assessments.test_editor import ITEMS, QUIZZES, editor, item_form, quiz_form  # noqa: F401
from tests.people.make import holder

pytestmark = pytest.mark.django_db
PUBLISH, UNPUBLISH, TAG, ADD, DELETE = "publish_items", "unpublish_items", "tag_items", "add_items_to_quiz", "delete"


def bulk(browser, action, *items, post=True, query="", **fields):
    url = reverse("wagtail_bulk_action", args=["assessments", "item", action])
    ids = "&".join(f"id={item if item == 'all' else item.pk}" for item in items)
    url = f"{url}?next={ITEMS}&{ids}{query}"
    return browser.post(url, fields, follow=True, HTTP_ACCEPT_LANGUAGE="en") if post else browser.get(url)


def found(browser, query):
    return [item.title for item in browser.get(f"{ITEMS}?{query}").context["object_list"]]


def test_words_are_found_without_diacritics_in_question_and_answers(editor):  # noqa: F811
    make.item(make.single(stem="Đổi mật khẩu ở đâu?"), title="a")
    make.item(make.single(options=make.choices("Cài đặt", "Thoát")), title="b", topic="Điện thoại")

    assert found(editor, "q=doi mat khau") == ["a"]
    assert found(editor, "q=MẬT khẩu đổi") == ["a"]
    assert found(editor, "q=cai dat") == ["b"]
    assert found(editor, "q=dien thoai") == ["b"]
    assert found(editor, "q=khong co") == []


def test_search_goes_together_with_every_filter(editor):  # noqa: F811
    load_competences()
    wanted = {
        "level": 2,
        "competence": Competence.objects.get(code="4.2"),
        "audience": "resident",
        "topic": "mật khẩu",
        "language": "vi",
    }
    make.item(title="đúng", **wanted)
    make.item(title="sai", level=3)
    make.quiz(make.item(title="đúng nhưng đã dùng", **wanted))
    query = (
        f"level=2&competence={wanted['competence'].pk}&audience=resident&topic=mật khẩu&language=vi&kind=single_choice"
    )

    assert found(editor, f"q=dung&{query}&digcomp=4.2&unused=yes") == ["đúng"]
    assert found(editor, f"q=dung&{query}&unused=no") == ["đúng nhưng đã dùng"]
    assert found(editor, "digcomp=1.1") == []


def test_a_question_is_found_for_a_quiz_without_diacritics(editor):  # noqa: F811
    make.item(make.single(stem="Đổi mật khẩu ở đâu?"), title="đổi mật khẩu")
    make.item(title="khác")
    url = reverse("wagtailsnippetchoosers_assessments_item:choose_results")

    page = editor.get(f"{url}?q=doi mat").content.decode()

    assert "đổi mật khẩu" in page and "khác" not in page


def test_every_competence_but_those_of_ai_goes_back_to_one_of_digcomp():
    load_competences()

    rows = list(Competence.objects.all())

    assert len({one.digcomp for one in rows if one.digcomp}) == 21
    assert [one.code for one in rows if not one.digcomp] == ["6.1", "6.2", "6.3"]


def test_many_are_published_and_one_with_a_problem_is_named(editor):  # noqa: F811
    good, bad = (
        make.draft_item(),
        make.draft_item(make.single(options=make.choices("A", "B", right=(0, 1))), title="hai"),
    )

    page = bulk(editor, PUBLISH, good, bad)

    assert list(Item.objects.filter(live=True)) == [good]
    assert good.versions.count() == 1 and "“hai” was left as it is" in page.content.decode()


def test_many_are_taken_back(editor):  # noqa: F811
    items = make.item(), make.item()

    bulk(editor, UNPUBLISH, *items)

    assert not Item.objects.filter(live=True).exists()


def test_details_are_set_for_many_and_the_rest_is_left(editor):  # noqa: F811
    load_competences()
    competence = Competence.objects.get(code="1.1")
    items = make.item(topic="cũ", level=3), make.item()
    drafted = make.item()
    drafted.title = "đang sửa"
    drafted.save_revision()
    drafted.refresh_from_db()

    bulk(editor, TAG, *items, drafted, level="-", competence=competence.pk, audience="officer", topic="")

    rows = Item.objects.order_by("pk").values_list("level", "competence", "audience", "topic")
    assert list(rows) == [
        (3, competence.pk, "officer", "cũ"),
        (1, competence.pk, "officer", ""),
        (1, competence.pk, "officer", ""),
    ]
    drafted.refresh_from_db()
    assert drafted.get_latest_revision_as_object().title == "đang sửa" != drafted.title
    assert drafted.get_latest_revision_as_object().audience == "officer"
    assert ItemVersion.objects.count() == 3


def test_the_form_of_details_sent_as_it_first_stands_changes_nothing(editor):  # noqa: F811
    load_competences()
    details = {"level": 3, "competence": Competence.objects.get(code="1.1"), "audience": "officer", "topic": "cũ"}
    item = make.item(**details)

    form = bulk(editor, TAG, item, post=False).context["form"]
    # A browser sends the empty choice where no other one stands there.
    bulk(editor, TAG, item, **{field.name: field.value() or "" for field in form})

    item.refresh_from_db()
    assert {name: getattr(item, name) for name in details} == details


def test_many_go_into_the_draft_of_a_quiz_once(editor):  # noqa: F811
    quiz = make.quiz(title="Bài thêm")
    fresh, known = make.item(), quiz.quiz_items.first().item

    bulk(editor, ADD, fresh, known, quiz=quiz.pk)
    bulk(editor, ADD, fresh, quiz=quiz.pk)

    quiz.refresh_from_db()
    assert quiz.quiz_items.count() == 3
    assert quiz.get_latest_revision_as_object().quiz_items.count() == 4
    assert [(use.quiz, use.is_live) for use in usage.uses_of(fresh)] == [(quiz, False)]


def test_all_in_the_list_means_those_it_shows(editor):  # noqa: F811
    make.draft_item(make.single(stem="Mật khẩu?"))
    make.draft_item(make.single(stem="Khác?"))
    make.draft_item(make.true_false(stem="Mật khẩu!"))

    bulk(editor, PUBLISH, "all", query="&q=mat khau&kind=single_choice")

    assert [item.kind for item in Item.objects.filter(live=True)] == ["single_choice"]
    assert Item.objects.get(live=True).stem() == "Mật khẩu?"


def test_who_may_not_publish_leaves_a_draft_to_be_moderated(editor):  # noqa: F811
    item = make.item()
    author = make.user()
    rights = Permission.objects.filter(codename__in=["access_admin", "change_item"])
    author.user_permissions.add(*rights)
    editor.force_login(author)

    bulk(editor, TAG, item, level="3", competence="-", audience="-", topic="")
    bulk(editor, UNPUBLISH, item)

    item.refresh_from_db()
    assert (item.level, item.live, item.get_latest_revision_as_object().level) == (1, True, 3)


def test_a_locked_question_is_left_alone(editor):  # noqa: F811
    item = make.item(locked=True)

    page = bulk(editor, UNPUBLISH, item, post=False).content.decode()
    bulk(editor, UNPUBLISH, item)

    assert item.title in page
    assert Item.objects.get().live


@pytest.mark.parametrize("action", [PUBLISH, UNPUBLISH, TAG, ADD])
def test_forms_of_bulk_actions_are_shown(editor, action):  # noqa: F811
    assert bulk(editor, action, make.item(), post=False).status_code == 200


def test_outsiders_do_nothing_to_many(client):
    item = make.item()
    client.force_login(make.person().user)

    assert bulk(client, UNPUBLISH, item).status_code == 403
    assert Item.objects.get().live


@pytest.mark.parametrize("used", ["quiz", "attempt", "draft quiz"])
def test_a_question_that_is_used_cannot_be_deleted_and_the_page_says_so(editor, used):  # noqa: F811
    item = make.item(title="còn dùng")
    quiz = make.quiz(*([item] if used != "draft quiz" else []), make.item())
    if used == "attempt":
        make.handed_in(quiz)
        QuizItem.objects.filter(item=item).delete()
    elif used == "draft quiz":
        draft = quiz.get_latest_revision_as_object()
        draft.quiz_items.add(QuizItem(item=item))
        draft.save_revision()

    one = editor.post(f"{ITEMS}delete/{item.pk}/", follow=True, HTTP_ACCEPT_LANGUAGE="en").content.decode()
    many = bulk(editor, DELETE, item).content.decode()

    assert "“còn dùng” is in a quiz or has been asked" in one and "“còn dùng” is in a quiz or has been asked" in many
    assert Item.objects.filter(pk=item.pk).exists() and item.versions.count() == 1


def test_a_question_nobody_was_asked_is_deleted_with_its_versions(editor):  # noqa: F811
    one, two, three = make.item(), make.item(), make.draft_item()

    assert editor.get(f"{ITEMS}delete/{one.pk}/").status_code == 200
    editor.post(f"{ITEMS}delete/{one.pk}/")
    bulk(editor, DELETE, two, three)

    assert (Item.objects.count(), ItemVersion.objects.count()) == (0, 0)


def test_the_list_and_wagtails_usage_lead_to_the_page_of_a_question(editor):  # noqa: F811
    item = make.item()
    url = reverse("assessments:item", args=[item.pk])

    assert url in editor.get(ITEMS).content.decode()
    assert url in editor.get(f"{ITEMS}usage/{item.pk}/").content.decode()


def test_a_place_keeps_the_version_it_is_fixed_to(editor):  # noqa: F811
    item = make.item(make.single())
    old, new = make.correct(item)
    fields = quiz_form(item, make.item(), **{"action-publish": "1", "quiz_items-0-version": str(old.pk)})

    editor.post(f"{QUIZZES}add/", fields)

    quiz = api.Quiz.objects.get()
    assert quiz.live
    assert make.sitting(quiz).paper["items"][0]["version"] == old.pk != new.pk
    page = editor.get(f"{QUIZZES}edit/{quiz.pk}/").content.decode()
    assert f'<option value="{old.pk}" selected>' in page and f'<option value="{new.pk}">' in page


def test_a_version_of_another_question_is_named_as_a_problem_and_never_asked(editor):  # noqa: F811
    item, other = make.item(title="câu này"), make.item()
    fields = quiz_form(item, **{"action-publish": "1", "quiz_items-0-version": str(other.versions.get().pk)})

    page = editor.post(f"{QUIZZES}add/", fields, HTTP_ACCEPT_LANGUAGE="en")

    assert "the chosen version is not one of this question" in page.content.decode()
    assert not api.Quiz.objects.exists()
    quiz = make.quiz(item)
    quiz.quiz_items.update(version=other.versions.get())
    with pytest.raises(api.NothingToAnswer):
        make.sitting(quiz)


def test_a_quiz_with_many_questions_asks_for_their_versions_once(editor):  # noqa: F811
    few, many = make.quiz(), make.quiz(*(make.item() for _ in range(12)))
    editor.get(f"{QUIZZES}edit/{few.pk}/")
    with CaptureQueriesContext(connection) as asked:
        editor.get(f"{QUIZZES}edit/{many.pk}/")

    assert sum('"assessments_itemversion"' in one["sql"] and "COUNT" not in one["sql"] for one in asked) <= 3


def test_a_question_in_moderation_is_locked_for_its_author_and_frozen_when_approved():
    set_up_roles()
    trainer, moderator = holder("hai", Role.TRAINER), holder("sau", Role.MODERATOR)
    item = make.draft_item()
    item.save_revision(user=trainer)

    state = item.get_workflow().start(item, trainer)

    item.refresh_from_db()
    assert item.get_lock().for_user(trainer) and not item.get_lock().for_user(moderator)
    state.current_task_state.approve(user=moderator)
    item.refresh_from_db()
    assert (item.live, item.versions.count()) == (True, 1)


def test_a_locked_question_cannot_be_edited_by_another_author(client):
    set_up_roles()
    item = make.item(title="khóa")
    item.locked, item.locked_by = True, holder("sau", Role.MODERATOR)
    item.save()
    trainer = holder("hai", Role.TRAINER)
    Authenticator.objects.create(user=trainer, type="totp", data={"secret": "JBSWY3DPEHPK3PXP"})
    client.force_login(trainer)

    client.post(f"{ITEMS}edit/{item.pk}/", item_form([("Xanh", True), ("Đỏ", False)], title="khác"))

    item.refresh_from_db()
    assert item.title == "khóa" == item.get_latest_revision_as_object().title


def test_preview_of_the_editor_can_be_answered(editor):  # noqa: F811
    url = f"{ITEMS}preview/"
    editor.post(url, item_form([("Xanh", True), ("Đỏ", False)]))

    page = editor.get(url).content.decode()

    assert 'name="trial"' in page and reverse("assessments:try") in page
    assert not Item.objects.exists()
