"""Which answer something typed was taken for and by which rule: told to authors who try it, and of what many typed."""

import html
from fractions import Fraction

import pytest
from allauth.mfa.models import Authenticator
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from assessments import api
from assessments.bank.preview import item_trial
from assessments.figures.typed_answers import LEAST, MOST, typed_answers
from assessments.items import KINDS
from people.api import Role
from tests.assessments import make
from tests.assessments.item_contents import CONTENTS, responses
from tests.people.make import holder

CONTEXT = "khoa:bai"
NUMBER = {
    "answers": [{"value": "1234", "tolerance": "5", "share": "1"}, {"value": "*", "share": "0"}],
    "units": [{"text": "m", "multiplier": "1"}, {"text": "cm", "multiplier": "100"}],
    "unit_rule": "required",
    "unit_penalty": "0.1",
}


def number(typed):
    (one,) = KINDS["numeric"].typed(NUMBER, typed)
    return one.rule, one.answer, one.share, one.unit_cost, one.readings


def test_a_number_says_how_near_it_is_and_what_its_unit_costs():
    assert number("1234 m") == ("exact", "1234", 1, 0, 1)
    assert number("123400 cm") == ("exact", "1234", 1, 0, 1)
    assert number("1236 m") == ("tolerance", "1234", 1, 0, 1)
    assert number("1234") == ("exact", "1234", Fraction(9, 10), Fraction(1, 10), 1)
    assert number("1.234 m")[0::4] == ("exact", 2)
    assert number("7 m") == ("anything", "*", 0, 0, 1)
    only = {**NUMBER, "answers": NUMBER["answers"][:1]}
    assert [(one.rule, one.readings) for one in KINDS["numeric"].typed(only, "nhiều")] == [("", 0)]


typed_kinds = st.sampled_from(["short_answer", "numeric", "gap_fill", "cloze"])
answered = typed_kinds.flatmap(
    lambda kind: CONTENTS[kind].flatmap(lambda content: st.tuples(st.just((kind, content)), responses(kind, content)))
)


@given(answered)
def test_what_is_told_of_typed_texts_is_what_they_are_scored_by(case):
    (kind, content), response = case
    accepted = KINDS[kind].accept(content, response)

    told = KINDS[kind].typed(content, accepted)

    places = KINDS[kind].present(content, []).places
    for one in told:
        assert bool(one.rule) or one.share == 0
        assert one.number == 0 or places[one.number - 1].key == one.place
    if kind in ("short_answer", "numeric"):
        assert sum(one.share for one in told) == KINDS[kind].score(content, accepted)
    if kind == "gap_fill" and content["mode"] == "type":
        assert sum(one.share for one in told) / len(content["gaps"]) == KINDS[kind].score(content, accepted)


@pytest.fixture
def signed_in(client, db):
    def enter(*roles):
        user = holder("nguoi", *roles) if roles else make.person().user
        Authenticator.objects.create(user=user, type="totp", data={"secret": "JBSWY3DPEHPK3PXP"})
        client.force_login(user)
        return client

    return enter


def tried(browser, content, **fields):
    sent = {"trial": item_trial(make.draft_item(content)), **fields}
    return html.unescape(browser.post(reverse("assessments:try"), sent).content.decode())


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("Mật khẩu.", "“Mật khẩu.”: taken for “mật khẩu”: it is the same; earns 100%"),
        ("mat khau", "“mat khau”: taken for “mật khẩu”: the accents are missing or others; earns 50%"),
        ("mật khẩuu", "“mật khẩuu”: taken for “mật khẩu”: 1 typing error forgiven; earns 100%"),
        ("mã", "“mã”: matches none of your answers"),
    ],
)
def test_an_author_who_tries_a_question_is_told_which_answer_matched_and_how(signed_in, typed, said):
    spelling = {"diacritics": "partial", "typos": "1"}

    page = tried(signed_in(Role.TRAINER), make.short_answer(spelling=spelling), **{"answer-0": typed})

    assert f"<li>{said}</li>" in page


def test_an_author_is_told_of_each_gap_and_of_units(signed_in):
    browser = signed_in(Role.TRAINER)

    gaps = tried(browser, make.gap_fill("type"), **{"answer-0-1": "nút xanh", "answer-0-2": "gởi"})
    fee = tried(browser, make.numeric(), **{"answer-0": "20.000 hào"})

    assert "<li>Gap 1 – “nút xanh”: taken for “nút xanh”: it is the same; earns 100%</li>" in gaps
    assert "<li>Gap 2 – “gởi”: taken for “gởi”" in gaps
    assert "the unit is missing or not the right one: 10% off; earns 90%" in fee


def test_nothing_is_told_where_nothing_is_typed(signed_in):
    browser = signed_in(Role.TRAINER)

    pages = [tried(browser, make.short_answer(), **{"answer-0": ""}), tried(browser, make.single())]

    assert "Not answered" in pages[0]
    assert not any("How it was compared" in page or "data-listen" in page for page in pages)


@pytest.mark.parametrize("roles", [(), (Role.ANALYST,)])
def test_outsiders_cannot_try_a_question_to_hear_its_answers(signed_in, roles):
    sent = {"trial": item_trial(make.draft_item(make.short_answer())), "answer-0": "mã"}

    answer = signed_in(*roles).post(reverse("assessments:try"), sent)

    assert answer.status_code == 403
    assert "mật khẩu" not in answer.content.decode()


def test_a_learner_is_not_told_how_an_answer_was_compared(page, learner):
    attempt = make.sitting(make.quiz(make.item(make.short_answer())), learner)

    sent = {"answer-0": "mat khau", "was-0": "", "action": "submit"}
    result = page.post(f"/quiz/{attempt.pk}/", sent, follow=True).content.decode()

    assert "mat khau" in result
    assert "taken for" not in result


def take(quiz, *texts, n=1):
    """n people type these texts into the quiz's first questions and hand in."""
    for _person in range(n):
        attempt = make.sitting(quiz, context=CONTEXT)
        for position, text in enumerate(texts):
            api.respond(attempt, position, text, at=make.MONDAY)
        api.submit(attempt, at=make.TUESDAY)


def lines(quiz, question=0, place=0):
    return [(one.text, one.n, one.is_matched) for one in typed_answers(quiz)[question].places[place].lines]


@pytest.fixture
def quiz(db):
    """A word, a number, gaps, and one to pick; marks must be right."""
    word = make.item(make.short_answer(spelling={"diacritics": "exact"}))
    others = (make.item(kind) for kind in (make.numeric(), make.gap_fill("type"), make.single()))
    return make.quiz(word, *others)


def test_the_most_frequent_answers_are_listed_with_what_becomes_of_them(quiz):
    take(quiz, "mật khẩu", n=4)
    take(quiz, "mat khau", n=5)
    take(quiz, "mã pin", n=3)

    (place,) = typed_answers(quiz)[0].places

    assert lines(quiz) == [("mat khau", 5, False), ("mật khẩu", 4, True), ("mã pin", 3, False)]
    assert place.lines[1].comparison == "taken for “mật khẩu”: it is the same; earns 100%"
    assert (place.n, place.n_unlisted) == (12, 0)


def test_what_fewer_than_three_have_typed_is_counted_and_never_shown(quiz, signed_in):
    take(quiz, "mật khẩu", n=3)
    take(quiz, "tôi là Trần Thị Bé", n=2)

    (place,) = typed_answers(quiz)[0].places
    page = signed_in(Role.TRAINER).get(reverse("assessments:typed_answers", args=[CONTEXT])).content.decode()

    assert lines(quiz) == [("mật khẩu", 3, True)]
    assert (place.n, place.n_unlisted) == (5, 2)
    assert "Trần Thị Bé" not in page
    assert "2 attempts gave answers that are not listed" in page


def test_what_is_the_same_to_the_question_is_one_answer_as_most_have_written_it(quiz):
    take(quiz, "Mật khẩu", n=2)
    take(quiz, "mật  khẩu.", n=1)

    assert lines(quiz) == [("Mật khẩu", 3, True)]


def test_gaps_and_numbers_are_listed_place_by_place(quiz):
    take(quiz, "", "20.000 đồng", {"1": "nút xanh", "2": "gửi đi"}, n=3)

    assert [question.number for question in typed_answers(quiz)] == [1, 2, 3]
    assert [place.number for place in typed_answers(quiz)[2].places] == [1, 2]
    assert lines(quiz) == []
    assert lines(quiz, 1) == [("20.000 đồng", 3, True)]
    assert [lines(quiz, 2, place) for place in (0, 1)] == [[("nút xanh", 3, True)], [("gửi đi", 3, False)]]


def test_parts_of_a_cloze_that_are_picked_are_not_listed(db):
    quiz = make.quiz(make.item(make.cloze()))
    shown = KINDS["cloze"].present(quiz.quiz_items.get().item.versions.get().content, [])
    keys = [place.key for place in shown.places]
    take(quiz, {keys[1]: "1022", keys[2]: "ba"}, n=3)

    places = typed_answers(quiz)[0].places

    assert [place.number for place in places] == [2, 3]
    assert places[1].lines[0].comparison == "no number can be read in it, so it matches none of your answers"


def test_only_the_last_answer_of_first_attempts_that_are_handed_in_counts(quiz):
    take(quiz, "mã pin", n=2)
    changed = make.sitting(quiz, context=CONTEXT)
    for text in ("mã pin", "mã otp"):
        api.respond(changed, 0, text, at=make.MONDAY)
    api.submit(changed, at=make.TUESDAY)
    still_open = make.sitting(quiz, context=CONTEXT)
    api.respond(still_open, 0, "mã pin", at=make.MONDAY)
    again = api.start_attempt(quiz, changed.person, context=CONTEXT, at=make.MONDAY)
    api.respond(again, 0, "mã pin", at=make.MONDAY)
    api.submit(again, at=make.TUESDAY)

    (place,) = typed_answers(quiz)[0].places

    assert (place.lines, place.n) == ([], 3)


def test_a_spelling_added_later_is_shown_as_it_is_compared_today(quiz):
    take(quiz, "mã pin", n=3)
    item = quiz.quiz_items.first().item
    answers = [{"text": text, "share": "1", "feedback": ""} for text in ("mật khẩu", "mã pin")]
    item.content = [make.short_answer(answers=answers)]
    item.save_revision().publish()
    take(quiz, "mã pin")

    (line,) = typed_answers(quiz)[0].places[0].lines

    assert (line.n, line.is_matched, line.n_otherwise) == (4, True, 3)


def test_answers_to_a_version_with_other_gaps_are_left_out(db):
    item = make.item(make.gap_fill("type"))
    quiz = make.quiz(item)
    take(quiz, {"1": "nút xanh"}, n=3)
    item.content = [make.gap_fill("type", text="Bấm [nút đỏ], [nút xanh] rồi bấm [Gửi].")]
    item.save_revision().publish()

    assert [place.n for place in typed_answers(quiz)[0].places] == [0, 0, 0]


@pytest.mark.slow
def test_at_most_thirty_answers_of_a_place_are_listed(db):
    quiz = make.quiz(make.item(make.short_answer()))
    for number in range(MOST + 1):
        take(quiz, f"câu trả lời {number}", n=LEAST)

    (place,) = typed_answers(quiz)[0].places

    assert (len(place.lines), place.n_unlisted) == (MOST, LEAST)


def test_the_page_takes_the_same_few_queries_however_much_was_typed(quiz, django_assert_max_num_queries):
    for number in range(4):
        take(quiz, f"chữ {number}", n=3)

    with django_assert_max_num_queries(5):
        typed_answers(quiz)


def test_a_trainer_finds_what_was_typed_from_the_report(quiz, signed_in):
    take(quiz, "<mã>", "20.000 hào", n=3)
    browser = signed_in(Role.TRAINER)
    address = reverse("assessments:typed_answers", args=[CONTEXT])

    report = browser.get(reverse("assessments:questions", args=[CONTEXT])).content.decode()
    page = browser.get(address).content.decode()

    assert f'href="{address}"' in report
    assert "&lt;mã&gt;" in page and "<strong>Matches none of your answers.</strong>" in page
    assert "10% off; earns 90%" in page
    assert "once 3 attempts have given it" in page
    assert reverse("wagtailsnippets_assessments_item:edit", args=[quiz.quiz_items.first().item_id]) in page


def test_a_quiz_without_typing_has_no_link_and_says_so(signed_in):
    make.handed_in(make.quiz(make.item(make.single())), context=CONTEXT)
    browser = signed_in(Role.TRAINER)
    address = reverse("assessments:typed_answers", args=[CONTEXT])

    report = browser.get(reverse("assessments:questions", args=[CONTEXT])).content.decode()

    assert address not in report
    assert "No question of this quiz is answered by typing." in browser.get(address).content.decode()


@pytest.mark.parametrize("roles", [(), (Role.ANALYST,)])
def test_outsiders_do_not_see_what_was_typed(quiz, signed_in, roles):
    take(quiz, "mật khẩu", n=3)

    assert signed_in(*roles).get(reverse("assessments:typed_answers", args=[CONTEXT])).status_code == 403


def test_visitors_are_sent_away_and_an_unknown_activity_has_no_page(quiz, client, signed_in):
    assert client.get(reverse("assessments:typed_answers", args=[CONTEXT])).status_code in {302, 403}
    unknown = reverse("assessments:typed_answers", args=["nothing"])
    assert signed_in(Role.TRAINER).get(unknown).status_code == 404
