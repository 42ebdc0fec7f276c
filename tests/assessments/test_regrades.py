"""Scores after a key was corrected: who gets which, what is kept, and that it happens once."""

from decimal import Decimal

import pytest
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st

from assessments import api
from assessments.models import Attempt, ItemVersion, RegradeLine, Response
from assessments.regrading import regrades
from assessments.screens.reviews import review
from people.api import AuditEntry
from tests.assessments import make
from tests.assessments.test_attempts import on_postgres, run_at_once

pytestmark = pytest.mark.django_db
WEDNESDAY = make.WEDNESDAY


def sat(quiz, *texts, submit=True, **fields):
    attempt = make.sitting(quiz, **fields)
    for position, text in enumerate(texts):
        if text:
            api.respond(attempt, position, make.keys(attempt, position, text), at=make.MONDAY)
    return api.submit(attempt, at=make.TUESDAY) if submit else attempt


def recomputed(attempt):
    """What the stored rows and the paper make of an attempt, from nothing else."""
    newest = {row.position: row.scaled for row in Response.objects.filter(attempt=attempt).order_by("pk")}
    return sum(Decimal(entry["points"]) * newest[place] for place, entry in enumerate(attempt.paper["items"]))


@pytest.fixture
def item(db):
    return make.item(make.single())


@pytest.fixture
def news(request):
    told = []

    def note(sender, attempt, **kwargs):
        told.append((attempt.pk, kwargs.get("regrade")))

    api.attempt_scored.connect(note)
    request.addfinalizer(lambda: api.attempt_scored.disconnect(note))
    return told


def test_who_had_chosen_what_is_right_now_passes_and_who_had_not_does_not(item):
    quiz = make.quiz(item)
    right, wrong = sat(quiz, "Đỏ"), sat(quiz, "Xanh")

    make.regrade(item, *make.correct(item))

    right.refresh_from_db()
    wrong.refresh_from_db()
    assert (right.score, right.passed, wrong.score, wrong.passed) == (1, True, 0, False)
    assert recomputed(right) == right.score and recomputed(wrong) == wrong.score


def test_only_up_lets_nobody_lose(item):
    quiz = make.quiz(item)
    right, wrong = sat(quiz, "Đỏ"), sat(quiz, "Xanh")

    done = make.regrade(item, *make.correct(item), policy="up")

    right.refresh_from_db()
    wrong.refresh_from_db()
    assert (right.score, wrong.score) == (1, 1)
    assert [line.state for line in done.lines.all()] == ["changed", "kept"]


def test_nothing_given_is_overwritten_and_the_paper_says_what_was_asked_and_what_scored(item):
    quiz = make.quiz(item)
    attempt = sat(quiz, "Đỏ")
    before = list(Response.objects.values_list("pk", "version", "response", "scaled"))

    old, new = make.correct(item)
    done = make.regrade(item, old, new)

    after = list(Response.objects.order_by("pk").values_list("pk", "version", "response", "scaled"))
    attempt.refresh_from_db()
    entry = attempt.paper["items"][0]
    assert after[:1] == before
    assert after[1][1:] == (new.pk, before[0][2], 1)
    assert (entry["version"], entry["scored"]["version"], entry["scored"]["regrade"]) == (old.pk, new.pk, done.pk)


def test_looking_back_shows_the_key_that_scored(item):
    quiz = make.quiz(item)
    attempt = sat(quiz, "Vàng")

    make.regrade(item, *make.correct(item))

    attempt.refresh_from_db()
    (seen,) = review(attempt).items
    assert (seen.right_said, seen.said) == ("Đỏ", "Vàng")


def test_a_dry_run_writes_nothing_and_says_what_the_commit_then_does(item):
    quiz = make.quiz(item)
    attempts = [sat(quiz, text) for text in ("Đỏ", "Xanh", "Vàng", "")]
    old, new = make.correct(item)
    rows = Response.objects.count()
    made = make.regrade(item, old, new, commit=False)

    plan = regrades.Plan(made)
    told = [one.line for one in plan.planned(list(Attempt.objects.filter(pk__in=plan.attempt_ids()).order_by("pk")))]

    assert [(line.old_score, line.new_score, line.state) for line in told] == [
        (0, 1, "changed"),
        (1, 0, "changed"),
        (0, 0, "same"),
        (0, 0, "same"),
    ]
    assert (Response.objects.count(), RegradeLine.objects.count()) == (rows, 0)
    regrades.commit_regrade(made, by=None, at=WEDNESDAY)
    kept = list(made.lines.all())
    assert [(line.attempt_id, line.new_score, line.state) for line in kept] == [
        (attempt.pk, line.new_score, line.state) for attempt, line in zip(attempts, told, strict=True)
    ]


def test_committing_again_changes_nothing_and_tells_nobody(item, news):
    quiz = make.quiz(item)
    sat(quiz, "Đỏ")
    done = make.regrade(item, *make.correct(item))
    rows, told = list(Response.objects.values()), list(news)

    again = regrades.commit_regrade(done, by=None, at=WEDNESDAY.replace(hour=20))

    assert again.committed_at == WEDNESDAY
    assert (list(Response.objects.values()), news) == (rows, told)
    assert AuditEntry.objects.filter(action="regrade").count() == 1


def test_only_changed_attempts_are_told_again_with_the_regrade(item, news):
    quiz = make.quiz(item)
    changed = sat(quiz, "Đỏ")
    sat(quiz, "Vàng")
    news.clear()

    done = make.regrade(item, *make.correct(item))

    assert news == [(changed.pk, done.pk)]


def test_other_quizzes_are_left_alone_where_one_is_chosen(item):
    here, there = make.quiz(item), make.quiz(item)
    mine, theirs = sat(here, "Đỏ"), sat(there, "Đỏ")

    make.regrade(item, *make.correct(item), quiz=here)

    mine.refresh_from_db()
    theirs.refresh_from_db()
    assert (mine.score, theirs.score) == (1, 0)


def test_an_open_attempt_is_scored_by_the_new_version_when_handed_in(item):
    quiz = make.quiz(item)
    answered, silent = sat(quiz, "Đỏ", submit=False), sat(quiz, submit=False)

    done = make.regrade(item, *make.correct(item))
    api.respond(silent, 0, make.keys(silent, 0, "Xanh"), at=make.TUESDAY)
    first, second = (api.submit(one, at=WEDNESDAY) for one in (answered, silent))

    assert [line.state for line in done.lines.all()] == ["open", "open"]
    assert (first.score, second.score) == (1, 0)
    assert recomputed(first) == 1 and recomputed(second) == 0
    assert Attempt.objects.get(pk=first.pk).paper["items"][0]["scored"]["regrade"] == done.pk


def test_an_open_attempt_under_only_up_keeps_what_the_version_asked_gives_where_that_is_more(item):
    attempt = sat(make.quiz(item), "Xanh", submit=False)

    make.regrade(item, *make.correct(item), policy="up")
    closed = api.submit(attempt, at=WEDNESDAY)

    assert (closed.score, recomputed(closed)) == (1, 1)
    assert "scored" not in Attempt.objects.get(pk=closed.pk).paper["items"][0]


def test_a_second_correction_starts_from_the_version_that_scores_now(item):
    quiz = make.quiz(item)
    closed, still_open = sat(quiz, "Vàng"), sat(quiz, "Vàng", submit=False)
    first, second = make.correct(item)
    make.regrade(item, first, second)
    _, third = make.correct(item, right=2)

    nothing = make.regrade(item, first, third)
    make.regrade(item, second, third)

    closed.refresh_from_db()
    assert nothing.lines.count() == 0
    assert (closed.score, api.submit(still_open, at=WEDNESDAY).score) == (1, 1)


def test_a_regrade_is_undone_by_one_in_the_other_direction(item):
    quiz = make.quiz(item)
    attempt = sat(quiz, "Xanh")
    old, new = make.correct(item)
    make.regrade(item, old, new)

    make.regrade(item, new, old)

    attempt.refresh_from_db()
    assert (attempt.score, attempt.passed, Response.objects.filter(attempt=attempt).count()) == (1, True, 3)


def test_an_answer_learners_never_saw_keeps_all_from_being_scored_anew(item):
    attempt = sat(make.quiz(item), "Đỏ")
    old = item.versions.get()
    more = {**old.content, "choices": [*old.content["choices"], {"key": "new", "text": "Tím", "correct": False}]}
    new = ItemVersion.objects.create(
        item=item, number=2, kind=old.kind, content=more, digest="d" * 32, frozen_at=make.TUESDAY
    )

    done = make.regrade(item, old, new)

    (line,) = done.lines.all()
    attempt.refresh_from_db()
    assert (line.state, line.refusal, attempt.score) == ("refused", "other_choices", 0)
    assert "scored" not in attempt.paper["items"][0]


def test_an_answer_taken_away_concerns_only_those_who_gave_it(item):
    quiz = make.quiz(item)
    sat(quiz, "Vàng"), sat(quiz, "Đỏ")
    old = item.versions.get()
    fewer = [{**choice, "correct": choice["text"] == "Đỏ"} for choice in old.content["choices"][:2]]
    new = ItemVersion.objects.create(
        item=item,
        number=2,
        kind=old.kind,
        content={**old.content, "choices": fewer},
        digest="e" * 32,
        frozen_at=make.TUESDAY,
    )

    done = make.regrade(item, old, new)

    assert [(line.state, line.refusal, line.new_score) for line in done.lines.all()] == [
        ("refused", "unreadable", 0),
        ("changed", "", 1),
    ]


def test_another_kind_of_question_scores_nobody(item):
    sat(make.quiz(item), "Đỏ")
    old = item.versions.get()
    item.content = [make.true_false()]
    item.save_revision().publish()

    done = make.regrade(item, old, item.versions.get(number=2))

    assert [line.refusal for line in done.lines.all()] == ["other_kind"]


@pytest.mark.parametrize("code", ["other_item", "same_version", "not_scored_by_rule"])
def test_what_makes_no_sense_is_refused_before_anything_is_written(item, code):
    other = make.item()
    opinion = make.item(make.likert())
    versions = {
        "other_item": (item, other.versions.get(), item.versions.get()),
        "same_version": (item, item.versions.get(), item.versions.get()),
        "not_scored_by_rule": (opinion, opinion.versions.get(), opinion.versions.get()),
    }
    item_, old, new = versions[code]
    if code == "not_scored_by_rule":
        opinion.content = [make.likert(stem="Khác")]
        opinion.save_revision().publish()
        new = opinion.versions.get(number=2)

    with pytest.raises(regrades.NotRegradable) as refused:
        regrades.prepare_regrade(item_, [old], new, reason="x", by=None, at=make.TUESDAY)

    assert refused.value.code == code
    assert not regrades.regrades_to_list().exists()


def test_the_person_reads_of_it_in_their_own_data(item):
    attempt = sat(make.quiz(item), "Đỏ")

    make.regrade(item, *make.correct(item))

    (exported,) = api.export_attempts(attempt.person)["attempts"]
    assert exported["regrades"][0]["reason"] == "Sai đáp án"
    assert exported["regrades"][0]["new_score"] == 1


def test_statements_of_a_dry_run_do_not_grow_with_the_attempts(item, django_assert_max_num_queries):
    quiz = make.quiz(item)
    for _ in range(12):
        sat(quiz, "Đỏ")
    made = make.regrade(item, *make.correct(item), commit=False)

    with django_assert_max_num_queries(6):
        plan = regrades.Plan(made)
        list(plan.planned(list(Attempt.objects.filter(pk__in=plan.attempt_ids()))))


ANSWERS = st.lists(st.tuples(st.sampled_from(["Xanh", "Đỏ", "Vàng", ""]), st.booleans()), min_size=1, max_size=6)


@settings(max_examples=12)
@given(answers=ANSWERS, steps=st.lists(st.tuples(st.integers(0, 2), st.booleans()), min_size=1, max_size=3))
@pytest.mark.django_db(transaction=False)
def test_only_up_never_lowers_and_every_score_is_what_the_rows_say(answers, steps):
    item = make.item(make.single())
    quiz = make.quiz(item, make.item(make.true_false()))
    attempts = [sat(quiz, text, submit=submitted) for text, submitted in answers]
    for right, only_up in steps:
        current = item.versions.order_by("number").last()
        if current.content["choices"][right]["correct"]:
            continue
        before = {one.pk: (one.score, one.passed) for one in Attempt.objects.filter(score__isnull=False)}
        old, new = make.correct(item, right=right)
        done = make.regrade(item, old, new, policy="up" if only_up else "replace")
        regrades.commit_regrade(done, by=None, at=WEDNESDAY)
        for one in Attempt.objects.filter(pk__in=before):
            assert one.score == recomputed(one)
            if only_up:
                assert one.score >= before[one.pk][0]
                assert one.passed >= before[one.pk][1]
    for attempt in attempts:
        closed = api.submit(attempt, at=WEDNESDAY)
        assert closed.score == recomputed(closed)


@on_postgres
@pytest.mark.django_db(transaction=True)
def test_a_hand_in_at_the_moment_of_the_commit_is_scored_by_the_new_version():
    for _ in range(15):
        item = make.item(make.single())
        attempt = sat(make.quiz(item), "Đỏ", submit=False)
        made = make.regrade(item, *make.correct(item), commit=False)

        committed, closed = run_at_once(
            lambda made=made: regrades.commit_regrade(made, by=None, at=WEDNESDAY),
            lambda attempt=attempt: api.submit(attempt, at=WEDNESDAY),
        )

        attempt.refresh_from_db()
        assert committed.committed_at and closed.state == "submitted"
        assert attempt.score == 1 == recomputed(attempt)


@on_postgres
@pytest.mark.django_db(transaction=True)
def test_an_answer_at_the_moment_of_the_commit_is_scored_by_the_new_version():
    for _ in range(15):
        item = make.item(make.single())
        attempt = sat(make.quiz(item), "Xanh", submit=False)
        made = make.regrade(item, *make.correct(item), commit=False)
        answer = make.keys(attempt, 0, "Đỏ")

        run_at_once(
            lambda made=made: regrades.commit_regrade(made, by=None, at=WEDNESDAY),
            lambda attempt=attempt, answer=answer: api.respond(attempt, 0, answer, at=WEDNESDAY),
        )

        assert api.submit(attempt, at=WEDNESDAY).score == 1


@on_postgres
@pytest.mark.django_db(transaction=True)
def test_two_moderators_committing_at_once_score_once():
    item = make.item(make.single())
    attempt = sat(make.quiz(item), "Đỏ")
    made = make.regrade(item, *make.correct(item), commit=False)

    run_at_once(*[lambda: regrades.commit_regrade(made, by=None, at=WEDNESDAY)] * 4)

    assert Response.objects.filter(attempt=attempt).count() == 2
    assert AuditEntry.objects.filter(action="regrade").count() == 1
    connection.close()
