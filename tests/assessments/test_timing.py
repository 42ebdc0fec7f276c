"""The rules of time: when a quiz is begun, until when it is worked on, what comes too late, who closes it."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from assessments import api
from assessments.models import Attempt, Response
from assessments.taking import timing
from assessments.taking.sweeper import close_if_over, close_overdue
from assessments.taking.timing import Allowance, Arrival
from tests.assessments import make
from tests.assessments.test_attempts import news, on_postgres, run_at_once  # noqa: F401
from tests.assessments.test_views import as_shown, counting, form, tap, url

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
moments = st.datetimes(
    min_value=make.MONDAY.replace(tzinfo=None), max_value=make.MONDAY.replace(tzinfo=None, year=2027)
)
moments = moments.map(lambda one: one.replace(tzinfo=make.MONDAY.tzinfo))


@pytest.fixture
def timed(db):
    return make.quiz(minutes=20)


@pytest.fixture
def attempt(timed, learner):
    """Begun five minutes ago; a quarter of an hour is left."""
    return api.start_attempt(timed, learner, at=timezone.now() - 5 * MINUTE)


def end_it(attempt, *, ago):
    """Let the time of an attempt have been up for so long."""
    attempt.deadline_at = timezone.now() - ago
    attempt.save(update_fields=["deadline_at"])
    return attempt


# What the pure rules say


def test_deadline_is_reckoned_once_at_the_start(timed, learner):
    attempt = api.start_attempt(timed, learner, at=make.MONDAY)

    assert attempt.deadline_at == make.MONDAY + 20 * MINUTE
    assert Attempt.objects.get().deadline_at == attempt.deadline_at


def test_close_cuts_a_running_time(learner):
    quiz = make.quiz(minutes=20, closes_at=make.MONDAY + 5 * MINUTE)

    assert api.start_attempt(quiz, learner, at=make.MONDAY).deadline_at == make.MONDAY + 5 * MINUTE


def test_quiz_without_rules_of_time_has_no_deadline(quiz, learner):
    attempt = make.sitting(quiz, learner)

    assert attempt.deadline_at is None
    assert set(attempt.paper["rules"]) == {"pass_mark", "feedback"}


@pytest.mark.parametrize("text", ["1.5a", "", "a", "0,9", "4,01", "5", "1,234", "1e1", "-2", "١", "1.5.1", "nan"])
def test_factor_that_is_none_is_refused(text):
    with pytest.raises(ValueError, match="not"):
        timing.parse_factor(text)


@given(st.integers(100, 400), st.sampled_from(",."))
def test_factor_is_read_with_comma_and_with_point(hundredths, sign):
    text = f"{hundredths // 100}{sign}{hundredths % 100:02}"

    assert timing.parse_factor(text) * 100 == hundredths


@given(
    moments,
    st.integers(1, 600),
    st.none() | moments,
    st.integers(100, 400).map(lambda n: Decimal(n) / 100),
    st.integers(0, 600),
)
def test_more_is_never_less_time(started_at, minutes, closes_at, factor, extra):
    rules = timing.rules_to_freeze(minutes=minutes, closes_at=closes_at)
    plain = timing.deadline(rules, started_at=started_at)
    more = timing.deadline(rules, started_at=started_at, allowance=Allowance(factor, extra))

    assert more >= plain + extra * MINUTE
    assert plain <= started_at + minutes * MINUTE
    assert closes_at is None or plain <= closes_at


@given(moments, moments, moments)
def test_what_arrives_in_time_counts_whatever_its_device_claims(deadline_at, at, claimed):
    result = timing.arrival(deadline_at, at=at, claimed=claimed)

    assert (result is Arrival.IN_TIME) == (at <= deadline_at)
    if at > deadline_at + timing.GRACE:
        assert result is Arrival.TOO_LATE


def test_late_answer_counts_for_a_quarter_of_an_hour_if_it_was_given_before_the_deadline():
    end = make.MONDAY
    before, after = end - MINUTE, end + timedelta(seconds=1)

    assert timing.arrival(end, at=end + timing.GRACE, claimed=before) is Arrival.LATE
    assert timing.arrival(end, at=end + timing.GRACE + after.resolution, claimed=before) is Arrival.TOO_LATE
    assert timing.arrival(end, at=end + 2 * MINUTE, claimed=after) is Arrival.TOO_LATE
    assert timing.arrival(end, at=end + MINUTE, claimed=None) is Arrival.LATE
    assert timing.arrival(end, at=end + 2 * MINUTE, claimed=None) is Arrival.TOO_LATE


# Beginning


def test_quiz_cannot_be_begun_before_it_opens(learner):
    quiz = make.quiz(opens_at=make.TUESDAY)

    with pytest.raises(timing.NotOpenYet) as refused:
        make.sitting(quiz, learner)

    assert refused.value.moment == make.TUESDAY
    assert api.start_attempt(quiz, learner, at=make.TUESDAY)


def test_quiz_cannot_be_begun_after_it_closed_but_what_is_open_is_given(learner, outsider):
    quiz = make.quiz(closes_at=make.TUESDAY)
    begun = make.sitting(quiz, learner)

    with pytest.raises(timing.Closed):
        api.start_attempt(quiz, outsider, at=make.TUESDAY)

    assert api.start_attempt(quiz, learner, at=make.TUESDAY) == begun


def test_next_attempt_waits(learner):
    quiz = make.quiz(wait_minutes=60)
    make.handed_in(quiz, learner)

    with pytest.raises(timing.TooSoon) as refused:
        api.start_attempt(quiz, learner, at=make.TUESDAY + 59 * MINUTE)

    assert refused.value.moment == make.TUESDAY + 60 * MINUTE
    assert api.start_attempt(quiz, learner, at=make.TUESDAY + 60 * MINUTE).number == 2


def test_quiz_must_close_after_it_opens(quiz):
    quiz.opens_at, quiz.closes_at = make.TUESDAY, make.MONDAY

    with pytest.raises(ValidationError) as refused:
        quiz.full_clean()

    assert set(refused.value.message_dict) == {"closes_at"}


def test_rules_changed_later_do_not_touch_who_has_begun(timed, learner):
    attempt = make.sitting(timed, learner)
    timed.minutes, timed.closes_at = 1, make.MONDAY
    timed.save()

    assert Attempt.objects.get().deadline_at == attempt.deadline_at


def test_attempt_whose_time_is_over_makes_way_for_the_next(timed, learner):
    first = make.sitting(timed, learner)

    second = api.start_attempt(timed, learner, at=make.TUESDAY)

    first.refresh_from_db()
    assert (first.state, first.submitted_at) == ("submitted", first.deadline_at)
    assert second.number == 2


# Answers that come late


def test_answer_of_the_queue_that_comes_after_the_deadline_counts_and_is_marked(page, attempt):
    end_it(attempt, ago=10 * MINUTE)
    seq = timing.sequence_of(attempt.deadline_at - MINUTE)

    response = tap(page, attempt, 0, make.keys(attempt, 0, "Xanh"), seq=seq, ref="a")

    row = Response.objects.get()
    assert response.status_code == 204
    assert (row.is_late, row.client_seq) == (True, seq)


@pytest.mark.parametrize(
    ("ago", "claimed"), [(10, 9), (16, 20), (10, None)], ids=["given after it", "after the grace", "saying nothing"]
)
def test_answer_that_is_too_late_is_refused_with_the_reason(page, attempt, ago, claimed):
    end_it(attempt, ago=ago * MINUTE)
    seq = claimed and timing.sequence_of(timezone.now() - claimed * MINUTE)

    response = tap(page, attempt, 0, make.keys(attempt, 0, "Xanh"), seq=seq or "")

    assert response.status_code == 409
    assert response.json()["error"] == "time_up"
    assert f"{timezone.localtime(attempt.deadline_at):%H:%M}" in response.json()["message"]
    assert not Response.objects.exists()


def test_answer_saved_in_time_whose_acknowledgement_was_lost_is_acknowledged_later(page, attempt):
    seq = timing.sequence_of(timezone.now())
    tap(page, attempt, 0, make.keys(attempt, 0, "Xanh"), seq=seq, ref="a")
    end_it(attempt, ago=60 * MINUTE)

    assert tap(page, attempt, 0, make.keys(attempt, 0, "Xanh"), seq=seq, ref="a").status_code == 204


def test_older_answer_that_arrives_after_a_newer_one_does_not_win(page, attempt):
    now = timing.sequence_of(timezone.now())
    tap(page, attempt, 0, make.keys(attempt, 0, "Xanh"), seq=now, ref="new")

    response = tap(page, attempt, 0, make.keys(attempt, 0, "Đỏ"), seq=now - 5000, ref="old")

    assert response.status_code == 204
    assert counting(attempt) == {0: make.keys(attempt, 0, "Xanh")}


def test_queued_answer_does_not_undo_a_form_sent_since(page, attempt):
    queued = timing.sequence_of(timezone.now() - MINUTE)
    page.post(url(attempt), form(attempt, {0: make.keys(attempt, 0, "Xanh")}, action="save"))

    tap(page, attempt, 0, make.keys(attempt, 0, "Đỏ"), seq=queued, ref="old")

    assert counting(attempt) == {0: make.keys(attempt, 0, "Xanh")}


def test_form_counts_after_a_server_clock_that_was_set_back(page, attempt):
    ahead = timing.sequence_of(timezone.now() + timedelta(hours=2))
    tap(page, attempt, 0, make.keys(attempt, 0, "Đỏ"), seq=ahead, ref="a")
    text = as_shown({"": make.keys(attempt, 0, "Đỏ")})

    sent = {**form(attempt, {0: make.keys(attempt, 0, "Xanh")}, action="save"), "was-0": text}
    page.post(url(attempt), sent)

    assert counting(attempt) == {0: make.keys(attempt, 0, "Xanh")}


@pytest.mark.parametrize("seq", ["x", "-1", "1.5", "9" * 30, "99999999999999"])
def test_sequence_that_is_none_is_as_if_not_said(page, attempt, seq):
    response = tap(page, attempt, 0, make.keys(attempt, 0, "Xanh"), seq=seq)

    assert response.status_code == 204
    assert Response.objects.get().client_seq == 0


def test_answer_with_a_deadline_costs_no_more_statements(page, attempt):
    keys, seq = make.keys(attempt, 0, "Xanh"), timing.sequence_of(timezone.now())

    with CaptureQueriesContext(connection) as statements:
        tap(page, attempt, 0, keys, seq=seq, ref="a")

    # The attempt with its person, the insert; session, user and roles are read by others.
    assert sum('"assessments_' in one["sql"] for one in statements) == 2


def test_every_answer_tells_the_time_and_what_is_left_of_it(page, attempt):
    response = tap(page, attempt, 0, make.keys(attempt, 0, "Xanh"))

    assert 890 <= int(response["X-Seconds-Left"]) <= 900
    assert abs(int(response["X-Now"]) - timing.sequence_of(timezone.now())) < 5000
    assert 890 <= int(page.get(url(attempt, "time/"))["X-Seconds-Left"]) <= 900


def test_time_of_somebody_else_is_not_told(client, attempt, outsider):
    assert client.get(url(attempt, "time/")).status_code == 401
    client.force_login(outsider.user)
    assert client.get(url(attempt, "time/")).status_code == 404


# Pages


def test_page_writes_the_deadline_as_a_time_of_day(page, attempt):
    text = page.get(url(attempt)).content.decode()

    assert f"<strong>{timezone.localtime(attempt.deadline_at):%H:%M}</strong>" in text


def test_page_whose_time_is_up_leads_to_the_result(page, attempt):
    tap(page, attempt, 0, make.keys(attempt, 0, "Xanh"))
    end_it(attempt, ago=MINUTE)

    seen = page.get(url(attempt))
    sent = page.post(url(attempt), {"action": "submit"})

    attempt.refresh_from_db()
    assert "<fieldset" not in seen.content.decode()
    assert sent["Location"] == url(attempt, "result/")
    assert (attempt.state, attempt.score, attempt.submitted_at) == ("submitted", 1, attempt.deadline_at)


def test_form_sent_in_the_last_second_still_counts(page, attempt):
    end_it(attempt, ago=timedelta(seconds=30))

    page.post(url(attempt), form(attempt, make.right_answers(attempt), action="submit"))

    attempt.refresh_from_db()
    assert attempt.passed
    assert Response.objects.filter(is_late=True).count() == 3


def test_form_sent_long_after_is_not_taken_and_says_so(page, attempt):
    end_it(attempt, ago=5 * MINUTE)

    sent = page.post(url(attempt), form(attempt, make.right_answers(attempt), action="submit"), follow=True)

    attempt.refresh_from_db()
    assert (attempt.state, attempt.score) == ("submitted", 0)
    assert "message--warning" in sent.content.decode()


def test_answers_kept_while_signing_in_again_count_as_given_when_they_came(client, attempt, learner):
    client.post(url(attempt), form(attempt, {0: make.keys(attempt, 0, "Xanh")}, action="save"))
    moved = timezone.now() + timedelta(seconds=1)
    attempt.deadline_at = moved
    attempt.save()
    kept = client.session
    session = kept["assessments_pending"]
    session[str(attempt.pk)]["at"] = (moved - 5 * MINUTE).isoformat()
    kept["assessments_pending"] = session
    kept.save()
    end_it(attempt, ago=4 * MINUTE)
    client.force_login(learner.user)

    client.get(url(attempt))

    assert counting(attempt) == {0: make.keys(attempt, 0, "Xanh")}


def test_coming_back_after_the_grace_shows_the_result_without_waiting_for_anyone(page, attempt):
    tap(page, attempt, 0, make.keys(attempt, 0, "Xanh"))
    end_it(attempt, ago=20 * MINUTE)

    assert page.get(url(attempt))["Location"] == url(attempt, "result/")
    attempt.refresh_from_db()
    assert (attempt.state, attempt.score) == ("submitted", 1)


def test_again_says_when_the_next_attempt_may_begin(page, learner):
    attempt = make.sitting(make.quiz(wait_minutes=600), learner)
    page.post(url(attempt), {"action": "submit", "confirmed": "1"})

    seen = page.post(url(attempt, "again/"), follow=True)

    assert "message--warning" in seen.content.decode()
    assert Attempt.objects.count() == 1


# Closing what is over


def test_sweeper_closes_what_is_over_from_what_is_saved_and_tells_once(attempt, outsider, timed, news):  # noqa: F811
    api.respond(attempt, 0, make.keys(attempt, 0, "Xanh"), at=timezone.now())
    end_it(attempt, ago=16 * MINUTE)
    running = api.start_attempt(timed, outsider, at=timezone.now())
    at = timezone.now()

    closed = [close_overdue(at=at), close_overdue(at=at)]

    attempt.refresh_from_db()
    running.refresh_from_db()
    assert closed == [1, 0]
    assert (attempt.state, attempt.score, attempt.submitted_at) == ("submitted", 1, attempt.deadline_at)
    assert running.state == "open"
    assert news == [(attempt.pk, Decimal("1.0000"), at)]


def test_sweeper_leaves_the_grace_to_answers_under_way(attempt):
    end_it(attempt, ago=14 * MINUTE)

    assert close_overdue(at=timezone.now()) == 0


def test_attempt_that_cannot_be_closed_keeps_no_other_open(timed, news):  # noqa: F811
    first, second = (api.start_attempt(timed, make.person(), at=make.MONDAY) for _ in range(2))

    def fail(attempt, **kwargs):
        if attempt.pk == first.pk:
            raise RuntimeError("no")

    api.attempt_scored.connect(fail)
    try:
        with pytest.raises(RuntimeError):
            close_overdue(at=make.TUESDAY)
    finally:
        api.attempt_scored.disconnect(fail)

    assert dict(Attempt.objects.values_list("pk", "state")) == {first.pk: "open", second.pk: "submitted"}


def test_bulk_door_gives_open_attempts_their_deadline(timed, learner):
    api.record_attempts(
        [api.AttemptRow(quiz=timed, person=learner, answers={}, started_at=make.MONDAY, submitted_at=None)]
    )

    assert Attempt.objects.get().deadline_at == make.MONDAY + 20 * MINUTE


@on_postgres
@pytest.mark.django_db(transaction=True)
def test_sweeper_beside_a_hand_in_and_a_late_answer_closes_once(news):  # noqa: F811
    quiz = make.quiz(make.item(make.true_false(answer=True)), minutes=20)
    for _ in range(20):
        attempt = make.sitting(quiz, make.person())
        late = attempt.deadline_at + timing.GRACE
        seq = timing.sequence_of(attempt.deadline_at)

        answered, *_closed = run_at_once(
            lambda attempt=attempt, late=late, seq=seq: api.respond(attempt, 0, ["true"], at=late, seq=seq),
            lambda attempt=attempt, late=late: close_if_over(attempt.pk, at=late + MINUTE),
            lambda attempt=attempt, late=late: api.submit(attempt, at=late),
            lambda late=late: close_overdue(at=late + MINUTE),
        )

        attempt.refresh_from_db()
        assert attempt.score == (1 if answered is True else 0), answered
        assert [pk for pk, *_rest in news].count(attempt.pk) == 1
