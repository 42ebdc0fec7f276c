"""What lies on the desks of those who write, mark and watch over questions: something on each of their pages."""

from decimal import Decimal

import numpy as np
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from assessments import api
from assessments.extra_time import accommodations
from assessments.marking import marks as marking
from assessments.marking.works import claim
from assessments.models import Work
from assessments.scale.calibration import calibrate_bank
from assessments.scale.cut_studies import begin_study, judge, next_round
from assessments.taking.timing import Allowance
from assessments.transfer.question_imports import ask_to_add, start_import
from people.api import Role, User, join
from places.api import Area, area
from tests.assessments import make, simulated
from tests.people.make import holder, office, user

CONTEXT = "bai-cuoi-khoa"
COMMUNE = "28273"
# One of each that can be imported with a remark, and one that cannot.
GIFT = """::OTP::Mã OTP không đưa cho ai.{TRUE}

::Cấp cứu::Gặp tai nạn có người bị thương nặng thì gọi số nào trước tiên? {=115#Đúng rồi. ~113#Đó là công an. ~114}

::Gọi lại::Gặp tai nạn có người bị thương nặng thì gọi số nào trước tiên? {=115#Đúng rồi. ~113#Đó là công an. ~114}

::Nghĩ gì::Bác nghĩ gì về dịch vụ công trực tuyến? {}

::Hỏng::Câu này thiếu ngoặc {=a ~b
"""
LETTER = (
    "Kính gửi anh chị ở Trung tâm Phục vụ hành chính công,\n\nTôi nộp hồ sơ xin xác nhận cư trú từ hôm thứ hai mà "
    "chưa thấy báo lại. Nhờ anh chị xem giúp.\n\nXin cảm ơn anh chị rất nhiều."
)


def desks() -> None:
    """Everyone (found by user name), and something on every page of the question bank and the desks."""
    holder("trainer", Role.TRAINER, name="Trần Văn Giảng")
    holder("second", Role.TRAINER, name="Nguyễn Thị Hai")
    holder("newcomer", Role.TRAINER, name="Phạm Văn Mới")
    holder("moderator", Role.MODERATOR, name="Võ Thị Duyệt")
    holder("head", Role.HEAD, office=office("UBND-1"), name="Đỗ Văn Trưởng")
    user("resident", commune=area(COMMUNE), name="Trần Thị Bé")
    _written_work()
    _corrected_item()
    _more_time()
    _class()
    _scale()
    _uploads()


def named(username: str) -> User:
    return User.objects.get(username=username)


def _written_work() -> None:
    """One piece marked, one on which two markers differ, one being marked by another, and some that wait."""
    essay = make.item(make.essay(explanation="Tìm lời chào và việc cần nhờ.", markers="2", difference=20))
    quiz = make.quiz(essay, make.item(make.file_upload()), title="Viết thư cho cơ quan nhà nước")
    for number in range(5):
        attempt = make.sitting(quiz, make.person(name=f"Người viết {number}"))
        api.respond(attempt, 0, LETTER, at=make.MONDAY)
        api.submit(attempt, at=make.TUESDAY)
    done, differs, taken, *_waiting = Work.objects.order_by("pk")
    trainer, other, at = named("trainer"), named("second"), timezone.now()
    marking.mark(done, trainer, levels=make.levels(done, 2, 1), comment="Rõ ràng, lễ phép.", at=at)
    marking.mark(done, other, levels=make.levels(done, 2, 1), comment="", at=at)
    marking.mark(differs, trainer, levels=make.levels(differs, 2, 1), comment="Tốt.", at=at)
    marking.mark(differs, other, levels=make.levels(differs, 0, 0), comment="Chưa nói rõ việc.", at=at)
    claim(taken, other, at=at)


def _corrected_item() -> None:
    """A question with two versions and use, a regrade prepared and one done."""
    item = make.item(make.single(stem="Nút nào để gọi?"), title="nút gọi")
    quiz = make.quiz(item, title="Bài gọi điện")
    for right in (True, False, True):
        make.handed_in(quiz, make.person(name="Lê Văn Sáu"), right=right)
    old, new = make.correct(item)
    make.regrade(item, old, new, by=named("moderator"))
    make.regrade(item, new, old, commit=False, by=named("trainer"))


def _more_time() -> None:
    moderator, at = named("moderator"), timezone.now()
    desk = office("VP-2")
    join(named("resident").person, desk, on=make.MONDAY.date())
    quiz = api.Quiz.objects.get(title="Bài gọi điện")
    accommodations.give(named("resident").person, Allowance(Decimal("1.5"), 0, 1), quiz=quiz, by=moderator, at=at)
    accommodations.give(desk, Allowance(Decimal(1), 20, 0), by=moderator, at=at)


def _class() -> None:
    """A quiz taken by a class in which two have the same answers, one of them looked at."""
    rng = np.random.default_rng(8)
    quiz = simulated.choice_quiz(12, title="Kiểm tra cuối khóa")
    right = simulated.by_ability(100, 12, rng)
    right[0] = np.arange(12) % 2 == 0
    communes = list(Area.objects.filter(level="commune", valid_to=None).order_by("code")[:5])
    people = simulated.crowd(100, commune=[communes[who // 20] for who in range(100)])
    answers = simulated.answers_of(quiz, right, rng)
    answers[1] = dict(answers[0])
    simulated.take(quiz, people, answers, context=CONTEXT)


def _scale() -> None:
    """Questions measured on answers, and judges in their second round."""
    make.bank(each=4)
    make.placed(named("resident").person)
    run = calibrate_bank(at=make.TUESDAY)
    for place, one in enumerate(run.parameters.order_by("pk")):
        one.model, one.n, one.se, one.b = "rasch", 300, 0.15, -2 + place / 20
        one.save()
    study = begin_study("bookmark", "vi", by=named("moderator"), at=make.TUESDAY)
    for number, who in enumerate(("trainer", "second")):
        said = {"cut-1": "5", "cut-2": str(10 + number), "cut-3": "20"}
        judge(study, named(who), said, at=make.TUESDAY)
    next_round(study)


def _uploads() -> None:
    """Uploads at every stage: being read, read, added, and one in which nothing could be read."""
    trainer = named("trainer")

    def upload(text: str, name: str):
        return start_import([SimpleUploadedFile(name, text.encode())], by=trainer, at=timezone.now())

    added = upload("::Bốn số::Tổng đài của tỉnh có mấy số? {=4 ~5}", "tong-dai.gift")
    upload("Đây không phải là câu hỏi.", "ghi-chu.gift")
    upload(GIFT, "an-toan.gift")
    api.run_imports(at=timezone.now())
    ask_to_add(added, by=trainer, at=timezone.now(), publish=False, fields={})
    api.run_imports(at=timezone.now())
    upload(GIFT, "dang-doc.gift")
