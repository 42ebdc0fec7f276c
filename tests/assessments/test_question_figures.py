"""Figures from the database: what is kept, when it is worked out anew, groups compared, drawings and files."""

import io
from datetime import timedelta

import numpy as np
import openpyxl
import pytest
from allauth.mfa.models import Authenticator
from django.urls import reverse

from assessments import api
from assessments.figures import question_figures
from assessments.figures.question_drawings import drawings
from assessments.figures.question_report import question_report
from assessments.models import Attempt, QuizFigures
from people.api import Purpose, Role, set_consent
from places.api import Area, Kind, Level
from tests.assessments import make, simulated
from tests.people.make import holder

pytestmark = pytest.mark.django_db
LATER = make.TUESDAY + timedelta(hours=1)


@pytest.fixture
def signed_in(client):
    def enter(*roles):
        user = holder("nguoi", *roles) if roles else make.person().user
        Authenticator.objects.create(user=user, type="totp", data={"secret": "JBSWY3DPEHPK3PXP"})
        client.force_login(user)
        return client

    return enter


@pytest.fixture
def taken(db):
    """120 people of N(0,1) ability, ten questions."""
    rng = np.random.default_rng(11)
    quiz = simulated.choice_quiz(10)
    right = simulated.by_ability(120, 10, rng)
    simulated.take(quiz, simulated.crowd(120), simulated.answers_of(quiz, right, rng))
    return quiz, right


def test_figures_are_those_of_the_answers(taken):
    quiz, right = taken

    report = question_report(quiz, at=LATER)

    assert report.n == 120 and report.is_current
    assert [line.figures.facility for line in report.questions] == pytest.approx(list(100 * right.mean(axis=0)))
    assert [line.figures.guess for line in report.questions] == [25] * 10
    assert [line.times.median for line in report.questions] == pytest.approx([30] * 10)
    assert report.totals == np.bincount(np.clip(right.sum(axis=1), 0, 9), minlength=10).tolist()
    first = report.questions[0].answers
    assert sum(answer.share for answer in first) == pytest.approx(100)
    assert first[0].fifths[0] < first[0].fifths[4]


def test_what_is_kept_is_shown_until_something_is_answered(taken):
    quiz, _right = taken
    before = question_report(quiz, at=LATER)

    assert question_report(quiz, at=LATER + timedelta(days=1)).built_at == before.built_at
    make.handed_in(quiz, context=simulated.CONTEXT)
    after = question_report(quiz, at=LATER + timedelta(days=1))
    assert (after.n, after.built_at) == (121, LATER + timedelta(days=1))


def test_a_question_published_anew_makes_figures_old(taken):
    quiz, _right = taken
    question_report(quiz, at=LATER)
    item = quiz.quiz_items.first().item
    item.content = [make.single(stem="Câu hỏi khác?", options=make.choices("Đúng", "Sai", "Khác"))]
    item.save_revision().publish()

    report = question_report(quiz, at=LATER + timedelta(hours=1))

    assert report.built_at == LATER + timedelta(hours=1)
    assert report.questions[0].stem == "Câu hỏi khác?"


def test_many_attempts_are_left_to_the_tick(taken, monkeypatch):
    quiz, _right = taken
    monkeypatch.setattr(question_figures, "AT_ONCE", 50)

    waiting = question_report(quiz, at=LATER)
    assert (waiting.n, waiting.is_current, waiting.built_at) == (0, False, None)
    assert api.build_wanted_figures(at=LATER) == 1
    assert api.build_wanted_figures(at=LATER) == 0
    assert question_report(quiz, at=LATER).n == 120

    make.handed_in(quiz, context=simulated.CONTEXT)
    old = question_report(quiz, at=LATER)
    assert (old.n, old.is_current) == (120, False)


def test_the_night_works_out_what_changed_or_is_of_yesterday(taken):
    quiz, _right = taken

    assert api.build_all_figures(at=LATER) == 1
    assert api.build_all_figures(at=LATER + timedelta(hours=1)) == 0
    assert api.build_all_figures(at=LATER + timedelta(days=1)) == 1
    make.handed_in(quiz)
    assert api.build_all_figures(at=LATER + timedelta(days=1, hours=1)) == 1


@pytest.fixture
def unfair(db):
    """Women and men of the same ability, 80 each; the third question is much harder for the women."""
    rng = np.random.default_rng(4)
    quiz = simulated.choice_quiz(10)
    right = simulated.by_ability(160, 10, rng)
    women = np.arange(160) < 80
    right[:, 2] = rng.random(160) < np.where(women, 0.15, 0.85)
    people = simulated.crowd(160, gender=["female" if is_woman else "male" for is_woman in women])
    simulated.take(quiz, people, simulated.answers_of(quiz, right, rng))
    return quiz, people


def test_a_question_harder_for_women_than_for_men_of_their_level_is_said(unfair):
    quiz, _people = unfair

    report = question_report(quiz, at=LATER)

    said = "women are right in it much less often than men of the same level"
    assert [line.number for line in report.questions if any(said in verdict for verdict in line.verdicts)] == [3]
    assert report.compared == ["women"]


def test_who_did_not_agree_to_statistics_is_in_no_group(unfair):
    quiz, people = unfair
    for person in people[:40]:
        set_consent(person, Purpose.STATISTICS, False, at=LATER)

    assert question_report(quiz, at=LATER).compared == []


def test_older_and_rural_people_are_compared_where_there_are_enough(db):
    rng = np.random.default_rng(6)
    quiz = simulated.choice_quiz(5)
    made = {
        urban: Area.objects.create(
            code=code, name=name, level=Level.COMMUNE, kind=kind, valid_from="2025-07-01", is_urban=urban
        )
        for urban, code, name, kind in ((True, "00001", "Phường A", Kind.PHUONG), (False, "00002", "Xã B", Kind.XA))
    }
    right = simulated.by_ability(120, 5, rng)
    right[:, 1] = rng.random(120) < np.where(np.arange(120) < 60, 0.1, 0.9)
    years = [1950 if place < 60 else 1995 for place in range(120)]
    people = simulated.crowd(120, birth_year=years, commune=[made[place % 2 == 0] for place in range(120)])
    simulated.take(quiz, people, simulated.answers_of(quiz, right, rng))

    report = question_report(quiz, at=LATER)

    assert report.compared == ["elderly", "rural"]
    assert any("people of 60 and over are right in it much less often" in v for v in report.questions[1].verdicts)


def test_a_question_harder_on_a_phone_is_said(unfair):
    quiz, people = unfair
    Attempt.objects.filter(person__in=people[:80]).update(device="handheld")
    Attempt.objects.filter(person__in=people[80:]).update(device="computer")

    report = question_report(quiz, at=LATER)

    said = "people on a phone are right in it much less often"
    assert report.compared == ["women", "handheld"]
    assert [line.number for line in report.questions if any(said in verdict for verdict in line.verdicts)] == [3]


def test_too_small_a_group_is_not_compared(unfair, settings):
    settings.SUPPRESSION_THRESHOLD = 81

    assert question_report(unfair[0], at=LATER).compared == []


def test_nothing_kept_names_anybody(unfair):
    question_report(unfair[0], at=LATER)
    kept = QuizFigures.objects.get()

    assert "Người" not in str(kept.figures) + str(kept.flags)


def test_drawings_have_words_and_number_the_questions_to_look_at(unfair):
    drawn = drawings(question_report(unfair[0], at=LATER))

    assert 'class="bad"' in drawn.items and ">3</text>" in drawn.items and "question 3" in drawn.items
    assert drawn.scores.count('class="bar"') == 10 and "<title" in drawn.scores
    assert [svg.count("<polyline") for _line, svg in drawn.lines] == [4] * 10
    assert sum(count for _words, count in drawn.tenths) == 160


def test_the_workbook_holds_numbers_and_says_what_they_mean(taken, signed_in):
    answer = signed_in(Role.TRAINER).get(reverse("assessments:questions_xlsx", args=[simulated.CONTEXT]))

    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    questions, answers, whole, meaning = book.worksheets
    assert (questions.max_row, answers.max_row) == (11, 41)
    assert isinstance(questions["B2"].value, int | float) and questions["E2"].value == 25
    assert whole["B2"].value == 120
    assert [cell.value for cell in meaning["A"]][1:] == [cell.value for cell in questions[1]]
    assert all(cell.value for cell in meaning["B"])


def test_a_question_that_looks_like_a_formula_stays_text(signed_in):
    quiz = make.quiz(make.item(make.single(stem="=1+1 là mấy?", options=make.choices("=2", "3"))))
    make.handed_in(quiz, context=simulated.CONTEXT)

    answer = signed_in(Role.TRAINER).get(reverse("assessments:questions_xlsx", args=[simulated.CONTEXT]))

    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    assert (book.worksheets[1]["B2"].value, book.worksheets[1]["B2"].data_type) == ("=2", "s")


def test_the_page_with_kept_figures_takes_few_statements(taken, signed_in, django_assert_max_num_queries):
    browser = signed_in(Role.MODERATOR)
    address = reverse("assessments:questions", args=[simulated.CONTEXT])
    browser.get(address)

    with django_assert_max_num_queries(12):
        page = browser.get(address).content.decode()
    assert "120 attempts count" in page and page.count('<svg class="curve-chart') == 12


def test_the_page_for_printing_has_everything_open(taken, signed_in):
    browser = signed_in(Role.TRAINER)
    address = reverse("assessments:questions", args=[simulated.CONTEXT])

    assert browser.get(address).content.decode().count('<details class="govuk-details">') == 11
    assert '<details class="govuk-details">' not in browser.get(address + "?print").content.decode()


def test_a_page_that_must_wait_says_so(taken, signed_in, monkeypatch):
    monkeypatch.setattr(question_figures, "AT_ONCE", 50)

    page = signed_in(Role.TRAINER).get(reverse("assessments:questions", args=[simulated.CONTEXT])).content.decode()

    assert "worked out for the first time" in page
