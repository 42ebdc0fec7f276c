"""A quiz on paper: printed, ticked by hand, typed in, scored like any other."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st

from assessments import api
from assessments.in_class import letters
from assessments.in_class.paper_forms import paper_form, record_letters, sheet_of
from assessments.models import Attempt, Mode, PaperForm, Response
from people.api import AuditEntry, Role, grant
from tests.assessments import make
from tests.people.make import commune

pytestmark = pytest.mark.django_db


@pytest.fixture
def village(db):
    return commune("28021", "Xã Mỹ Phước")


@pytest.fixture
def learner(village):
    return make.person(name="Trần Thị Bé", commune=village)


@pytest.fixture
def facilitator(village, staff):
    browser = staff(Role.TRAINER, "tap-huan")
    grant(browser.user, Role.FACILITATOR, area=village, by=None, at=make.MONDAY)
    return browser


def form_of(quiz=None, seed="variant-1", **fields):
    return paper_form(quiz or make.quiz(), seed=seed, at=make.MONDAY, **fields)


def right_letters(form):
    return " ".join(one.key or "-" for one in sheet_of(form).numbered)


def entry(browser, form, person, text):
    browser.post(f"/quiz/form/{form.pk}/entry/", {"search": person.name})
    return browser.post(f"/quiz/form/{form.pk}/entry/", {f"letters-{person.pk}": text})


def test_letters_of_the_key_sheet_score_everything(learner):
    quiz = make.quiz(shuffle=True)
    form = form_of(quiz)

    recorded = record_letters(form, learner, right_letters(form), by=None, at=make.TUESDAY)

    attempt = Attempt.objects.get()
    assert recorded.status == "saved"
    assert (attempt.score, attempt.passed, attempt.mode) == (attempt.max_score, True, Mode.PAPER)
    assert Response.objects.count() == 3


def test_variants_of_a_shuffled_quiz_differ_and_each_stays_as_printed(learner):
    quiz = make.quiz(*(make.item(make.single(stem=f"Câu {n}")) for n in range(6)), shuffle=True)
    papers = [form_of(quiz, seed=f"variant-{n}").paper["items"] for n in range(1, 5)]

    make.correct(quiz.quiz_items.first().item)

    assert len({str(paper) for paper in papers}) == 4
    assert form_of(quiz).paper["items"] == papers[0]


def test_what_paper_cannot_ask_is_left_out_and_named():
    items = [make.item(one()) for one in (make.single, make.short_answer, make.ordering, make.description)]
    form = form_of(make.quiz(*items))

    sheet = sheet_of(form)

    assert [one.card.shown.kind for one in sheet.questions] == ["single_choice", "description"]
    assert [kind for _stem, kind in sheet.left_out] == ["short_answer", "ordering"]
    assert [one.number for one in sheet.questions] == [1, None]


def test_a_quiz_with_nothing_for_paper_makes_no_variant(staff):
    quiz = make.quiz(make.item(make.short_answer()))

    answer = staff().post(f"/quiz/forms/{quiz.pk}/", {}, follow=True)

    assert not PaperForm.objects.exists()
    assert answer.context["forms"] == []
    assert len(answer.context["messages"]) == 1


def test_a_sheet_entered_twice_counts_once(learner):
    form = form_of()
    record_letters(form, learner, right_letters(form), by=None, at=make.TUESDAY)

    again = record_letters(form, learner, right_letters(form), by=None, at=make.TUESDAY)

    assert again.status == "there"
    assert Attempt.objects.count() == 1


def test_a_second_entry_that_says_something_else_is_shown_and_changes_nothing(learner):
    form = form_of()
    record_letters(form, learner, right_letters(form), by=None, at=make.TUESDAY)

    again = record_letters(form, learner, "- - -", by=None, at=make.TUESDAY)

    assert again.status == "look"
    assert [number for number, _problem in again.problems] == [1, 2, 3]
    assert Attempt.objects.get().passed


@pytest.mark.parametrize(
    ("text", "numbers"), [("A", [0]), ("A A A A", [0]), ("Z A A", [1]), ("AA A A", [1]), ("AB A A", [1])]
)
def test_letters_that_cannot_be_meant_are_told_by_question_and_nothing_is_saved(facilitator, learner, text, numbers):
    form = form_of(make.quiz(*(make.item(make.single(stem=f"Câu {n}")) for n in range(3))))

    (line,) = entry(facilitator, form, learner, text).context["lines"]

    assert (line["status"], [number for number, _words in line["problems"]]) == ("look", numbers)
    assert line["typed"] == text
    assert not Attempt.objects.exists()


def test_paper_waits_while_the_same_quiz_is_being_taken_on_a_phone(learner):
    quiz = make.quiz()
    form = form_of(quiz)
    make.sitting(quiz, learner)

    assert record_letters(form, learner, right_letters(form), by=None, at=make.TUESDAY).status == "look"
    assert Attempt.objects.count() == 1


def test_paper_counts_among_the_attempts_allowed(learner):
    quiz = make.quiz(attempts_allowed=1)
    form = form_of(quiz)
    make.handed_in(quiz, learner)

    assert record_letters(form, learner, right_letters(form), by=None, at=make.TUESDAY).status == "look"


def test_a_quiz_with_a_time_limit_closed_since_still_takes_the_sheets_of_its_class(learner):
    quiz = make.quiz(minutes=20, closes_at=make.MONDAY + timedelta(hours=2))
    form = form_of(quiz)

    recorded = record_letters(form, learner, right_letters(form), by=None, at=make.WEDNESDAY)

    assert (recorded.status, recorded.attempt.deadline_at, recorded.attempt.submitted_at) == (
        "saved",
        None,
        make.WEDNESDAY,
    )


def test_sections_with_marks_of_their_own_hold_on_paper_too(learner):
    items = [make.item(make.single(stem=f"Câu {n}")) for n in range(4)]
    quiz = make.quiz(*items, pass_mark=50)
    quiz.sections = [("section", {"title": "Một", "pass_mark": None}), ("section", {"title": "Hai", "pass_mark": 100})]
    for place, one in enumerate(quiz.quiz_items.all()):
        one.section = 1 if place < 3 else 2
        one.save()
    quiz.save()
    form = form_of(quiz)
    letters_typed = right_letters(form).split()

    record_letters(form, learner, " ".join([*letters_typed[:3], "-"]), by=None, at=make.TUESDAY)

    attempt = Attempt.objects.get()
    assert (attempt.score, attempt.passed) == (3, False)


def test_who_entered_it_is_written_down_and_stands_in_the_persons_data(facilitator, learner):
    form = form_of()

    (line,) = entry(facilitator, form, learner, right_letters(form)).context["lines"]

    attempt = Attempt.objects.get()
    assert (line["status"], attempt.recorded_by) == ("saved", facilitator.user)
    assert AuditEntry.objects.get(action="record_paper").by == facilitator.user
    assert api.export_attempts(learner)["attempts"][0]["mode"] == "paper"


def test_answers_for_a_lesson_count_for_its_course(learner):
    told = []

    def listen(sender, attempt, **kwargs):
        told.append(attempt.context)

    api.attempt_scored.connect(listen)
    form = form_of(context="abc-1")
    record_letters(form, learner, right_letters(form), by=None, at=make.TUESDAY)
    api.attempt_scored.disconnect(listen)

    assert told == ["abc-1"]


def test_the_facilitator_of_another_commune_finds_nobody_here(staff, learner):
    other = staff(Role.TRAINER, "noi-khac")
    grant(other.user, Role.FACILITATOR, area=commune("28099", "Xã Khác"), by=None, at=make.MONDAY)
    form = form_of()

    answer = entry(other, form, learner, right_letters(form))

    assert answer.context["lines"] == []
    assert not Attempt.objects.exists()


@pytest.mark.parametrize(
    "path", ["/quiz/forms/", "/quiz/forms/{quiz}/", "/quiz/form/{form}/", "/quiz/form/{form}/key/"]
)
def test_pages_of_paper_are_for_staff(page, staff, path):
    form = form_of()
    address = path.format(quiz=form.quiz_id, form=form.pk)

    assert page.get(address).status_code == 403
    assert staff().get(address).status_code == 200


def test_answers_are_entered_by_facilitators_only(page, staff):
    address = f"/quiz/form/{form_of().pk}/entry/"

    assert page.get(address).status_code == staff().get(address).status_code == 403


def test_an_administrator_enters_for_everyone(staff, learner):
    form = form_of()

    (line,) = entry(staff(Role.ADMINISTRATOR, "quan-tri"), form, learner, right_letters(form)).context["lines"]

    assert line["status"] == "saved"


def test_the_key_stands_on_no_other_page(staff):
    form = form_of(make.quiz(make.item(make.single(explanation="Vì lá xanh"))))
    trainer = staff()

    sheet = trainer.get(f"/quiz/form/{form.pk}/").content.decode()

    assert "Xanh" in sheet and "Vì lá xanh" not in sheet


def test_a_class_of_thirty_is_entered_with_few_queries_each(facilitator, village):
    form = form_of()
    people = [make.person(name=f"Nguyễn Văn {n:02}", commune=village) for n in range(30)]
    facilitator.post(f"/quiz/form/{form.pk}/entry/", {"search": "Nguyễn Văn"})

    with CaptureQueriesContext(
        connection,
    ) as asked:
        answer = facilitator.post(
            f"/quiz/form/{form.pk}/entry/", {f"letters-{one.pk}": right_letters(form) for one in people}
        )

    assert [line["status"] for line in answer.context["lines"]] == ["saved"] * 30
    assert len(asked) / 30 < 25


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_letters_written_and_read_again_are_the_same_answers(data):
    asked = [
        letters.Asked(place, tuple(f"k{n}" for n in range(size)), several)
        for place, (size, several) in enumerate(
            data.draw(st.lists(st.tuples(st.integers(2, 10), st.booleans()), min_size=1, max_size=12))
        )
    ]
    answers = {
        one.position: data.draw(
            st.lists(st.sampled_from(one.keys), unique=True, max_size=3 if one.takes_several else 1)
        )
        for one in asked
    }
    text = " ".join(letters.written(answers[one.position], one) or "-" for one in asked)

    read, problems = letters.read_letters(text, asked)

    if len(asked) > 1 or len(text) == 1:
        assert problems == []
        assert {place: set(keys) for place, keys in read.items()} == {p: set(k) for p, k in answers.items() if k}


def test_a_facilitator_finds_the_page_under_their_work(facilitator):
    assert "/quiz/forms/" in facilitator.get("/learn/").content.decode()
