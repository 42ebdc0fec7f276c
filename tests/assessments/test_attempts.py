import threading
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import translation

from assessments import api
from assessments.items.single_choice import SingleChoice
from assessments.models import Attempt, Response
from people.api import person_merging
from tests.assessments import make

pytestmark = pytest.mark.django_db
on_postgres = pytest.mark.skipif(
    connection.vendor != "postgresql", reason="races need a server with several writers (PostgreSQL)"
)


@pytest.fixture
def news():
    heard = []

    def hear(sender, attempt, at, **kwargs):
        heard.append((attempt.pk, attempt.score, at))

    api.attempt_scored.connect(hear)
    yield heard
    api.attempt_scored.disconnect(hear)


def test_starting_twice_gives_the_same_sitting(quiz, learner):
    first = make.sitting(quiz, learner)

    second = api.start_attempt(quiz, learner, at=make.TUESDAY)

    assert second == first


def test_each_context_has_its_own_sitting(quiz, learner):
    assert make.sitting(quiz, learner, context="a") != make.sitting(quiz, learner, context="b")


def test_database_refuses_a_second_open_sitting(quiz, learner):
    attempt = make.sitting(quiz, learner)

    with pytest.raises(IntegrityError), transaction.atomic():
        Attempt.objects.create(quiz=quiz, person=learner, number=2, paper=attempt.paper, started_at=make.MONDAY)


def test_attempts_are_limited(learner):
    quiz = make.quiz(attempts_allowed=2)
    make.handed_in(quiz, learner, right=False)
    make.handed_in(quiz, learner, right=False)

    with pytest.raises(api.AttemptsUsedUp):
        make.sitting(quiz, learner)


def test_open_sitting_goes_on_when_attempts_are_used_up(learner):
    quiz = make.quiz(attempts_allowed=1)
    attempt = make.sitting(quiz, learner)

    assert make.sitting(quiz, learner) == attempt


def test_quiz_without_a_published_item_cannot_be_taken(learner):
    item = make.item()
    quiz = make.quiz(item)
    item.unpublish()

    with pytest.raises(api.NothingToAnswer):
        make.sitting(quiz, learner)


def test_rules_are_those_of_the_start(quiz, learner):
    attempt = make.sitting(quiz, learner)

    quiz.pass_mark, quiz.feedback = 100, "score"
    quiz.save()

    assert attempt.paper["rules"] == {"pass_mark": 70, "feedback": "full"}


def test_same_seed_gives_the_same_order(learner, outsider):
    quiz = make.quiz(*[make.item() for _ in range(6)], shuffle=True)

    one, other = make.sitting(quiz, learner), make.sitting(quiz, outsider)

    assert one.paper == other.paper


def test_quiz_that_does_not_shuffle_keeps_the_authors_order(quiz, learner):
    attempt = make.sitting(quiz, learner)

    assert [entry["item"] for entry in attempt.paper["items"]] == [one.item_id for one in quiz.quiz_items.all()]


def test_where_the_authors_order_is_the_answer_it_is_always_shuffled(learner, monkeypatch):
    quiz = make.quiz(make.item(make.single(options=make.choices(*"ABCDEFGH"))), shuffle=False)
    as_authored = make.sitting(quiz, learner).paper["items"][0]["order"]
    monkeypatch.setattr(SingleChoice, "order_is_key", True)

    shuffled = make.sitting(quiz, make.person()).paper["items"][0]["order"]

    assert shuffled != as_authored
    assert sorted(shuffled) == sorted(as_authored)


def test_newest_response_counts(quiz, learner):
    attempt = make.sitting(quiz, learner)

    api.respond(attempt, 0, make.keys(attempt, 0, "Đỏ"), at=make.MONDAY)
    api.respond(attempt, 0, make.keys(attempt, 0, "Xanh"), at=make.MONDAY)

    assert api.submit(attempt, at=make.TUESDAY).score == 1


def test_clock_set_back_does_not_change_what_counts(quiz, learner):
    attempt = make.sitting(quiz, learner)

    api.respond(attempt, 0, make.keys(attempt, 0, "Đỏ"), at=make.TUESDAY)
    api.respond(attempt, 0, make.keys(attempt, 0, "Xanh"), at=make.MONDAY)

    assert api.submit(attempt, at=make.MONDAY - timedelta(days=400)).score == 1


def test_same_response_again_adds_nothing(quiz, learner):
    attempt = make.sitting(quiz, learner)

    added = [api.respond(attempt, 1, make.keys(attempt, 1, "Lạ", "Dài"), at=make.MONDAY) for _ in range(2)]
    added.append(api.respond(attempt, 1, make.keys(attempt, 1, "Dài", "Lạ"), at=make.MONDAY))

    assert added == [True, False, False]
    assert Response.objects.count() == 1


def test_nothing_as_first_response_adds_nothing(quiz, learner):
    attempt = make.sitting(quiz, learner)

    assert api.respond(attempt, 0, [], at=make.MONDAY) is False


def test_response_can_be_taken_back(quiz, learner):
    attempt = make.sitting(quiz, learner)
    api.respond(attempt, 0, make.keys(attempt, 0, "Xanh"), at=make.MONDAY)

    api.respond(attempt, 0, [], at=make.MONDAY)

    assert api.submit(attempt, at=make.TUESDAY).score == 0


def test_response_is_one_statement(quiz, learner, django_assert_num_queries):
    attempt = make.sitting(quiz, learner)
    green = make.keys(attempt, 0, "Xanh")

    with django_assert_num_queries(1):
        api.respond(attempt, 0, green, at=make.MONDAY, ref="a")


def test_closed_attempt_takes_no_response(quiz, learner):
    attempt = make.sitting(quiz, learner)
    stale = Attempt.objects.get(pk=attempt.pk)
    api.submit(attempt, at=make.TUESDAY)
    n = Response.objects.count()

    with pytest.raises(api.AttemptClosed):
        api.respond(stale, 0, make.keys(attempt, 0, "Xanh"), at=make.TUESDAY)

    assert Response.objects.count() == n


def test_impossible_response_is_refused(quiz, learner):
    attempt = make.sitting(quiz, learner)

    for position, response in [(0, ["forged"]), (0, "Xanh"), (7, []), (-1, [])]:
        with pytest.raises(api.Unreadable):
            api.respond(attempt, position, response, at=make.MONDAY)


def test_handing_in_scores_by_the_paper(quiz, learner):
    attempt = make.sitting(quiz, learner)
    api.respond(attempt, 0, make.keys(attempt, 0, "Xanh"), at=make.MONDAY)
    api.respond(attempt, 1, make.keys(attempt, 1, "Dài"), at=make.MONDAY)

    attempt = api.submit(attempt, at=make.TUESDAY)

    assert (attempt.score, attempt.max_score, attempt.passed) == (Decimal("1.5"), 3, False)


def test_every_item_of_an_attempt_handed_in_has_a_response(quiz, learner):
    attempt = make.handed_in(quiz, learner, right=False)

    assert sorted(Response.objects.filter(attempt=attempt).values_list("position", flat=True)) == [0, 1, 2]


def test_handing_in_twice_changes_nothing_and_tells_nobody_again(quiz, learner, news):
    attempt = make.handed_in(quiz, learner)

    again = api.submit(attempt, at=make.TUESDAY + timedelta(days=1))

    assert again.submitted_at == make.TUESDAY
    assert news == [(attempt.pk, Decimal("3.0000"), make.TUESDAY)]


def test_attempt_stays_open_when_those_who_are_told_fail(quiz, learner):
    attempt = make.sitting(quiz, learner)

    def fail(**kwargs):
        raise RuntimeError("no")

    api.attempt_scored.connect(fail)
    try:
        with pytest.raises(RuntimeError):
            api.submit(attempt, at=make.TUESDAY)
    finally:
        api.attempt_scored.disconnect(fail)

    attempt.refresh_from_db()
    assert attempt.state == "open"


def test_best_attempt_is_the_first_of_the_highest(quiz, learner):
    made = [make.handed_in(quiz, learner, right=right) for right in (False, True, True)]

    assert api.best_attempt(learner, quiz) == made[1]
    assert api.attempts_of(learner, quiz) == made[::-1]


def test_bulk_door_records_what_the_single_door_would(learner, outsider):
    quiz = make.quiz(shuffle=True)
    single = make.sitting(quiz, learner, context="k")
    answers = {
        entry["item"]: response
        for entry, response in zip(single.paper["items"], make.right_answers(single).values(), strict=True)
    }
    left_out = answers.pop(single.paper["items"][1]["item"])
    for position, entry in enumerate(single.paper["items"]):
        if entry["item"] in answers:
            api.respond(single, position, answers[entry["item"]], at=make.MONDAY)
    api.submit(single, at=make.TUESDAY)

    row = api.AttemptRow(
        quiz=quiz,
        person=outsider,
        answers=answers,
        context="k",
        started_at=make.MONDAY,
        submitted_at=make.TUESDAY,
        seed=1,
    )
    assert api.record_attempts([row]) == 1

    def all_of(person):
        attempt = Attempt.objects.filter(person=person).values().get()
        given = Response.objects.filter(attempt_id=attempt["id"]).order_by("position").values()
        return (
            {name: value for name, value in attempt.items() if name not in {"id", "person_id"}},
            [{name: value for name, value in one.items() if name not in {"id", "attempt_id"}} for one in given],
        )

    assert left_out
    assert all_of(learner) == all_of(outsider)


def test_bulk_door_keeps_the_limit_of_attempts(learner):
    quiz = make.quiz(attempts_allowed=1)
    row = api.AttemptRow(quiz=quiz, person=learner, answers={}, started_at=make.MONDAY, submitted_at=make.TUESDAY)

    with pytest.raises(api.AttemptsUsedUp):
        api.record_attempts([row, row])

    assert not Attempt.objects.exists()


def test_bulk_door_refuses_impossible_responses(quiz, learner):
    item = quiz.quiz_items.first().item_id
    row = api.AttemptRow(
        quiz=quiz, person=learner, answers={item: ["forged"]}, started_at=make.MONDAY, submitted_at=make.TUESDAY
    )

    with pytest.raises(api.Unreadable):
        api.record_attempts([row])


def test_attempts_of_a_duplicate_move_to_the_person_who_stays(quiz, learner, outsider):
    mine, theirs = make.handed_in(quiz, learner), make.handed_in(quiz, outsider)

    person_merging.send(sender=None, keep=learner, drop=outsider)

    assert api.attempts_of(learner, quiz) == [theirs, mine]
    assert not api.attempts_of(outsider, quiz)


def test_of_two_open_sittings_the_later_stays_open_when_two_become_one(quiz, learner, outsider, news):
    old = api.start_attempt(quiz, learner, at=make.MONDAY)
    new = api.start_attempt(quiz, outsider, at=make.TUESDAY)

    person_merging.send(sender=None, keep=learner, drop=outsider)

    states = {one.pk: (one.person, one.state) for one in Attempt.objects.all()}
    assert states == {old.pk: (learner, "submitted"), new.pk: (learner, "open")}
    assert [pk for pk, *_rest in news] == [old.pk]


def test_older_sitting_of_the_duplicate_is_handed_in_for_the_person_who_stays(quiz, learner, outsider, news):
    old = api.start_attempt(quiz, outsider, at=make.MONDAY)
    new = api.start_attempt(quiz, learner, at=make.TUESDAY)

    person_merging.send(sender=None, keep=learner, drop=outsider)

    states = {one.pk: (one.person, one.state) for one in Attempt.objects.all()}
    assert states == {old.pk: (learner, "submitted"), new.pk: (learner, "open")}


def test_export_says_what_was_answered_and_not_what_was_right_while_open(quiz, learner):
    attempt = make.sitting(quiz, learner)
    api.respond(attempt, 0, make.keys(attempt, 0, "Đỏ"), at=make.MONDAY)

    exported = api.export_attempts(learner)["attempts"]

    assert exported[0]["responses"] == [
        {"question": "Nút nào để gọi?", "response": "Đỏ", "given_at": make.MONDAY, "share": None}
    ]


def test_export_says_right_and_wrong_in_words(learner):
    attempt = make.sitting(make.quiz(make.item(make.true_false())), learner)
    api.respond(attempt, 0, ["false"], at=make.MONDAY)

    with translation.override("en"):
        exported = api.export_attempts(learner)["attempts"]

    assert exported[0]["responses"][0]["response"] == "Wrong"


def run_at_once(*jobs):
    """Run jobs in threads that begin together; give what they returned or raised, in order."""
    gate, results = threading.Barrier(len(jobs)), [None] * len(jobs)

    def run(place, job):
        try:
            gate.wait()
            results[place] = job()
        except Exception as problem:  # noqa: BLE001 — the test looks at it
            results[place] = problem
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(place, job)) for place, job in enumerate(jobs)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


@on_postgres
@pytest.mark.django_db(transaction=True)
def test_tabs_starting_at_once_get_one_sitting():
    quiz, learner = make.quiz(), make.person()

    started = run_at_once(*[lambda: make.sitting(quiz, learner).pk] * 8)

    assert len(set(started)) == 1
    assert Attempt.objects.count() == 1


@on_postgres
@pytest.mark.django_db(transaction=True)
def test_answer_racing_with_the_hand_in_either_counts_or_is_refused():
    quiz = make.quiz(make.item(make.true_false(answer=True)))
    for _ in range(20):
        attempt = make.sitting(quiz, make.person())

        answered, handed_in = run_at_once(
            lambda attempt=attempt: api.respond(attempt, 0, ["true"], at=make.MONDAY),
            lambda attempt=attempt: api.submit(attempt, at=make.TUESDAY),
        )

        assert handed_in.score == (1 if answered is True else 0), answered
        assert answered is True or isinstance(answered, api.AttemptClosed)


@on_postgres
@pytest.mark.django_db(transaction=True)
def test_handing_in_at_once_from_two_tabs_tells_once(news):
    attempt = make.sitting(make.quiz(), make.person())

    run_at_once(*[lambda: api.submit(attempt, at=make.TUESDAY)] * 4)

    assert len(news) == 1
