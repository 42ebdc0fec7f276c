"""Plain makers for items, quizzes and those who take them."""

import io
from datetime import UTC, datetime
from decimal import Decimal
from io import BytesIO
from itertools import count

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from wagtail.blocks.stream_block import StreamValue

from assessments import api
from assessments.items import item_type
from assessments.items.grid import size_of, squares
from assessments.items.hotspot import is_inside
from assessments.models import ItemVersion
from assessments.placing import placement
from assessments.regrading.regrades import commit_regrade, prepare_regrade
from cms.api import Competence, SiteImage, load_competences
from people.api import Person, Purpose, User, set_consent

MONDAY = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
TUESDAY = datetime(2026, 3, 3, 8, 0, tzinfo=UTC)
WEDNESDAY = datetime(2026, 3, 4, 8, 0, tzinfo=UTC)
_numbers = count(1)


def user(**fields):
    return User.objects.create(username=f"user{next(_numbers)}", **fields)


def person(**fields):
    """Someone who agreed that learning is kept."""
    made = Person.objects.create(**{"user": user(), "name": "Trần Thị Bé", **fields})
    set_consent(made, Purpose.LEARNING, True, at=made.created_at)
    return made


def choices(*texts, right=(0,), feedback=()):
    return [
        {"text": text, "correct": place in right, "feedback": feedback[place] if feedback else ""}
        for place, text in enumerate(texts)
    ]


def single(stem="Nút nào để gọi?", options=None, **fields):
    options = choices("Xanh", "Đỏ", "Vàng") if options is None else options
    return "single_choice", {"stem": stem, "choices": options, "explanation": "", **fields}


def multiple(stem="Mật khẩu nào mạnh? (chọn tất cả ý đúng)", options=None, rule="partial", **fields):
    options = choices("Dài", "Lạ", "123456", "Ngày sinh", right=(0, 1)) if options is None else options
    return "multiple_choice", {"stem": stem, "choices": options, "rule": rule, "explanation": "", **fields}


def true_false(stem="Mã OTP không cho ai biết.", answer=True, **fields):
    return "true_false", {"stem": stem, "answer": "true" if answer else "false", "explanation": "", **fields}


def matching(**fields):
    pairs = [{"text": "Cấp cứu", "match": "115"}, {"text": "Cháy nhà", "match": "114"}]
    return "matching", {"stem": "Việc nào gọi số nào?", "pairs": pairs, "extra": ["113"], **fields}


def ordering(**fields):
    steps = ["Mở ứng dụng", "Đăng nhập", "Chọn thủ tục", "Nộp hồ sơ"]
    return "ordering", {"stem": "Xếp các bước cho đúng.", "elements": steps, "rule": "absolute_position", **fields}


def short_answer(spelling=None, **fields):
    answers = [{"text": "mật khẩu", "share": "1", "feedback": "Đúng rồi."}]
    spelling = {"diacritics": "ignore", "typos": "0", **(spelling or {})}
    return "short_answer", {
        "stem": "Chữ bí mật để đăng nhập gọi là gì?",
        "answers": answers,
        "spelling": spelling,
        **fields,
    }


def numeric(**fields):
    answers = [{"value": Decimal("20000"), "tolerance": Decimal(0), "share": "1", "feedback": ""}]
    units = [{"text": "đồng", "multiplier": Decimal(1)}]
    stem = "Phí 50.000 đồng, nộp trên mạng được giảm 30.000 đồng. Phải trả bao nhiêu?"
    return "numeric", {"stem": stem, "answers": answers, "units": units, "unit_rule": "optional", **fields}


def gap_fill(mode="choose", **fields):
    text = "Bấm [nút xanh] rồi bấm [Gửi/gởi]." if mode == "type" else "Bấm [nút xanh] rồi bấm [Gửi]."
    spelling = {"diacritics": "exact", "typos": "0"}
    extra = ["Thoát"]
    return "gap_fill", {
        "stem": "Điền vào chỗ trống.",
        "text": text,
        "mode": mode,
        "extra": extra,
        "spelling": spelling,
        **fields,
    }


def cloze(**fields):
    word = {"answers": [{"text": "1022", "share": "1"}], "spelling": {"diacritics": "exact", "typos": "0"}, "points": 1}
    number = {"answers": [{"value": Decimal("2"), "tolerance": Decimal(0), "share": "1"}], "points": 1}
    parts = [
        ("single_choice", {"choices": choices("miễn phí", "tốn tiền"), "points": 2}),
        ("short_answer", word),
        ("numeric", number),
    ]
    text = "Gọi [2] là [1]. Muốn gặp người, bấm phím [3]."
    return "cloze", {"stem": "Điền cho đủ.", "text": text, "parts": parts, **fields}


def rubric():
    level = [{"text": text, "points": points} for text, points in (("Chưa", 0), ("Được", 1), ("Tốt", 2))]
    return [{"text": "Rõ việc", "levels": level}, {"text": "Nhã nhặn", "levels": level[:2]}]


def essay(**fields):
    stem = "Viết lại lời nhắn cho nhã nhặn."
    return "essay", {"stem": stem, "rubric": rubric(), "min_words": 3, "max_words": 200, **fields}


def file_upload(**fields):
    stem = "Chụp màn hình danh bạ."
    extensions = [".jpg", ".png", ".pdf"]
    return "file_upload", {"stem": stem, "rubric": rubric(), "extensions": extensions, "max_files": 2, **fields}


def photograph(name="anh.jpg", kind="JPEG", *, exif=None, size=(40, 30)):
    """A photograph as a browser sends it."""
    raw = io.BytesIO()
    Image.new("RGB", size, "green").save(raw, kind, **({"exif": exif} if exif else {}))
    return SimpleUploadedFile(name, raw.getvalue())


def levels(work, *places):
    """The keys of the rubric's levels at these places, criterion by criterion."""
    return {
        criterion["key"]: criterion["levels"][place]["key"]
        for criterion, place in zip(work.version.content["rubric"], places, strict=True)
    }


def written(*items, text="Chào các anh chị, tôi cần máy chiếu.", person_=None, context=""):
    """Handed-in attempt of a quiz of these items, where every essay says `text`."""
    attempt = sitting(quiz(*(items or [item(essay())])), person_, context=context)
    for position, entry in enumerate(attempt.paper["items"]):
        kind = ItemVersion.objects.get(pk=entry["version"]).kind
        if kind == "essay":
            api.respond(attempt, position, text, at=MONDAY)
    return api.submit(attempt, at=TUESDAY)


def likert(**fields):
    return "likert", {
        "stem": "Bạn tự nộp hồ sơ được không?",
        "scale": ["Chưa", "Có người giúp", "Tự làm được"],
        **fields,
    }


def description(**fields):
    return "description", {"stem": "Đọc tin nhắn dưới đây rồi trả lời hai câu sau.", **fields}


def picture(width=640, height=480, title="Màn hình"):
    """A picture with two grounds, so that something is seen on it."""
    raw = BytesIO()
    drawn = Image.new("RGB", (width, height), "#d9f0ea")
    drawn.paste("#11806f", (0, height // 2, width, height))
    drawn.save(raw, "PNG")
    return SiteImage.objects.create(title=title, file=ContentFile(raw.getvalue(), name="man-hinh.png"))


def area(coords, label="", shape="rectangle", correct=True, marker=""):
    return {"label": label, "shape": shape, "coords": coords, "correct": correct, "marker": marker}


def hotspot(areas=None, **fields):
    """Two places to point to in a picture of 640 × 480, and one that is wrong."""
    areas = areas or [
        area("120, 120, 90", "Nút gọi", "circle"),
        area("400, 40, 620, 200", "Nút nhắn tin"),
        area("20, 300, 200, 300, 200, 460", "Nút tắt", "polygon", correct=False),
    ]
    about = {"image": picture(), "alt": "Một màn hình có ba nút", "mode": "click", "clicks": None, "extra": []}
    return "hotspot", {"stem": "Bấm vào đâu để liên lạc?", "areas": areas, **about, **fields}


def markers(**fields):
    """The same picture, with words to put there; one belongs nowhere."""
    areas = [
        area("20, 20, 300, 220", "Góc trên", marker="Gọi"),
        area("340, 260, 620, 460", "Góc dưới", marker="Nhắn tin"),
    ]
    return hotspot(areas, **{"stem": "Đặt chữ vào chỗ của nó.", "mode": "markers", "extra": ["Chụp hình"], **fields})


def zone(coords, text, label):
    return {"coords": coords, "text": text, "label": label, "image": None}


def drag_onto_image(**fields):
    spots = [zone("20, 20, 300, 120", "Trần Thị Bé", "Ô thứ nhất"), zone("20, 260, 300, 360", "1957", "Ô thứ hai")]
    extra = [{"text": "Ấp 3", "image": None}]
    about = {"image": picture(), "alt": "Một tờ đơn có hai ô", "spots": spots, "extra": extra}
    return "drag_onto_image", {"stem": "Điền tờ đơn.", **about, **fields}


def right_response(version):
    """What earns everything, as a form can say it: points are the middles of squares."""
    content, right = version.content, item_type(version.kind).right_response(version.content)
    if version.kind != "hotspot":
        return right
    middles = [[square.x, square.y] for square in squares(*size_of(content["picture"]))]

    def near(point):
        (area,) = [one for one in content["areas"] if is_inside(one["shape"], one["coords"], *point)]
        inside = [middle for middle in middles if is_inside(area["shape"], area["coords"], *middle)]
        # Not one on the edge: a finger is no pixel.
        return min(inside, key=lambda middle: abs(middle[0] - point[0]) + abs(middle[1] - point[1]))

    if content["mode"] == "click":
        return sorted(near(point) for point in right)
    return {marker: [near(point) for point in points] for marker, points in right.items()}


def draft_item(content=None, **fields):
    made = api.Item(**{"title": f"item {next(_numbers)}", "live": False, **fields})
    made.content = [content or single()]
    made.save()
    return made


def item(content=None, **fields):
    made = draft_item(content, **fields)
    made.save_revision().publish()
    made.refresh_from_db()
    return made


def quiz(*items, points=1, **fields):
    items = items or (item(single()), item(multiple()), item(true_false()))
    made = api.Quiz(**{"title": "Kiểm tra", "shuffle": False, "pass_mark": 70, **fields})
    made.quiz_items = [api.QuizItem(item=one, points=points, sort_order=place) for place, one in enumerate(items)]
    made.save()
    made.save_revision().publish()
    made.refresh_from_db()
    return made


def keys(attempt, position, *texts):
    """The keys of the choices with these texts, by position in the author's list."""
    content = api.Item.objects.get(pk=attempt.paper["items"][position]["item"]).versions.last().content
    by_text = {choice["text"]: choice["key"] for choice in content.get("choices", [])}
    return [by_text.get(text, text) for text in texts]


def right_answers(attempt):
    """What earns everything, by position."""
    samples = api.sample_answers(attempt.quiz)
    return {
        position: next((response for response, share in samples[entry["item"]] if share == 1), [])
        for position, entry in enumerate(attempt.paper["items"])
    }


def sitting(quiz=None, person_=None, **fields):
    return api.start_attempt(quiz or globals()["quiz"](), person_ or person(), at=MONDAY, seed=1, **fields)


def handed_in(quiz=None, person_=None, *, right=True, **fields):
    attempt = sitting(quiz, person_, **fields)
    if right:
        for position, response in right_answers(attempt).items():
            api.respond(attempt, position, response, at=MONDAY)
    return api.submit(attempt, at=TUESDAY)


def bank(*, each=6, language="vi", areas=(1, 2, 3, 4, 5, 6)):
    """Published questions of every area, easy to hard: what a placement draws from. “Xanh” is right."""
    load_competences()
    made = []
    for area in areas:
        for number in range(each):
            one = draft_item(
                single(f"Câu {area}.{number} ({language})"),
                live=True,
                competence=Competence.objects.filter(area=area).first(),
                level=1 + number % 3,
                language=language,
            )
            # What publishing does, without a revision each: this makes hundreds.
            api.freeze(one)
            made.append(one)
    return made


def placed(person_=None, *, right=lambda number: True, at=MONDAY, seed="1", until=40, **fields):
    """A placement answered to its end (or `until` so many answers); `right(number)` says which answers are."""
    who = person_ or person()
    sitting = placement.start_placement(who, "vi", at=at, seed=seed, **fields)
    for number in range(until):
        here = placement.question(sitting)
        if here is None:
            break
        response = here.version.type.right_response(here.version.content) if right(number) else None
        sitting = placement.answer(sitting.pk, here.step.position, response, at=at)
    return sitting


def correct(item, *, right=1):
    """Publish a single choice anew with another answer as the right one, under the same keys; (old, new) version."""
    old = item.versions.order_by("number").last()
    raw = item.content.raw_data[0]
    for place, choice in enumerate(raw["value"]["choices"]):
        choice["value"]["correct"] = place == right
    item.content = StreamValue(item.content.stream_block, [raw], is_lazy=True)
    item.save_revision().publish()
    new = item.versions.order_by("number").last()
    assert new.number == old.number + 1
    assert [one["key"] for one in old.content["choices"]] == [one["key"] for one in new.content["choices"]]
    return old, new


def regrade(item, old, new, *, policy="replace", commit=True, quiz=None, by=None):
    """What one version scored, scored by another; `commit` False: only prepared."""
    made = prepare_regrade(item, [old], new, quiz=quiz, policy=policy, reason="Sai đáp án", by=by, at=TUESDAY)
    return commit_regrade(made, by=by, at=WEDNESDAY) if commit else made
