"""Read a course file (docs/content.md) and say everything that is wrong with it before anything is made of it."""

import tomllib
import unicodedata
from pathlib import Path

from cms.api import competence_codes

__all__ = ["ContentError", "course_folders", "read_course", "read_site"]

HERE = Path(__file__).parent
# Of questions; a course has its own beside its file.
PICTURES = HERE / "bank" / "pictures"
BLOCKS = {"text", "image", "steps", "callout", "accordion", "quick_check"}
QUESTION_FIELDS = {
    "single_choice": ("choices",),
    "multiple_choice": ("choices",),
    "true_false": ("answer",),
    "matching": ("prompts", "targets"),
    "ordering": ("elements",),
    "short_answer": ("answers",),
    "numeric": ("answers",),
    "gap_fill": ("text", "mode", "words", "gaps"),
    "cloze": ("text", "parts"),
    "drag_onto_image": ("picture", "alt", "drags", "zones"),
    "hotspot": ("picture", "alt", "areas"),
    "likert": ("scale",),
    "essay": ("rubric",),
    "file_upload": ("extensions", "rubric"),
}
N_LESSONS = range(4, 7)
N_ITEMS = range(8, 13)


class ContentError(ValueError):
    """A course file cannot be used; `problems` names each place and what is wrong there."""

    def __init__(self, path: Path, problems: list[str]):
        self.problems = problems
        super().__init__(f"{path}: " + "; ".join(problems))


def course_folders() -> list[Path]:
    """The folders of the founding courses, in the order in which the catalogue shows them."""
    order = ["dien-thoai", "dich-vu", "thanh-toan", "an-toan", "goi-1022", "quan-ly", "thu-dien", "bao-ve"]
    folders = [path for path in (HERE / "courses").iterdir() if (path / "course.vi.toml").exists()]
    return sorted(
        folders, key=lambda path: next((n for n, start in enumerate(order) if path.name.startswith(start)), 99)
    )


def read_site(language: str) -> dict:
    """The words of the first page, the standard pages and the news."""
    return parse(HERE / "pages" / f"site.{language}.toml")


def read_course(folder: Path, language: str) -> dict | None:
    """The course as plain data; None: it is not written in this language. Raises ContentError."""
    path = folder / f"course.{language}.toml"
    if not path.exists():
        return None
    course = parse(path)
    # What is missing makes the further questions pointless.
    problems = list(_missing(course)) or [
        *_course_problems(course),
        *_picture_problems(course, folder),
        *_quiz_problems(course),
        *_competence_problems(course),
    ]
    if language != "vi" and not problems:
        problems += _shape_problems(read_course(folder, "vi"), course)
    if problems:
        raise ContentError(path, problems)
    return course


def parse(path: Path) -> dict:
    """The file as plain data. Raises ContentError."""
    text = path.read_text(encoding="utf-8")
    if not unicodedata.is_normalized("NFC", text):
        raise ContentError(path, ["the text is not in Unicode NFC"])
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as problem:
        raise ContentError(path, [str(problem)]) from None


def _missing(course: dict):
    for name in ("slug", "title", "summary", "audience", "need", "want", "competences", "outcomes", "lessons", "quiz"):
        if not course.get(name):
            yield f"{name} is missing"
    if course.get("quiz") and not course["quiz"].get("items"):
        yield "quiz.items is missing"


def _course_problems(course: dict):
    if len(course["lessons"]) not in N_LESSONS:
        yield f"lessons: {len(course['lessons'])} of them; a course has {N_LESSONS[0]} to {N_LESSONS[-1]}"
    for lesson in course["lessons"]:
        for number, block in enumerate(lesson.get("blocks", []), start=1):
            where = f"lesson {lesson['slug']}, block {number}"
            if block.get("type") not in BLOCKS:
                yield f"{where}: unknown type {block.get('type')!r}"
            if block.get("type") == "quick_check" and sum(choice["correct"] for choice in block["choices"]) != 1:
                yield f"{where}: a quick check has exactly one right answer"


def pictures_of(course: dict):
    """(file name, words that stand in for it) of every picture in the course."""
    yield course["cover"], course["cover_alt"]
    for lesson in course["lessons"]:
        for block in lesson["blocks"]:
            for part in (block, *block.get("steps", [])):
                if part.get("image"):
                    yield part["image"], part.get("alt", "")


def _picture_problems(course: dict, folder: Path):
    for name, alt in pictures_of(course):
        if not (folder / name).exists():
            yield f"picture {name} is missing"
        if not alt:
            yield f"picture {name} has no words that stand in for it"


def _quiz_problems(course: dict):
    lessons = {lesson["slug"] for lesson in course["lessons"]}
    slugs = [item["slug"] for item in course["quiz"]["items"]]
    if len(slugs) not in N_ITEMS:
        yield f"quiz.items: {len(slugs)} of them; a quiz has {N_ITEMS[0]} to {N_ITEMS[-1]}"
    if len(slugs) != len(set(slugs)):
        yield "two items have the same slug"
    for item in course["quiz"]["items"]:
        if item["lesson"] not in lessons:
            yield f"item {item['slug']}: there is no lesson {item['lesson']!r}"
        yield from question_problems(item)


def question_problems(item: dict):
    """What is wrong with a question of a course or of the bank, as sentences."""
    where = f"item {item['slug']}"
    if item["kind"] not in QUESTION_FIELDS:
        yield f"{where}: unknown kind {item['kind']!r}"
        return
    for name in ("level", "stem", *QUESTION_FIELDS[item["kind"]]):
        if item.get(name) in (None, "", []):
            yield f"{where}: {name} is missing"
            return
    n_right = sum(choice["correct"] for choice in item.get("choices", []))
    if item["kind"] == "single_choice" and n_right != 1:
        yield f"{where}: a single choice has exactly one right answer"
    if item["kind"] == "multiple_choice" and not 0 < n_right < len(item["choices"]):
        yield f"{where}: a multiple choice has right and wrong answers"
    if item.get("picture") and not (PICTURES / item["picture"]).exists():
        yield f"{where}: picture {item['picture']} is missing"
    if item.get("competence") not in competence_codes():
        yield f"{where}: there is no competence {item.get('competence')!r}"


def _competence_problems(course: dict):
    known = competence_codes()
    for code in course["competences"]:
        if code not in known:
            yield f"competences: there is no competence {code!r}"


def _shape(course: dict) -> list:
    lessons = [[block["type"] for block in lesson["blocks"]] for lesson in course["lessons"]]
    return [*lessons, [(item["slug"], item["kind"]) for item in course["quiz"]["items"]]]


def _shape_problems(original: dict | None, translation: dict):
    if original is None or _shape(original) != _shape(translation):
        yield "the translation does not have the same lessons, blocks and items as the original"
