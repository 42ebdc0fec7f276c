"""Plain makers for courses and what is learnt in them."""

import json
from datetime import UTC, datetime
from itertools import count

from wagtail.models import Locale, Page, Site

from cms.api import HomePage
from courses import api
from tests.assessments import make as assessments

MONDAY = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
TUESDAY = datetime(2026, 3, 3, 8, 0, tzinfo=UTC)
_numbers = count(1)


def catalogue():
    """The site's first page and its catalogue, in Vietnamese."""
    found = api.CourseIndexPage.objects.first()
    if found:
        return found
    locale, _made = Locale.objects.get_or_create(language_code="vi")
    Page.objects.filter(depth=2).delete()
    home = Page.get_first_root_node().add_child(instance=HomePage(title="Trang đầu", slug="home", locale=locale))
    Site.objects.update_or_create(is_default_site=True, defaults={"hostname": "localhost", "root_page": home})
    index = api.CourseIndexPage(title="Khóa học", slug="khoa-hoc", locale=locale)
    return home.add_child(instance=index)


def course(*, lessons=2, quiz=None, publish=True, **fields):
    """A published course; the quiz stands at the end of its last lesson."""
    number = next(_numbers)
    page = api.CoursePage(
        **{
            "title": f"Khóa {number}",
            "slug": f"khoa-{number}",
            "introduction": "Học xong làm được.",
            "need": "phone",
            "outcomes": [("outcome", "Gọi điện")],
            **fields,
        }
    )
    catalogue().add_child(instance=page)
    for place in range(lessons):
        lesson(page, quiz=quiz if place == lessons - 1 else None)
    if publish:
        page.save_revision().publish()
    return page


def lesson(course, *, blocks=None, quiz=None, **fields):
    """A published lesson with a paragraph."""
    number = next(_numbers)
    blocks = [{"type": "text", "value": "<p>Bấm nút xanh.</p>"}] if blocks is None else blocks
    if quiz is not None:
        blocks = [*blocks, {"type": "quiz", "value": {"quiz": quiz.pk, "required": True}}]
    page = api.LessonPage(**{"title": f"Bài {number}", "slug": f"bai-{number}", "minutes": 5, **fields})
    page.body = api.LessonPage.body.field.to_python(json.dumps(blocks))
    course.add_child(instance=page)
    page.save_revision().publish()
    return page


def incomplete(page):
    """The page's newest draft, from now on, lacks something that learners need."""
    if isinstance(page, api.CoursePage):
        page.introduction = ""
    else:
        page.body = []
    return page.save_revision()


def person(**fields):
    return assessments.person(**fields)


def keys(course):
    """The keys of the course's activities, in order."""
    return list(api.Activity.objects.filter(course=course, retired_at=None).values_list("key", flat=True))


def read(number=1, **fields):
    """A lesson was read."""
    return api.ActivityResult(**{"source": "lesson", "ref": f"read-{number}", "completed": True, **fields})


def quiz_key(course):
    return api.Activity.objects.get(course=course, kind="quiz").key
