import re
import shutil

import pytest

from learning.content.reader import HERE, ContentError, course_folders, read_course


@pytest.fixture
def spoilt(tmp_path):
    """Read a copy of a founding course with a change in its Vietnamese file; returns what the reader complains of."""

    def read(change):
        folder = tmp_path / "dien-thoai-thong-minh"
        shutil.copytree(HERE / "courses" / folder.name, folder)
        path = folder / "course.vi.toml"
        before = path.read_text(encoding="utf-8")
        after = change(before)
        assert after != before
        path.write_text(after, encoding="utf-8")
        with pytest.raises(ContentError) as raised:
            read_course(folder, "vi")
        assert str(path) in str(raised.value)
        return raised.value.problems

    return read


@pytest.mark.parametrize("folder", course_folders(), ids=lambda folder: folder.name)
@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_founding_course_has_nothing_wrong(folder, language):
    course = read_course(folder, language)

    assert course is None or course["slug"] == folder.name


@pytest.mark.parametrize("folder", course_folders(), ids=lambda folder: folder.name)
@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_right_answer_is_not_given_away_by_its_length(folder, language):
    course = read_course(folder, language)
    if course is None:
        return
    items = [item for item in course["quiz"]["items"] if item["kind"] == "single_choice"]
    checks = [block for lesson in course["lessons"] for block in lesson["blocks"] if block["type"] == "quick_check"]

    for group in (items, checks):
        assert sum(map(_key_is_longest, group)) <= len(group) / 3


def _key_is_longest(question):
    lengths = {True: [], False: []}
    for choice in question["choices"]:
        lengths[choice["correct"]].append(len(choice["text"]))
    return max(lengths[True]) > max(lengths[False])


def test_an_unknown_competence_of_a_course_is_named(spoilt):
    problems = spoilt(lambda text: text.replace('competences = ["5.2"', 'competences = ["9.9"'))

    assert problems == ["competences: there is no competence '9.9'"]


def test_an_unknown_competence_of_an_item_is_named(spoilt):
    problems = spoilt(lambda text: text.replace('competence = "1.3"', 'competence = "1.31"'))

    assert problems == ["item giu-anh-quy: there is no competence '1.31'"]


def test_a_course_of_too_few_lessons_is_refused(spoilt):
    problems = spoilt(
        lambda text: re.sub(r"\[\[lessons\]\].*?(?=\[\[lessons\]\]|\[quiz\])", "", text, count=2, flags=re.S)
    )

    assert "lessons: 3 of them; a course has 4 to 6" in problems


def test_a_quiz_of_too_few_items_is_refused(spoilt):
    problems = spoilt(
        lambda text: re.sub(r"\[\[quiz\.items\]\].*?(?=\[\[quiz\.items\]\])", "", text, count=3, flags=re.S)
    )

    assert problems == ["quiz.items: 7 of them; a quiz has 8 to 12"]


def test_what_is_missing_is_said_before_anything_else(spoilt):
    problems = spoilt(lambda text: text.split("[quiz]")[0])

    assert problems == ["quiz is missing"]
