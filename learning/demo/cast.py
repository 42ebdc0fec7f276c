"""The demonstration's sign-ins, one for each role, their office, and what stands in the inbox."""

import tomllib
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from django.contrib.auth.hashers import make_password

from courses.api import ActivityResult, CoursePage, LessonPage, answer, ask, enrol, lessons_of, record_activity
from people.api import Gender, Organisation, Person, PersonKind, Purpose, Role, User, grant, join, sign_up
from places.api import Area, area

__all__ = ["LOGINS", "PASSWORD", "Login", "NameTaken", "add_cast", "add_questions"]

# Published in the README on purpose: these sign-ins exist only where SHOW_DEMO_LOGINS is on.
PASSWORD = "nhipcauso2026"  # noqa: S105
HOME_CODE = "28261"
OFFICES = (
    ("DEMO-MT", "Ủy ban nhân dân phường Mỹ Tho (minh họa)", None),
    ("DEMO-MT-VP", "Văn phòng HĐND và UBND phường Mỹ Tho (minh họa)", "DEMO-MT"),
    ("DEMO-MT-VHXH", "Phòng Văn hóa – Xã hội phường Mỹ Tho (minh họa)", "DEMO-MT"),
    ("DEMO-MT-HCC", "Trung tâm Phục vụ hành chính công phường Mỹ Tho (minh họa)", "DEMO-MT"),
)
MOST_STAFF = 12


class NameTaken(Exception):
    """A real user has one of the demonstration's user names."""


@dataclass(frozen=True)
class Login:
    """A sign-in of the demonstration: who it is, in the visitor's words."""

    username: str
    title: str
    name: str
    gender: str
    birth_year: int
    role: Role | None = None
    # Code of the office worked in; a head's also bounds the role.
    office: str = ""


LOGINS = (
    Login("nguoidan", "Người dân", "Lành", Gender.FEMALE, 1968),
    Login("canbo", "Cán bộ, công chức", "Thảo", Gender.FEMALE, 1990, None, "DEMO-MT-HCC"),
    Login("giangvien", "Giảng viên", "Phúc", Gender.MALE, 1985, Role.TRAINER),
    Login("kiemduyet", "Người kiểm duyệt nội dung", "Hiền", Gender.FEMALE, 1982, Role.MODERATOR),
    Login("huongdan", "Hướng dẫn viên ở Phường Mỹ Tho", "Dũng", Gender.MALE, 1999, Role.FACILITATOR),
    Login("lanhdao", "Lãnh đạo cơ quan", "Quân", Gender.MALE, 1976, Role.HEAD, "DEMO-MT"),
    Login("phantich", "Người phân tích số liệu", "Ngọc", Gender.FEMALE, 1993, Role.ANALYST),
    Login("quantri", "Quản trị viên", "Tâm", Gender.MALE, 1988, Role.ADMINISTRATOR),
)


def add_cast(*, at: datetime, since: date) -> dict[str, Person]:
    """Make the sign-ins with their roles and their office; the persons by user name. Raises NameTaken."""
    taken = User.objects.filter(username__in=[login.username for login in LOGINS]).values_list("username", flat=True)
    if taken:
        raise NameTaken(", ".join(taken))
    home, password = area(HOME_CODE), make_password(PASSWORD)
    offices = _add_offices(home, since)
    cast = {}
    for login in LOGINS:
        user = User.objects.create(username=login.username, password=password)
        person = sign_up(
            user,
            consents=(Purpose.LEARNING, Purpose.STATISTICS),
            at=at,
            name=login.name,
            commune=home,
            birth_year=login.birth_year,
            gender=login.gender,
            kind=PersonKind.RESIDENT if login.username == "nguoidan" else PersonKind.OFFICER,
        )
        person.is_demo = True
        person.save(update_fields=["is_demo"])
        if login.office:
            join(person, offices[login.office], position=login.title, on=since)
        if login.role:
            organisation = offices[login.office] if login.role == Role.HEAD else None
            place = home if login.role == Role.FACILITATOR else None
            grant(user, login.role, organisation=organisation, area=place, by=None, at=at)
        cast[login.username] = person
    _begin_learning(cast, at)
    return cast


def _add_offices(home: Area, since: date) -> dict[str, Organisation]:
    offices: dict[str, Organisation] = {}
    for code, name, parent in OFFICES:
        offices[code] = Organisation.objects.create(
            code=code, name=name, parent=offices.get(parent or ""), area=home, valid_from=since
        )
    staff = Person.objects.filter(is_demo=True, user=None, kind=PersonKind.OFFICER, commune=home)
    for number, person in enumerate(staff.order_by("pk")[:MOST_STAFF]):
        join(person, offices[OFFICES[1 + number % 3][0]], position="Công chức", on=since)
    return offices


def _begin_learning(cast: dict[str, Person], at: datetime) -> None:
    """The resident and the officer are in the middle of a course, so that there is something to continue."""
    for username, slug, n_lessons in (("nguoidan", "dien-thoai-thong-minh", 3), ("canbo", "quan-ly-van-ban", 2)):
        lessons = _lessons(slug)
        if lessons:
            enrolment = enrol(cast[username], lessons[0].get_parent().specific, at=at - timedelta(days=6))
            for number, lesson in enumerate(lessons[:n_lessons]):
                key = lesson.translation_key.hex
                result = ActivityResult(source="lesson", ref=f"read-{key}", completed=True)
                record_activity(enrolment, key, result, at=at - timedelta(days=5 - number))


def _lessons(slug: str) -> list[LessonPage]:
    course = CoursePage.objects.live().filter(slug=slug, locale__language_code="vi").first()
    return list(lessons_of(course)) if course else []


def add_questions(cast: dict[str, Person], *, at: datetime) -> int:
    """Put some questions in the inbox, from simulated people of Phường Mỹ Tho, two of them answered; how many."""
    questions = tomllib.loads((Path(__file__).parent / "questions.toml").read_text(encoding="utf-8"))["questions"]
    neighbours = Person.objects.filter(is_demo=True, user=None, commune__code=HOME_CODE, commune__valid_to=None)
    askers = list(neighbours.order_by("-pk")[: len(questions)]) or [None]
    helper = cast["huongdan"].user if cast else None
    n = 0
    for number, question in enumerate(questions):
        lessons = _lessons(question["course"])[question["lesson"] - 1 :]
        if not lessons:
            continue
        person = cast["nguoidan"] if cast and number == 0 else askers[number % len(askers)]
        asked_at = at - timedelta(days=question["days_ago"], hours=number)
        request = ask(
            lessons[0],
            person=person,
            topic=question["topic"],
            text=question["text"],
            contact="",
            ref=f"demo-{number}",
            at=asked_at,
        )
        if "answer" in question:
            answer(request, question["answer"], by=helper, at=asked_at + timedelta(hours=5))
        n += 1
    return n
