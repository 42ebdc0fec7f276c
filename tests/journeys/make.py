"""Plain makers for a site that is lived in: people of every role, lessons of every kind, figures to show."""

import io
import json
import wave
from datetime import UTC, datetime

from django.core.files.base import ContentFile
from django.utils import translation
from django.utils.translation import gettext
from PIL import Image

from analytics.api import build_figures
from assessments import api as assessments
from cms.api import SiteDocument, SiteImage
from courses import api as courses
from people.api import Role, add_people
from places.api import area
from tests.people.make import holder, member, office, user

# In the past: the server lives in the real present.
NOW = datetime(2025, 9, 1, 8, 0, tzinfo=UTC)
LATER = datetime(2025, 9, 2, 8, 0, tzinfo=UTC)
COURSE = "goi-1022"
# Former xã 28291, named Xã Tân Mỹ Chánh until the reform of 1 July 2025, and what it became.
OLD_NAME = "Tân Mỹ Chánh"
COMMUNE = "28273"


def words(message: str) -> str:
    """A text of the pages as a visitor sees it: Vietnamese once the catalogue is compiled."""
    with translation.override("vi"):
        return gettext(message)


def course(slug: str = COURSE) -> courses.CoursePage:
    return courses.CoursePage.objects.get(slug=slug, locale__language_code="vi")


def lessons(slug: str = COURSE) -> list:
    return list(courses.lessons_of(course(slug)))


def quiz_block(lesson):
    return next((block for block in lesson.body if block.block_type == "quiz"), None)


def quiz_of(slug: str = COURSE) -> assessments.Quiz:
    return quiz_block(lessons(slug)[-1]).value["quiz"]


def sitting(person, slug: str = COURSE) -> assessments.Attempt:
    """An attempt at the quiz in the course's last lesson, taken as part of the course."""
    lesson = lessons(slug)[-1]
    courses.enrol(person, course(slug), at=NOW)
    key = courses.quiz_key(lesson, quiz_block(lesson).id)
    return assessments.start_attempt(quiz_of(slug), person, context=key, at=NOW)


def right_keys(attempt) -> list[list[str]]:
    """What earns everything, by position: the values of the boxes to tick."""
    samples = assessments.sample_answers(attempt.quiz)
    entries = attempt.paper["items"]
    return [next(response for response, share in samples[entry["item"]] if share == 1) for entry in entries]


def wrong_keys(attempt) -> list[list[str]]:
    samples = assessments.sample_answers(attempt.quiz)
    entries = attempt.paper["items"]
    return [next(response for response, share in samples[entry["item"]] if share == 0) for entry in entries]


def handed_in(person, slug: str = COURSE, *, right: bool = True) -> assessments.Attempt:
    attempt = sitting(person, slug)
    for position, response in enumerate(right_keys(attempt) if right else wrong_keys(attempt)):
        assessments.respond(attempt, position, response, at=NOW)
    return assessments.submit(attempt, at=LATER)


def learners(n: int, code: str = COMMUNE) -> None:
    """People without a sign-in who started the course, in one commune."""
    here = area(code)
    rows = [{"name": f"Người {number}", "commune": here, "at": NOW, "consents": ["statistics"]} for number in range(n)]
    courses.enrol_many((person, course(), "online", NOW) for person in add_people(rows))


def document(title: str, name: str, content: bytes) -> SiteDocument:
    return SiteDocument.objects.create(title=title, file=ContentFile(content, name=name))


def photograph(title: str = "Ảnh") -> SiteImage:
    """A picture from a camera, larger than any page shows it."""
    raw = io.BytesIO()
    Image.effect_noise((1600, 1200), 40).convert("RGB").save(raw, "JPEG", quality=80)
    return SiteImage.objects.create(title=title, description=title, file=ContentFile(raw.getvalue(), name="anh.jpg"))


def silence() -> bytes:
    raw = io.BytesIO()
    with wave.open(raw, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(8000)
        sound.writeframes(bytes(1600))
    return raw.getvalue()


def _every_block() -> list[dict]:
    picture = photograph()
    sound = document("Tiếng", "tieng.wav", silence())
    captions = document("Phụ đề", "phu-de.vtt", "WEBVTT\n\n00:00.000 --> 00:01.000\nXin chào".encode())
    rich = "<h3>Đầu đề</h3><p>Bấm <b>nút xanh</b>, xem <a href='/khoa-hoc/'>các khóa học</a>.</p><ol><li>Một</li></ol>"
    answers = [
        {"text": "Nút xanh", "correct": True, "feedback": "Đúng rồi."},
        {"text": "Nút đỏ", "correct": False, "feedback": "Nút đỏ để tắt máy."},
    ]
    steps = [{"text": "Mở máy", "image": picture.pk, "alt": "Nút nguồn ở cạnh phải"}, {"text": "Chờ", "image": None}]
    values = {
        "text": rich,
        "picture": {"image": picture.pk, "alt": "Một chiếc điện thoại", "caption": "Điện thoại của bà Sáu"},
        "steps": {"title": "Làm theo", "steps": steps},
        "callout": {"tone": "tip", "title": "Mẹo", "text": rich},
        "accordion": {"sections": [{"title": "Nếu máy không lên", "text": rich}]},
        "audio": {"title": "Nghe", "file": sound.pk, "transcript": "Xin chào bà con."},
        "video": {
            "title": "Xem",
            "file": document("Phim", "phim.webm", b"\x1aE\xdf\xa3").pk,
            "captions": captions.pk,
            "poster": picture.pk,
            "transcript": "Một người mở máy.",
        },
        "download": {"title": "Tờ hướng dẫn", "file": document("Tờ", "to.pdf", b"%PDF-1.4").pk},
        "quick_check": {"question": "Nút nào để gọi?", "choices": answers},
        "quiz": {"quiz": quiz_of().pk, "required": False},
    }
    blocks = [{"type": kind, "value": value} for kind, value in values.items()]
    tones = [{"type": "callout", "value": {"tone": tone, "title": "Nhớ", "text": rich}} for tone in ("warning", "info")]
    return [*blocks, *tones]


def lesson_of_every_block():
    """A published lesson with one of everything a lesson may hold."""
    page = courses.LessonPage(title="Đủ mọi phần", slug="du-moi-phan", introduction="Để thử.", minutes=5)
    page.body = courses.LessonPage.body.field.to_python(json.dumps(_every_block()))
    course("dien-thoai-thong-minh").add_child(instance=page)
    page.save_revision().publish()
    return page


def lived_in() -> None:
    """Everyone (found by user name), and something on every page."""
    here = area(COMMUNE)
    desk = office("UBND-1")
    holder("administrator", Role.ADMINISTRATOR, name="Lê Văn Quản Trị")
    holder("facilitator", Role.FACILITATOR, area=here, name="Phạm Thị Tổ")
    holder("moderator", Role.MODERATOR, name="Võ Thị Duyệt")
    holder("head", Role.HEAD, office=desk, name="Đỗ Văn Trưởng")
    member("officer", desk)
    user("outsider", name="Người Ngoài")
    resident = user("resident", commune=here, name="Trần Thị Bé").person
    beginner = user("beginner", commune=here, name="Nguyễn Văn Tám").person
    learners(30)
    learners(25, "28249")
    lesson = lesson_of_every_block()
    asked = {"topic": courses.HelpRequest.Topic.HELP, "contact": "0912 345 678"}
    question = courses.ask(lesson, person=resident, text="Bấm hoài hổng được.", ref="one", at=NOW, **asked)
    courses.ask(lesson, person=None, text="Chữ nhỏ quá.", ref="two", at=NOW, **asked)
    courses.answer(question, "Bác giữ nút nguồn ba giây nghen.", by=beginner.user, at=LATER)
    courses.enrol(resident, course("dien-thoai-thong-minh"), at=NOW)
    handed_in(resident)
    handed_in(beginner, right=False)
    sitting(resident, "an-toan-tren-mang")
    build_figures(at=LATER)
