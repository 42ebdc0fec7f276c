"""The founding question bank: complete, without a fault, and scored as its files say."""

from collections import Counter

import pytest

from assessments.api import Item, new_item
from assessments.bank.authoring import content_of as content_of_item
from assessments.items import KINDS
from cms.api import load_competences
from learning.content.bank import load_bank, read_bank
from learning.content.questions import PUBLISHED as LOADED
from learning.content.questions import content_of as content_of_file
from learning.content.questions import picture_of
from learning.content.reader import HERE, ContentError

CODES = sorted({path.name.removesuffix(".vi.toml") for path in (HERE / "bank").glob("*.vi.toml")})


@pytest.fixture
def competences(db):
    load_competences()


def content_of(question):
    """What learners get once the question has gone through its author's form."""
    item = new_item("", question["kind"], content_of_file(question), picture=picture_of(question))
    return content_of_item(item)[1]


def test_the_bank_covers_every_competence_every_kind_and_both_languages(competences):
    bank = list(read_bank())

    by_language = Counter(language for _code, language, _question in bank)
    assert by_language["vi"] >= 300 and by_language["en"] >= 60
    assert len({code for code, _language, _question in bank}) == 24
    assert {question["kind"] for _code, _language, question in bank} >= LOADED
    assert {question["level"] for _code, _language, question in bank} == {1, 2, 3}
    slugs = Counter(question["slug"] for _code, language, question in bank if language == "vi")
    assert max(slugs.values()) == 1


@pytest.mark.parametrize("code", CODES)
def test_questions_of_the_bank_have_no_problem_and_score_as_they_say(competences, code):
    found = [question for one, _language, question in read_bank() if one == code and question["kind"] in LOADED]

    assert len(found) >= 13
    for question in found:
        kind, content = KINDS[question["kind"]], content_of(question)
        assert (question["slug"], kind.clean(content)) == (question["slug"], [])
        assert all(kind.score(content, response) == share for response, share in kind.samples(content))
        if kind.is_scored and not kind.needs_marking:
            right = kind.right_response(content)
            assert (question["slug"], kind.score(content, kind.accept(content, right))) == (question["slug"], 1)
            assert kind.feedback(content, right), f"{question['slug']}: nothing is said to the right answer"


@pytest.mark.parametrize("code", CODES)
def test_the_right_answer_is_seldom_the_longest(competences, code):
    singles = [
        question for one, language, question in read_bank() if one == code and question["kind"] == "single_choice"
    ]

    longest = [max(question["choices"], key=lambda choice: len(choice["text"])) for question in singles]
    assert sum(choice["correct"] for choice in longest) <= len(singles) / 2


@pytest.mark.slow
def test_the_bank_is_loaded_once(competences):
    first, again = load_bank(), load_bank()

    assert (first >= 360, again) == (True, 0)
    assert Item.objects.filter(live=True, versions__number=1).distinct().count() == first


def test_a_broken_question_of_the_bank_is_named(competences, tmp_path, monkeypatch):
    (tmp_path / "bank").mkdir()
    text = (HERE / "bank" / "4.1.vi.toml").read_text(encoding="utf-8").replace("correct = true", "correct = false")
    (tmp_path / "bank" / "4.1.vi.toml").write_text(text, encoding="utf-8")
    monkeypatch.setattr("learning.content.bank.HERE", tmp_path)

    with pytest.raises(ContentError, match="a single choice has exactly one right answer"):
        list(read_bank())
