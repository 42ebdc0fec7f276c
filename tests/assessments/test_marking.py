"""Written work: handed in, claimed, marked, corrected, scored again; and who may do which of it."""

import re
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from threading import Barrier, Thread

import pytest
from django.db import connection
from django.urls import reverse

from assessments import api
from assessments.figures.question_report import question_report
from assessments.marking import marks as marking
from assessments.marking.marks import NeedsReason, NotYours
from assessments.marking.works import CLAIM, claim, claim_next, find_work, piles
from assessments.models import Attempt, Mark, Response, Work
from courses.models import ResultLog
from people.api import AuditEntry, Person, Role, erase, export, readable
from tests.assessments import make
from tests.courses import make as courses
from tests.people.make import holder

pytestmark = pytest.mark.django_db
NOW, LATER = make.TUESDAY, make.TUESDAY + timedelta(hours=2)


def work_of(attempt, position=0):
    return find_work(Work.objects.get(attempt=attempt, position=position).pk)


def marker(name="cham", role=Role.TRAINER):
    return holder(name, role)


def mark(work, by, *places, at=NOW, **said):
    return marking.mark(work, by, levels=make.levels(work, *places), at=at, **said)


def twice(**fields):
    """Handed in: an essay that two people mark."""
    return make.written(make.item(make.essay(markers="2", **fields)))


def test_written_work_waits_and_its_attempt_is_neither_passed_nor_failed():
    attempt = make.written(make.item(make.single()), make.item(make.essay()))

    assert (attempt.passed, attempt.score, attempt.max_score) == (None, 0, 2)
    assert Work.objects.values_list("position", "n_wanted", "share").get() == (1, 1, None)


def test_what_was_not_written_waits_for_nobody():
    attempt = make.handed_in(make.quiz(make.item(make.essay())), right=False)

    assert (attempt.passed, Work.objects.count()) == (False, 0)


def test_the_last_mark_scores_the_attempt_and_tells_of_it():
    told = []

    def listen(sender, attempt, at, **kwargs):
        told.append((attempt.passed, attempt.score, at))

    attempt = make.written(make.item(make.essay()), make.item(make.essay(stem="Viết lời mời.")))
    api.attempt_scored.connect(listen)
    try:
        mark(work_of(attempt, 0), marker(), 2, 1)
        attempt.refresh_from_db()
        assert (attempt.passed, attempt.score, told) == (None, 1, [])
        mark(work_of(attempt, 1), marker("cham2"), 1, 1, at=LATER)
    finally:
        api.attempt_scored.disconnect(listen)
    attempt.refresh_from_db()

    assert told == [(True, Decimal("1.6667"), LATER)]
    assert (attempt.passed, attempt.score) == (True, Decimal("1.6667"))


def test_a_mark_is_a_new_row_of_the_ledger_and_changes_none():
    attempt = make.written()
    before = list(Response.objects.values())
    by = marker()

    mark(work_of(attempt), by, 2, 0)

    rows = list(Response.objects.order_by("pk").values())
    assert rows[: len(before)] == before
    assert (rows[-1]["response"], rows[-1]["scaled"], rows[-1]["scored_by_id"]) == (
        before[0]["response"],
        Decimal("0.6666667"),
        by.pk,
    )


def test_the_same_mark_sent_twice_is_one():
    work, by = work_of(make.written()), marker()

    mark(work, by, 2, 1)
    mark(work, by, 2, 1)

    assert Mark.objects.count() == 1


def test_a_correction_needs_a_reason_is_logged_and_scores_anew():
    attempt, by = make.written(), marker()
    work = work_of(attempt)
    mark(work, by, 2, 1)

    with pytest.raises(NeedsReason):
        mark(work, by, 0, 0)
    mark(work, by, 0, 0, reason="Chấm nhầm bài", at=LATER)

    attempt.refresh_from_db()
    assert (attempt.passed, attempt.score, Mark.objects.count()) == (False, 0, 2)
    entry = AuditEntry.objects.get(action="correct_mark")
    assert (entry.by, entry.person, entry.detail) == (by, attempt.person, {"work": work.pk})


def test_a_mark_taken_back_lets_the_work_wait_anew_and_others_mark_it():
    attempt, first, second = make.written(), marker(), marker("cham2")
    work = work_of(attempt)
    mark(work, first, 2, 1)

    marking.take_back(work, second, reason="Bài của người khác", at=LATER)
    attempt.refresh_from_db()
    assert (attempt.passed, attempt.score, Work.objects.get().n_wanted) == (None, 0, 1)
    mark(work, first, 1, 1, at=LATER)

    attempt.refresh_from_db()
    assert attempt.score == Decimal("0.6667")
    assert list(Mark.objects.values_list("kind", "round")) == [("mark", 1), ("taken_back", 1), ("mark", 2)]


def test_two_markers_who_agree_make_their_mean():
    attempt = twice(difference=40)
    work = work_of(attempt)

    mark(work, marker(), 2, 1)
    assert Work.objects.get().n_wanted == 1
    mark(work, marker("cham2"), 1, 1)

    attempt.refresh_from_db()
    assert (attempt.score, attempt.passed) == (Decimal("0.8333"), True)


def test_two_markers_too_far_apart_wait_for_a_decision():
    attempt, moderator = twice(), marker("xet", Role.MODERATOR)
    work = work_of(attempt)
    mark(work, marker(), 2, 1)
    mark(work, marker("cham2"), 0, 0)
    attempt.refresh_from_db()
    assert (attempt.passed, Work.objects.get().differs) == (None, True)

    marking.decide(work, moderator, levels=make.levels(work, 2, 0), reason="Đọc lại", at=LATER)

    attempt.refresh_from_db()
    assert (attempt.passed, attempt.score, Work.objects.get().differs) == (False, Decimal("0.6667"), False)
    assert AuditEntry.objects.filter(action="decide_mark", by=moderator).count() == 1


def test_nobody_marks_the_same_work_twice_or_after_it_is_done():
    work, first, third = work_of(twice()), marker(), marker("cham3")
    mark(work, first, 2, 1)
    assert claim_next(first, item=work.item_id, quiz=work.attempt.quiz_id, at=NOW) is None
    mark(work, marker("cham2"), 2, 1)

    with pytest.raises(NotYours):
        mark(work, third, 2, 1)


def test_nobody_marks_the_own_work(staff):
    browser = staff()
    attempt = make.written(person_=browser.user.person)
    work = work_of(attempt)

    assert piles(browser.user, at=NOW) == []
    with pytest.raises(NotYours):
        mark(work, browser.user, 2, 1)
    assert "your own work" in browser.get(reverse("assessments:work", args=[work.pk])).content.decode()


def test_two_markers_get_two_pieces_and_a_claim_runs_out():
    item = make.item(make.essay())
    quiz = make.quiz(item)
    for _person in range(2):
        attempt = make.sitting(quiz)
        api.respond(attempt, 0, "Xin chào mọi người", at=make.MONDAY)
        api.submit(attempt, at=make.TUESDAY)
    first, second, third = marker(), marker("cham2"), marker("cham3")
    ask = {"item": item.pk, "quiz": quiz.pk}

    one, two = claim_next(first, at=NOW, **ask), claim_next(second, at=NOW, **ask)
    assert {one.pk, two.pk} == set(Work.objects.values_list("pk", flat=True))
    assert claim_next(third, at=NOW, **ask) is None
    assert claim_next(first, at=NOW, **ask).pk == one.pk
    assert claim_next(third, at=NOW + CLAIM, **ask) is not None


def test_a_claimed_piece_is_not_marked_by_someone_else():
    work, first, second = work_of(make.written()), marker(), marker("cham2")
    claim(work, first, at=NOW)

    with pytest.raises(NotYours):
        mark(work, second, 2, 1)
    mark(work, second, 2, 1, at=NOW + CLAIM)
    assert Mark.objects.get().marker == second


@pytest.mark.skipif("connection.vendor == 'sqlite'", reason="races need a server with several writers (PostgreSQL)")
@pytest.mark.django_db(transaction=True)
def test_markers_asking_at_the_same_moment_never_get_the_same_piece():
    item = make.item(make.essay())
    quiz = make.quiz(item)
    for _person in range(4):
        attempt = make.sitting(quiz)
        api.respond(attempt, 0, "Xin chào mọi người", at=make.MONDAY)
        api.submit(attempt, at=make.TUESDAY)
    markers, got, together = [marker(f"cham{n}") for n in range(4)], [], Barrier(4)

    def ask(user):
        together.wait()
        got.append(claim_next(user, item=item.pk, quiz=quiz.pk, at=NOW).pk)
        connection.close()

    threads = [Thread(target=ask, args=[user]) for user in markers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(set(got)) == 4


def test_without_a_rubric_a_marker_gives_a_part_of_the_points():
    attempt = make.written(make.item(make.essay(rubric=[])))

    marking.mark(work_of(attempt), marker(), levels={}, percent=75, at=NOW)

    attempt.refresh_from_db()
    assert attempt.score == Decimal("0.75")


def test_a_level_that_is_not_there_is_refused():
    work = work_of(make.written())

    with pytest.raises(api.Unreadable):
        marking.mark(work, marker(), levels={"khác": "1"}, at=NOW)
    assert Mark.objects.count() == 0


def test_bulk_and_single_hand_in_make_the_same_work():
    item = make.item(make.essay())
    quiz, person = make.quiz(item), make.person()
    row = api.AttemptRow(quiz, person, {item.pk: "Xin chào bà con"}, make.MONDAY, make.TUESDAY)
    api.record_attempts([row])

    bulk, single = Attempt.objects.get(), make.written(item, text="Xin chào bà con")
    facts = [
        (
            one.passed,
            one.score,
            Work.objects.filter(attempt=one).values_list("position", "n_wanted", "handed_in_at").get(),
        )
        for one in (bulk, single)
    ]
    assert facts[0] == facts[1]


def test_the_question_report_leaves_out_what_still_waits():
    attempt = make.written()
    assert question_report(attempt.quiz, at=LATER).n == 0
    mark(work_of(attempt), marker(), 2, 1)

    assert question_report(attempt.quiz, at=LATER).questions[0].figures.facility == 100


def test_a_course_takes_the_quiz_as_done_only_when_it_is_marked():
    quiz = make.quiz(make.item(make.essay()))
    key = courses.quiz_key(courses.course(quiz=quiz))
    attempt = api.start_attempt(quiz, make.person(), context=key, at=make.MONDAY)
    api.respond(attempt, 0, "Xin chào mọi người", at=make.MONDAY)
    attempt = api.submit(attempt, at=make.TUESDAY)
    assert list(ResultLog.objects.values_list("completed", "passed")) == [(False, None)]

    mark(work_of(attempt), marker(), 0, 0)
    assert list(ResultLog.objects.order_by("pk").values_list("completed", "passed"))[-1] == (True, False)
    mark(work_of(attempt), Mark.objects.get().marker, 2, 1, reason="Đọc lại", at=LATER)
    assert list(ResultLog.objects.order_by("pk").values_list("completed", "passed"))[-1] == (True, True)


def test_my_data_tells_what_was_written_what_markers_said_and_not_who_they_are():
    attempt = make.written()
    mark(work_of(attempt), marker("chi-hai", Role.TRAINER), 2, 1, comment="Viết rất rõ.")

    exported = export(attempt.person)["assessments"]

    (said,) = exported["attempts"][0]["responses"]
    assert (said["response"], said["share"]) == ("Chào các anh chị, tôi cần máy chiếu.", 1)
    assert exported["marks"][0]["comment"] == "Viết rất rõ."
    assert "chi-hai" not in str(exported).casefold()
    assert readable({"assessments": exported})


def test_erasing_removes_words_and_comments_and_keeps_points():
    done, waits = make.written(), make.written(make.item(make.essay()))
    Attempt.objects.filter(pk=waits.pk).update(person=done.person)
    by = marker()
    mark(work_of(done), by, 2, 1, comment="Chị Bé viết rõ.")

    erase(Person.objects.get(pk=done.person_id), by=None, at=LATER)

    assert set(map(str, Response.objects.values_list("response", flat=True))) == {"[]"}
    assert Mark.objects.get().comment == ""
    assert piles(by, at=LATER) == []
    done.refresh_from_db()
    assert (done.score, done.passed) == (1, True)
    assert find_work(Work.objects.get(attempt=waits).pk) is None


PAGES = ["desk", "marked", "differences"]


@pytest.mark.parametrize("name", PAGES)
def test_the_desk_is_forbidden_to_learners_and_strangers(client, outsider, name):
    address = reverse(f"assessments:{name}")

    assert client.get(address).status_code == 403
    client.force_login(outsider.user)
    assert client.get(address).status_code == 403


@pytest.mark.parametrize("name", ["work", "whose_work", "take_back"])
def test_a_piece_of_work_is_forbidden_even_to_its_learner(client, learner, name):
    work = work_of(make.written(person_=learner))
    client.force_login(learner.user)

    address = reverse(f"assessments:{name}", args=[work.pk])
    assert {client.get(address).status_code, client.post(address, {"reason": "x"}).status_code} <= {403, 405}
    assert client.post(address, {"reason": "x"}).status_code == 403
    assert AuditEntry.objects.count() == 0


def test_a_trainer_neither_decides_nor_sees_names(staff):
    browser, work = staff(), work_of(make.written())

    assert browser.post(reverse("assessments:whose_work", args=[work.pk])).status_code == 403
    assert browser.post(reverse("assessments:take_back", args=[work.pk]), {"reason": "x"}).status_code == 403
    assert browser.get(reverse("assessments:differences")).status_code == 403
    text = browser.get(reverse("assessments:work", args=[work.pk])).content.decode()
    assert "Trần Thị Bé" not in text and "tôi cần máy chiếu" in text


def test_looking_up_a_name_is_logged_where_the_learner_sees_it(staff):
    browser, attempt = staff(Role.MODERATOR), make.written()

    text = browser.post(reverse("assessments:whose_work", args=[work_of(attempt).pk])).content.decode()

    assert "Trần Thị Bé" in text
    entry = AuditEntry.objects.get(action="see_whose_work")
    assert (entry.by, entry.person) == (browser.user, attempt.person)
    assert any(row["action"] == "name behind a piece of work looked up" for row in export(attempt.person)["log"])


def handed_in_to(quiz):
    attempt = make.sitting(quiz)
    api.respond(attempt, 0, "Chào các anh chị.", at=make.MONDAY)
    return api.submit(attempt, at=make.TUESDAY)


def picks(work, *places):
    return {f"level-{key}": value for key, value in make.levels(work, *places).items()}


def test_a_marker_goes_from_piece_to_piece_by_plain_forms(staff):
    browser, item = staff(), make.item(make.essay())
    quiz = make.quiz(item)
    for text in ("Bài một rất hay", "Bài hai cũng hay"):
        attempt = make.sitting(quiz)
        api.respond(attempt, 0, text, at=make.MONDAY)
        api.submit(attempt, at=make.TUESDAY)
    assert "2 wait" in browser.get(reverse("assessments:desk")).content.decode()

    first = browser.post(reverse("assessments:next_work"), {"item": item.pk, "quiz": quiz.pk}, follow=True)
    assert "Bài một rất hay" in first.content.decode()
    work = first.context["work"]
    said = {**picks(work, 2, 1), "comment": "Rõ ràng.", "action": "next"}
    second = browser.post(reverse("assessments:work", args=[work.pk]), said, follow=True)
    assert "Bài hai cũng hay" in second.content.decode()
    last = {**picks(second.context["work"], 0, 0), "action": "next"}
    end = browser.post(reverse("assessments:work", args=[second.context["work"].pk]), last, follow=True)

    assert end.request["PATH_INFO"] == reverse("assessments:desk")
    assert list(Mark.objects.values_list("share", "comment")) == [(1, "Rõ ràng."), (0, "")]


def test_a_form_without_a_level_keeps_what_was_typed_and_names_the_criterion(staff):
    browser, work = staff(), work_of(make.written())
    sent = {**picks(work, 2, 1), "comment": "Đừng mất lời này"}
    key = next(iter(picks(work, 0, 0)))
    del sent[key]

    answer = browser.post(reverse("assessments:work", args=[work.pk]), sent)

    text = answer.content.decode()
    assert (answer.status_code, Mark.objects.count()) == (400, 0)
    assert "Pick a level: Rõ việc" in text and "Đừng mất lời này" in text
    assert len(re.findall(r" checked", text)) == 1
    assert '<a href="#level-1-1">Pick a level: Rõ việc</a>' in text and 'id="level-1-1"' in text


def test_who_opens_what_another_is_marking_goes_on_to_the_next_by_one_button(staff):
    first, second, item = staff(), staff(name="cham-hai"), make.item(make.essay())
    quiz = make.quiz(item)
    taken, free = (work_of(handed_in_to(quiz)) for _number in range(2))
    first.get(reverse("assessments:work", args=[taken.pk]))

    page = second.get(reverse("assessments:work", args=[taken.pk])).content.decode()

    assert "Someone else is marking this just now" in page and "Mark the next one" in page
    sent = dict(re.findall(r'name="(item|quiz)" value="(\d+)"', page))
    assert second.post(reverse("assessments:next_work"), sent, follow=True).context["work"] == free


def test_a_button_pressed_twice_marks_once(staff):
    browser, work = staff(), work_of(make.written())
    sent = {**picks(work, 2, 1), "comment": "", "action": "save"}

    codes = [browser.post(reverse("assessments:work", args=[work.pk]), sent).status_code for _press in range(2)]

    assert (codes, Mark.objects.count()) == ([303, 303], 1)


def test_a_marker_who_is_late_is_told_and_keeps_the_words(staff):
    slow, fast, work = staff(), staff(name="nhanh"), work_of(make.written())
    slow.get(reverse("assessments:work", args=[work.pk]))
    Work.objects.update(claimed_until=make.MONDAY)
    fast.post(reverse("assessments:work", args=[work.pk]), {**picks(work, 2, 1), "action": "save"})

    answer = slow.post(reverse("assessments:work", args=[work.pk]), {**picks(work, 0, 0), "comment": "Lời dài"})

    assert (answer.status_code, Mark.objects.count()) == (400, 1)
    assert "Lời dài" in answer.content.decode() and "any more" in answer.content.decode()


def test_the_second_marker_does_not_see_the_first_mark_and_the_moderator_sees_both(staff):
    first, second, moderator = staff(), staff(name="hai"), staff(Role.MODERATOR, "xet")
    work = work_of(twice())
    address = reverse("assessments:work", args=[work.pk])
    first.post(address, {**picks(work, 2, 1), "comment": "Lời của người thứ nhất", "action": "save"})

    assert "Lời của người thứ nhất" not in second.get(address).content.decode()
    second.post(address, {**picks(work, 0, 0), "action": "save"})
    text = moderator.get(reverse("assessments:differences")).content.decode()
    assert "0 – 100" in text and address in text
    assert "Lời của người thứ nhất" in moderator.get(address).content.decode()
    moderator.post(address, {**picks(work, 1, 1), "reason": "Đọc lại", "action": "save"})

    assert Work.objects.get().share == Decimal("0.6666667")
    assert address not in moderator.get(reverse("assessments:differences")).content.decode()


def test_a_moderator_overrules_a_settled_mark_and_takes_it_back(staff):
    trainer, moderator, attempt = staff(), staff(Role.MODERATOR, "xet"), make.written()
    work = work_of(attempt)
    address = reverse("assessments:work", args=[work.pk])
    trainer.post(address, {**picks(work, 0, 0), "action": "save"})
    assert address in moderator.get(reverse("assessments:marked")).content.decode()

    assert moderator.post(address, {**picks(work, 2, 1), "action": "save"}).status_code == 400
    moderator.post(address, {**picks(work, 2, 1), "reason": "Đủ ý", "action": "save"})
    attempt.refresh_from_db()
    assert (attempt.passed, Mark.objects.last().kind) == (True, "decision")
    assert "This work is marked" in trainer.get(address).content.decode()
    moderator.post(reverse("assessments:take_back", args=[work.pk]), {"reason": "Chấm lại"})

    attempt.refresh_from_db()
    assert attempt.passed is None


def test_the_learner_sees_that_work_waits_and_then_the_rubric_and_the_words(page, learner):
    attempt = make.written(make.item(make.single()), make.item(make.essay()), person_=learner)
    address = f"/quiz/{attempt.pk}/result/"
    before = page.get(address).content.decode()
    assert "waiting for marking" in before and "So far you have 0 of 2 points" in before
    assert "Not passed yet" not in before and "Try again" not in before

    mark(work_of(attempt, 1), marker("co-giao"), 1, 1, comment="Thêm lời cảm ơn thì hay hơn.")

    after = page.get(address).content.decode()
    assert "Thêm lời cảm ơn thì hay hơn." in after and "0,67 of 1 points" in after
    assert 'class="levels__picked"' in after and "Not passed yet" in after
    assert "co-giao" not in after.casefold()


def test_two_hundred_pieces_cost_the_desk_no_more_than_two(staff, django_assert_max_num_queries):
    item, browser = make.item(make.essay()), staff(Role.MODERATOR)
    quiz = make.quiz(item)
    people = [make.person() for _ in range(200)]
    rows = [api.AttemptRow(quiz, one, {item.pk: "Xin chào bà con"}, make.MONDAY, make.TUESDAY) for one in people]
    api.record_attempts(rows)
    by = marker("nhanh")
    for work in Work.objects.order_by("pk")[:30]:
        mark(find_work(work.pk), by, 2, 1)

    # What a process reads once, as of the site's settings, is read by now.
    browser.get(reverse("assessments:desk"))
    for name in PAGES:
        with django_assert_max_num_queries(10):
            assert browser.get(reverse(f"assessments:{name}")).status_code == 200
    with django_assert_max_num_queries(14):
        browser.post(reverse("assessments:next_work"), {"item": item.pk, "quiz": quiz.pk})
    waiting = Work.objects.get(claimed_by=browser.user)
    with django_assert_max_num_queries(14):
        assert browser.get(reverse("assessments:work", args=[waiting.pk])).status_code == 200


def test_share_of_marks_is_exact_before_it_is_rounded():
    work = work_of(make.written())

    assert marking.share_of(work, make.levels(work, 1, 1), None) == Fraction(2, 3)
