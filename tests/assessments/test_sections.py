"""Sections of a quiz: what is drawn for a person, section pass marks, and what stops publishing."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from assessments import api
from assessments.models import Attempt
from cms.api import Competence
from tests.assessments import make
from tests.assessments.test_editor import QUIZZES, editor, quiz_form  # noqa: F401 — a fixture
from tests.assessments.test_views import form, tap, url

pytestmark = pytest.mark.django_db


def section(title="Phần", *, pass_mark=None, draws=()):
    return "section", {"title": title, "pass_mark": pass_mark, "draws": list(draws)}


def sectioned(*sections, items=(), live=True, **fields):
    """A quiz; `items`: (item, number of its section)."""
    made = api.Quiz(**{"title": "Bài có phần", "shuffle": False, "pass_mark": 50, **fields})
    made.sections = list(sections)
    made.quiz_items = [
        api.QuizItem(item=one, section=number, sort_order=place) for place, (one, number) in enumerate(items)
    ]
    made.save()
    if live:
        made.save_revision().publish()
        made.refresh_from_db()
    return made


def bank(n, **fields):
    return [make.item(make.single(stem=f"Câu {place}"), **fields) for place in range(n)]


def drawn(attempt):
    return [entry["item"] for entry in attempt.paper["items"]]


def again(quiz, person):
    attempt = api.start_attempt(quiz, person, at=make.MONDAY)
    api.submit(attempt, at=make.TUESDAY)
    return attempt


def test_a_section_draws_what_its_rule_says():
    safety = Competence.objects.create(code="4.1", area=4, name="An toàn", name_en="Safety")
    wanted = bank(3, competence=safety, level=2)
    bank(2, competence=safety, level=1)
    bank(2, level=2)
    make.draft_item(competence=safety, level=2)
    make.item(make.likert(), competence=safety, level=2)
    quiz = sectioned(section(draws=[{"count": 3, "competence": safety.code, "level": "2", "points": 2}]))

    attempt = make.sitting(quiz)

    assert sorted(drawn(attempt)) == sorted(one.pk for one in wanted)
    assert {entry["points"] for entry in attempt.paper["items"]} <= {"2", "2.00"}


def test_nobody_gets_a_question_again_while_others_remain(learner):
    items = bank(7)
    quiz = sectioned(section(draws=[{"count": 3}]))

    first, second, third = (drawn(again(quiz, learner)) for _ in range(3))

    assert not set(first) & set(second)
    assert set(first) | set(second) | set(third) == {one.pk for one in items}


def test_what_the_author_chose_is_not_drawn_as_well():
    items = bank(4)
    quiz = sectioned(section("Một"), section("Hai", draws=[{"count": 3}]), items=[(items[0], 1)])

    attempt = make.sitting(quiz)

    assert drawn(attempt)[0] == items[0].pk
    assert sorted(drawn(attempt)) == sorted(one.pk for one in items)
    assert [entry["section"] for entry in attempt.paper["items"]] == [0, 1, 1, 1]


def test_sections_stay_in_their_order_when_questions_are_shuffled():
    items = bank(8)
    places = [(one, 1 + place % 2) for place, one in enumerate(items)]
    quiz = sectioned(section("Một"), section("Hai"), items=places, shuffle=True)

    attempt = make.sitting(quiz)

    assert [entry["section"] for entry in attempt.paper["items"]] == [0] * 4 + [1] * 4
    assert drawn(attempt)[:4] != [one.pk for one in items[::2]] or drawn(attempt)[4:] != [one.pk for one in items[1::2]]


def test_a_question_published_anew_is_drawn_as_it_was_in_papers_begun():
    item = bank(1)[0]
    quiz = sectioned(section(draws=[{"count": 1}]))
    attempt = make.sitting(quiz)

    item.content[0].value["stem"] = "Mới"
    item.save_revision().publish()

    assert attempt.paper["items"][0]["version"] == item.versions.first().pk
    assert make.sitting(quiz).paper["items"][0]["version"] == item.versions.last().pk


def test_a_bank_that_shrank_gives_what_there_is():
    items = bank(3)
    quiz = sectioned(section(draws=[{"count": 3}]))
    items[0].unpublish()

    assert len(drawn(make.sitting(quiz))) == 2


def test_a_quiz_without_sections_costs_no_statement_more(quiz, learner, django_assert_num_queries):
    make.sitting(quiz)

    # Attempts so far, entries, insert; and the savepoint of a test's transaction.
    with django_assert_num_queries(5):
        api.start_attempt(quiz, learner, at=make.MONDAY)


def test_drawing_takes_few_statements(learner, django_assert_max_num_queries):
    bank(12)
    quiz = sectioned(section(draws=[{"count": 2, "level": "1"}]), section(draws=[{"count": 3}]))
    again(quiz, learner)

    # As above, and: places, pool, earlier papers, versions; those not yet in memory.
    with django_assert_max_num_queries(10):
        api.start_attempt(quiz, learner, at=make.MONDAY)


def two_marks(learner):
    """Two questions in each of two sections, which need 50 % and 100 %."""
    items = bank(4)
    places = [(one, 1 + place // 2) for place, one in enumerate(items)]
    quiz = sectioned(section("Dễ", pass_mark=50), section("An toàn", pass_mark=100), items=places)
    return make.sitting(quiz, learner)


@pytest.mark.parametrize(("right", "passed"), [((0, 2, 3), True), ((0, 1, 2), False), ((2, 3), False)])
def test_passed_is_who_passes_every_section_with_a_mark(learner, right, passed):
    attempt = two_marks(learner)
    for position in right:
        api.respond(attempt, position, make.keys(attempt, position, "Xanh"), at=make.MONDAY)

    assert api.submit(attempt, at=make.TUESDAY).passed is passed


def test_the_result_shows_what_each_section_earned(page, learner):
    attempt = two_marks(learner)
    api.respond(attempt, 0, make.keys(attempt, 0, "Xanh"), at=make.MONDAY)
    api.submit(attempt, at=make.TUESDAY)

    shown = page.get(url(attempt, "result/"))

    assert [(title, outcome.score, outcome.passed) for title, _, outcome in shown.context["sections"]] == [
        ("Dễ", 1, True),
        ("An toàn", 0, False),
    ]
    assert "An toàn" in shown.content.decode()


def test_sections_show_their_points_where_only_the_score_is_told(page, learner):
    items = bank(2)
    quiz = sectioned(section("Một"), section("Hai"), items=[(items[0], 1), (items[1], 2)], feedback="score")
    attempt = make.handed_in(quiz, learner)

    shown = page.get(url(attempt, "result/"))

    assert len(shown.context["sections"]) == 2
    assert shown.context["cards"] == []


def test_titles_of_sections_stand_before_their_questions(page, learner):
    items = bank(3)
    quiz = sectioned(section("Phần Một"), section("Phần Hai"), items=[(items[0], 1), (items[1], 2), (items[2], 2)])

    text = page.get(url(make.sitting(quiz, learner))).content.decode()

    assert text.count("Phần Một") == text.count("Phần Hai") == 1
    assert text.index("Phần Một") < text.index("Câu 0") < text.index("Phần Hai") < text.index("Câu 1")


def codes(quiz):
    return api.problems(quiz)


def test_a_draw_larger_than_its_pool_is_named_with_both_numbers():
    bank(7)
    quiz = sectioned(section(draws=[{"count": 10}]), live=False)

    (said,) = codes(quiz)

    assert "7" in said and "10" in said


def test_draws_that_share_their_questions_are_named_together():
    bank(5, level=1)
    bank(5, level=2)
    wants = [section(draws=[{"count": 4, "level": "1"}]), section(draws=[{"count": 8}])]
    quiz = sectioned(*wants, live=False)

    (said,) = codes(quiz)

    assert "1, 2" in said and "10" in said and "12" in said


def test_draws_that_share_questions_and_have_enough_are_fine():
    bank(5, level=1)
    bank(5, level=2)
    quiz = sectioned(section(draws=[{"count": 5}]), section(draws=[{"count": 5, "level": "1"}]), live=False)

    assert codes(quiz) == []
    assert len(drawn(make.sitting(publish(quiz)))) == 10


def publish(quiz):
    quiz.save_revision().publish()
    quiz.refresh_from_db()
    return quiz


def test_an_empty_section_and_a_section_that_is_not_there_are_named():
    item = bank(1)[0]
    quiz = sectioned(section("Một"), section("Hai"), items=[(item, 1)], live=False)
    other = sectioned(section("Một"), items=[(item, 3)], live=False)

    assert "Hai" in codes(quiz)[0]
    assert any("3" in said for said in codes(other))


def section_fields(*counts):
    fields = {"sections-count": str(len(counts))}
    for place, count in enumerate(counts):
        prefix = f"sections-{place}"
        fields |= {f"{prefix}-deleted": "", f"{prefix}-order": str(place), f"{prefix}-type": "section"}
        fields |= {f"{prefix}-id": "", f"{prefix}-value-title": f"Phần {place}", f"{prefix}-value-pass_mark": ""}
        fields |= {f"{prefix}-value-draws-count": "1", f"{prefix}-value-draws-0-deleted": ""}
        rule = f"{prefix}-value-draws-0"
        fields |= {f"{rule}-order": "0", f"{rule}-id": "", f"{rule}-value-count": str(count)}
        fields |= {f"{rule}-value-{name}": "" for name in ("competence", "level", "topic", "audience", "language")}
        fields |= {f"{rule}-value-points": "1"}
    return fields


def test_an_author_publishes_a_quiz_of_draws_alone(editor):  # noqa: F811
    bank(4)

    sent = quiz_form(**section_fields(3), **{"action-publish": "1"})
    answer = editor.post(f"{QUIZZES}add/", sent)

    assert answer.status_code == 302
    assert len(drawn(make.sitting(api.Quiz.objects.get()))) == 3


def test_an_author_is_told_that_the_bank_is_too_small(editor):  # noqa: F811
    bank(2)

    answer = editor.post(f"{QUIZZES}add/", quiz_form(**section_fields(3), **{"action-publish": "1"}))

    assert not api.Quiz.objects.filter(live=True).exists()
    assert answer.context["form"].non_field_errors()


def test_the_preview_shows_an_example_of_what_is_drawn_and_writes_nothing():
    items = bank(5)
    quiz = sectioned(section("Tự chọn"), section("Rút", draws=[{"count": 2}]), items=[(items[0], 1)])

    cards = api.quiz_cards(quiz)

    assert [card.section for card in cards] == ["Tự chọn", "Rút", ""]
    assert len({card.shown.stem for card in cards}) == 3
    assert [card.shown.stem for card in api.quiz_cards(quiz)] == [card.shown.stem for card in cards]
    assert not Attempt.objects.exists()


def test_bulk_recording_draws_as_single_recording_does(learner):
    bank(6)
    quiz = sectioned(section(draws=[{"count": 3}]), section(draws=[{"count": 1}]))
    twin = make.person()
    single = [api.start_attempt(quiz, learner, at=make.MONDAY, seed=5)]
    api.submit(single[0], at=make.TUESDAY)
    single.append(api.start_attempt(quiz, learner, at=make.MONDAY, seed=6))

    rows = [(5, make.TUESDAY), (6, None)]
    api.record_attempts(api.AttemptRow(quiz, twin, {}, make.MONDAY, until, seed=seed) for seed, until in rows)

    papers = list(Attempt.objects.filter(person=twin).order_by("number").values_list("paper", flat=True))
    assert papers == [one.paper for one in single]


def paged(learner, n=5, per_page=2):
    return make.sitting(make.quiz(*bank(n), per_page=per_page), learner)


def test_a_paper_in_pages_goes_on_and_keeps_what_was_answered(page, learner):
    attempt = paged(learner)
    sent = form(attempt, {0: make.keys(attempt, 0, "Xanh")}, page="1", action="page-2")
    sent = {name: value for name, value in sent.items() if name not in {"was-2", "was-3", "was-4"}}

    moved = page.post(url(attempt), sent)
    second = page.get(moved["Location"])

    assert moved["Location"] == url(attempt, "?page=2")
    assert [card.number for card in second.context["cards"]] == [3, 4]
    assert second.context["answered"] == [0]


@pytest.mark.parametrize("wanted", ["0", "9", "x", "-1", "99999", ""])
def test_a_page_that_is_not_there_shows_the_nearest(page, learner, wanted):
    shown = page.get(url(paged(learner)), {"page": wanted})

    assert shown.status_code == 200
    assert shown.context["page"].number == (3 if wanted == "9" else 1)


def test_unanswered_questions_are_linked_on_their_pages(page, learner):
    attempt = paged(learner)

    asked = page.post(url(attempt), {"action": "submit", "page": "3"}).content.decode()

    assert f"{url(attempt)}?page=2#question-4" in asked


def test_an_answer_of_another_page_can_be_sent_one_by_one(page, learner):
    attempt = paged(learner)

    assert tap(page, attempt, 4, make.keys(attempt, 4, "Xanh")).status_code == 204


def test_a_result_page_of_sections_takes_no_statement_more(page, learner):
    plain, parted = make.handed_in(make.quiz(*bank(2)), learner, right=False), two_marks(learner)
    api.submit(parted, at=make.TUESDAY)

    counts = []
    for attempt in (plain, parted):
        page.get(url(attempt, "result/"))
        with CaptureQueriesContext(connection) as statements:
            page.get(url(attempt, "result/"))
        counts.append(len(statements))

    assert counts[0] == counts[1]
