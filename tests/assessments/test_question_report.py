"""How the questions of a quiz do: what trainers see, and who else sees nothing."""

import pytest
from allauth.mfa.models import Authenticator
from django.urls import reverse

from assessments import api
from assessments.figures.question_report import question_report, quiz_of
from people.api import Role
from tests.assessments import make
from tests.people.make import holder

pytestmark = pytest.mark.django_db
CONTEXT = "khoa:bai"


def take(quiz, *texts, n=1):
    """n people hand in the quiz, with these answers to its first questions in order."""
    for _person in range(n):
        attempt = make.sitting(quiz, context=CONTEXT)
        for position, text in enumerate(texts):
            api.respond(attempt, position, make.keys(attempt, position, text), at=make.MONDAY)
        api.submit(attempt, at=make.TUESDAY)


@pytest.fixture
def quiz(db):
    """Three questions that go together, and one whose key is wrong: the strong say “Đỏ”."""
    quiz = make.quiz(*(make.item(make.single(stem=f"Câu {n}")) for n in (1, 2, 3, 4)), make.item(make.likert()))
    take(quiz, "Xanh", "Xanh", "Xanh", "Đỏ", n=20)
    take(quiz, "Đỏ", "Vàng", "Đỏ", "Xanh", n=15)
    take(quiz, "Xanh", "Đỏ", "Xanh", n=5)
    return quiz


@pytest.fixture
def signed_in(client):
    def enter(*roles):
        user = holder("nguoi", *roles) if roles else make.person().user
        Authenticator.objects.create(user=user, type="totp", data={"secret": "JBSWY3DPEHPK3PXP"})
        client.force_login(user)
        return client

    return enter


def test_figures_are_those_of_the_first_attempts(quiz):
    report = question_report(quiz, at=make.TUESDAY)

    first, second, _third, last, opinion = report.questions
    assert report.n == 40
    assert (first.figures.facility, second.figures.facility, last.figures.facility) == (62.5, 50, 37.5)
    assert last.unanswered == 12.5
    assert first.figures.discrimination_index > 0 > last.figures.discrimination_index
    assert opinion.figures is None and opinion.verdicts == []


def test_a_wrong_key_is_said_with_the_answer_that_may_be_right(quiz):
    last = question_report(quiz, at=make.TUESDAY).questions[3]

    assert "the weak do better than the strong: the key may be wrong" in last.verdicts
    assert "answer “Đỏ” is chosen more by the strong than the key: it may be right" in last.verdicts
    red = next(answer for answer in last.answers if answer.text == "Đỏ")
    assert (red.share, red.right, red.point_biserial > 0) == (50, False, True)


def test_trying_again_and_open_attempts_change_nothing(quiz):
    before = question_report(quiz, at=make.TUESDAY)
    person = make.person()
    make.sitting(quiz, person, context=CONTEXT)
    again = make.person()
    for _attempt in range(2):
        attempt = api.start_attempt(quiz, again, context=CONTEXT, at=make.MONDAY)
        api.submit(attempt, at=make.TUESDAY)

    assert question_report(quiz, at=make.TUESDAY).n == before.n + 1


def test_the_newest_response_of_a_place_counts_and_an_open_attempt_does_not():
    quiz = make.quiz(make.item(make.single()))
    changed, still_open = make.sitting(quiz), make.sitting(quiz)
    for text in ("Đỏ", "Xanh"):
        api.respond(changed, 0, make.keys(changed, 0, text), at=make.MONDAY)
    api.submit(changed, at=make.TUESDAY)
    api.respond(still_open, 0, make.keys(still_open, 0, "Đỏ"), at=make.MONDAY)
    make.handed_in(quiz, right=False)

    (line,) = question_report(quiz, at=make.TUESDAY).questions

    assert (line.figures.facility, line.unanswered) == (50, 50)
    assert {answer.text: answer.share for answer in line.answers} == {"Xanh": 50, "Đỏ": 0, "Vàng": 0}


def test_only_kinds_that_are_picked_from_have_a_table_of_answers():
    kinds = (make.matching, make.ordering, make.numeric, make.true_false, make.likert, make.description)
    quiz = make.quiz(*(make.item(kind()) for kind in kinds))
    make.handed_in(quiz)

    report = question_report(quiz, at=make.TUESDAY)

    assert [[answer.text for answer in line.answers] for line in report.questions][3] == ["Right", "Wrong"]
    assert [len(line.answers) for line in report.questions] == [0, 0, 0, 2, 3, 0]
    assert [line.figures.facility for line in report.questions[:4]] == [100, 100, 100, 100]


def test_a_quiz_nobody_took_has_no_figures():
    report = question_report(make.quiz(), at=make.TUESDAY)

    assert (report.n, report.questions) == (0, [])


def test_few_attempts_are_said_to_be_too_few():
    quiz = make.quiz()
    take(quiz, "Xanh", n=3)

    report = question_report(quiz, at=make.TUESDAY)

    assert any("too few" in verdict for verdict in report.verdicts)
    assert not any(line.verdicts for line in report.questions)


def test_a_report_that_is_kept_takes_few_queries(quiz, django_assert_max_num_queries):
    question_report(quiz, at=make.TUESDAY)

    with django_assert_max_num_queries(5):
        question_report(quiz, at=make.TUESDAY)


def test_a_trainer_sees_the_page_and_its_table(quiz, signed_in):
    browser = signed_in(Role.TRAINER)

    page = browser.get(reverse("assessments:questions", args=[CONTEXT])).content.decode()
    sheet = browser.get(reverse("assessments:questions_csv", args=[CONTEXT])).content.decode("utf-8-sig")

    assert "40 attempts count" in page and "Câu 4" in page and "it may be right" in page
    assert sheet.splitlines()[1].startswith("1. Câu 1,62.5,")


@pytest.mark.parametrize("roles", [(), (Role.ANALYST,)])
@pytest.mark.parametrize("name", ["questions", "questions_csv", "questions_xlsx"])
def test_outsiders_see_no_report(quiz, signed_in, roles, name):
    assert signed_in(*roles).get(reverse(f"assessments:{name}", args=[CONTEXT])).status_code == 403


def test_a_visitor_sees_no_report(quiz, client):
    assert client.get(reverse("assessments:questions", args=[CONTEXT])).status_code in {302, 403}


def test_an_activity_without_a_quiz_has_no_report(signed_in):
    assert quiz_of("nothing") is None
    assert signed_in(Role.TRAINER).get(reverse("assessments:questions", args=["nothing"])).status_code == 404


def test_a_quiz_without_points_has_counts_and_no_figures(signed_in):
    quiz = make.quiz(make.item(make.likert()), make.item(make.description()))
    attempt = make.sitting(quiz, context=CONTEXT)
    api.respond(attempt, 0, ["2"], at=make.MONDAY)
    api.submit(attempt, at=make.TUESDAY)

    report = question_report(quiz, at=make.TUESDAY)
    page = signed_in(Role.TRAINER).get(reverse("assessments:questions", args=[CONTEXT]))

    assert (report.n, report.figures, report.verdicts) == (1, None, [])
    assert [answer.share for answer in report.questions[0].answers] == [0, 100, 0]
    assert page.status_code == 200
