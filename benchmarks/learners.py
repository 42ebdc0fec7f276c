"""Run inside a scratch site: make learners who are signed in, and say where things are.

python -m benchmarks.learners NUMBER [NUMBER OF ITEMS] → one line of JSON
python -m benchmarks.learners refs → the names of all responses in the database
"""

import json
import sys
from importlib import import_module

import django


def main(n: int, n_items: int) -> None:
    from django.utils import timezone

    at = timezone.now()
    facts = {"sessions": [signed_in(number, at) for number in range(n)], **places(n_items)}
    print(json.dumps(facts))


def refs() -> list[str]:
    from assessments.models import Response

    return list(Response.objects.exclude(ref="").values_list("ref", flat=True))


def signed_in(number: int, at) -> str:
    """A new resident with a session, as after signing in (whose cost is the password's hash, not ours to measure)."""
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

    from people.api import Purpose, User, sign_up

    user = User(username=f"bench-{at:%H%M%S%f}-{number}")
    user.set_unusable_password()
    user.save()
    sign_up(user, consents=(Purpose.LEARNING, Purpose.STATISTICS), at=at, name="Người Đo Lường")
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return session.session_key


def places(n_items: int) -> dict[str, object]:
    """The first course whose quiz has this many items, in Vietnamese, and its addresses."""
    from django.urls import reverse

    from courses.api import CourseIndexPage, CoursePage, lessons_of

    for course in CoursePage.objects.live().filter(locale__language_code="vi").order_by("path"):
        lessons = list(lessons_of(course))
        for lesson in lessons:
            for block in lesson.body:
                if block.block_type == "quiz" and block.value["quiz"].quiz_items.count() == n_items:
                    return {
                        "catalogue": _path(CourseIndexPage.objects.get(locale=course.locale)),
                        "course": _path(course),
                        "enrol": reverse("courses:start", args=[course.pk]),
                        "lesson": _path(lesson),
                        "lessons": [_path(one) for one in lessons],
                        "quiz": reverse("courses:start_quiz", args=[lesson.pk, block.id]),
                    }
    raise SystemExit(f"No quiz has {n_items} items.")


def _path(page) -> str:
    return page.get_url_parts()[2]


if __name__ == "__main__":
    django.setup()
    if sys.argv[1] == "refs":
        print(json.dumps(refs()))
    else:
        main(int(sys.argv[1]), int((sys.argv[2:] or ["10"])[0]))
