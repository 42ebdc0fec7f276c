"""The pages of versions and regrades: who sees what, and what a button does."""

import re

import pytest
from allauth.mfa.models import Authenticator
from django.core.management import CommandError, call_command
from django.urls import reverse

from assessments import api
from assessments.bank.version_diff import differences
from assessments.models import Attempt, Regrade, Response
from people.api import Role
from tests.assessments import make
from tests.people.make import holder

pytestmark = pytest.mark.django_db


@pytest.fixture
def item():
    return make.item(make.single(), title="nút gọi")


@pytest.fixture
def quiz(item):
    return make.quiz(item, title="Bài gọi điện")


@pytest.fixture
def signed_in(client):
    def enter(*roles):
        user = holder("nguoi", *roles) if roles else make.person().user
        Authenticator.objects.create(user=user, type="totp", data={"secret": "JBSWY3DPEHPK3PXP"})
        client.force_login(user)
        return client

    return enter


def sat(quiz, text, **fields):
    attempt = make.sitting(quiz, **fields)
    api.respond(attempt, 0, make.keys(attempt, 0, text), at=make.MONDAY)
    return api.submit(attempt, at=make.TUESDAY)


def url(name, *args):
    return reverse(f"assessments:{name}", args=args)


def form_of(old, new, **more):
    return {"versions": [old.pk], "to": new.pk, "quiz": "", "policy": "replace", "reason": "Sai đáp án", **more}


def test_a_trainer_prepares_and_sees_numbers_and_no_names(item, quiz, signed_in):
    sat(quiz, "Đỏ", person_=make.person(name="Lê Văn Sáu"))
    old, new = make.correct(item)
    browser = signed_in(Role.TRAINER)

    page = browser.post(url("regrade_new", item.pk), form_of(old, new), follow=True).content.decode()

    assert Regrade.objects.get().made_by.username == "nguoi"
    assert "Sai đáp án" in page and "0/1" in page and "1/1" in page
    assert "Lê Văn Sáu" not in page
    assert "Lê Văn Sáu" not in browser.get(url("regrade", Regrade.objects.get().pk) + "?names=1").content.decode()


def test_a_trainer_cannot_commit(item, quiz, signed_in):
    attempt = sat(quiz, "Đỏ")
    made = make.regrade(item, *make.correct(item), commit=False)
    browser = signed_in(Role.TRAINER)

    assert "govuk-button--warning" not in browser.get(url("regrade", made.pk)).content.decode()
    assert browser.post(url("regrade", made.pk)).status_code == 403
    attempt.refresh_from_db()
    assert attempt.score == 0


def test_a_moderator_commits_and_a_second_click_changes_nothing(item, quiz, signed_in):
    attempt = sat(quiz, "Đỏ", person_=make.person(name="Lê Văn Sáu"))
    made = make.regrade(item, *make.correct(item), commit=False)
    browser = signed_in(Role.MODERATOR)

    assert "Lê Văn Sáu" not in browser.get(url("regrade", made.pk)).content.decode()
    assert "Lê Văn Sáu" in browser.get(url("regrade", made.pk) + "?names=1").content.decode()
    for _click in range(2):
        assert browser.post(url("regrade", made.pk)).status_code == 303

    attempt.refresh_from_db()
    assert (attempt.score, Response.objects.count()) == (1, 2)
    sheet = browser.get(url("regrade_csv", made.pk)).content.decode("utf-8-sig").splitlines()
    assert sheet[1].startswith("1,0.0000,1.0000,1.0000,")
    assert "Sáu" not in "".join(sheet)


def test_the_summary_of_errors_says_what_is_to_be_filled_in(item, quiz, signed_in):
    old, new = make.correct(item)

    page = signed_in(Role.TRAINER).post(url("regrade_new", item.pk), form_of(old, new, reason="")).content.decode()

    assert '<a href="#id_reason">Why: ' in page


def test_what_a_trainer_works_at_is_offered_once_each_on_the_account_page(signed_in):
    page = signed_in(Role.TRAINER).get(reverse("people:account")).content.decode()

    work = re.findall(r'href="([^"]+)"', page.partition('id="my-work"')[2].partition("</section>")[0])
    assert {url("desk"), url("imports"), url("exports"), url("regrades"), url("scale"), url("cuts")} <= set(work)
    assert len(work) == len(set(work))


def test_the_newest_regrade_comes_first(item, quiz, signed_in):
    sat(quiz, "Đỏ")
    old, new = make.correct(item)
    first, second = make.regrade(item, old, new), make.regrade(item, new, old, commit=False)

    page = signed_in(Role.TRAINER).get(url("regrades")).content.decode()

    assert [int(pk) for pk in re.findall(r"/regrades/(\d+)/", page)] == [second.pk, first.pk]


def test_a_reason_is_asked_for(item, quiz, signed_in):
    old, new = make.correct(item)
    browser = signed_in(Role.MODERATOR)

    assert browser.post(url("regrade_new", item.pk), form_of(old, new, reason=" ")).status_code == 200
    assert browser.post(url("regrade_new", item.pk), form_of(old, old)).status_code == 200
    assert not Regrade.objects.exists()


def test_an_attempt_that_cannot_be_scored_anew_is_named_with_the_reason(item, quiz, signed_in):
    sat(quiz, "Đỏ")
    old = item.versions.get()
    item.content = [make.true_false()]
    item.save_revision().publish()
    made = make.regrade(item, old, item.versions.get(number=2), commit=False)

    page = signed_in(Role.MODERATOR).get(url("regrade", made.pk), HTTP_ACCEPT_LANGUAGE="en").content.decode()

    assert "another kind of question" in page


def test_a_quiz_fixed_to_the_mistake_is_named(item, signed_in):
    old = item.versions.get()
    fixed = make.quiz(item, title="Bài cố định")
    fixed.quiz_items.update(version=old)
    sat(fixed, "Đỏ")
    made = make.regrade(item, *make.correct(item), commit=False)

    assert "Bài cố định" in signed_in(Role.TRAINER).get(url("regrade", made.pk)).content.decode()


def test_the_page_of_an_item_says_where_it_is_used_and_how_each_version_fares(item, quiz, signed_in):
    draft = make.quiz(item, title="Bài nháp")
    draft.unpublish()
    for text in ("Đỏ", "Xanh", "Xanh"):
        sat(quiz, text)
    old, new = make.correct(item)
    sat(quiz, "Đỏ")
    browser = signed_in(Role.TRAINER)
    before = browser.get(url("item", item.pk))
    make.regrade(item, old, new)
    after = browser.get(url("item", item.pk))

    assert "Bài gọi điện" in before.content.decode() and "Bài nháp" in before.content.decode()
    assert [(use.quiz.title, use.is_live) for use in before.context["uses"]] == [
        ("Bài gọi điện", True),
        ("Bài nháp", False),
    ]
    figures = [
        [(one.n_asked, one.n_scored, one.facility) for one in page.context["versions"]] for page in (before, after)
    ]
    assert figures == [[(1, 1, 100), (3, 3, pytest.approx(200 / 3))], [(1, 4, 50), (3, 0, None)]]


def test_the_page_of_an_item_takes_few_queries(item, quiz, signed_in, django_assert_max_num_queries):
    for _ in range(5):
        sat(quiz, "Đỏ")
        make.quiz(item)
    browser = signed_in(Role.TRAINER)
    browser.get(url("item", item.pk))

    with django_assert_max_num_queries(16):
        browser.get(url("item", item.pk))


def test_what_changed_is_said_in_words_and_the_key_is_marked(item):
    old, new = make.correct(item)
    item.refresh_from_db()

    changed = differences(old, new)

    assert [(one.label, one.is_key) for one in changed] == [("Answer 1: is right", True), ("Answer 2: is right", True)]
    assert [(piece.kind, piece.text) for piece in changed[0].old + changed[0].new] == [("gone", "yes"), ("new", "no")]


@pytest.mark.parametrize(
    "kind", ["single", "multiple", "true_false", "matching", "ordering", "short_answer", "numeric", "gap_fill", "cloze"]
)
def test_every_kind_can_be_compared_with_every_other(kind):
    one = make.item(getattr(make, kind)())
    other = make.item(make.single())
    first, second = one.versions.get(), other.versions.get()

    assert differences(first, first) == []
    assert all(line.label for line in differences(first, second) + differences(second, first))


def test_two_versions_are_compared_on_a_page(item, signed_in):
    make.correct(item)
    browser = signed_in(Role.TRAINER)

    page = browser.get(url("compare", item.pk) + "?old=1&new=2").content.decode()

    assert "<del>" in page and "<ins>" in page
    assert browser.get(url("compare", item.pk) + "?old=x&new=99999999999").status_code == 200


PAGES = ["item", "compare", "version", "regrade_new", "regrades", "regrade", "regrade_csv"]


@pytest.mark.parametrize("roles", [(), (Role.ANALYST,)])
@pytest.mark.parametrize("name", PAGES)
def test_outsiders_see_nothing_of_the_bank(item, quiz, signed_in, roles, name):
    made = make.regrade(item, *make.correct(item), commit=False)
    args = {"regrades": (), "regrade": (made.pk,), "regrade_csv": (made.pk,), "version": (item.pk, 1)}

    assert signed_in(*roles).get(url(name, *args.get(name, (item.pk,)))).status_code == 403


@pytest.mark.parametrize("name", ["regrade", "try"])
def test_outsiders_change_and_try_nothing(item, quiz, signed_in, name):
    made = make.regrade(item, *make.correct(item), commit=False)

    assert signed_in().post(url(name, *([made.pk] if name == "regrade" else []))).status_code == 403
    assert Regrade.objects.get().committed_at is None


def test_what_does_not_exist_is_not_found(signed_in):
    browser = signed_in(Role.MODERATOR)

    for name, *args in (("item", 9), ("compare", 9), ("version", 9, 1), ("regrade_new", 9), ("regrade", 9)):
        assert browser.get(url(name, *args)).status_code == 404


def trial_in(page):
    return re.search(r'name="trial" value="([^"]+)"', page)[1]


def test_an_older_version_can_be_tried_and_says_right_and_wrong_without_writing(item, quiz, signed_in):
    old, _new = make.correct(item)
    browser = signed_in(Role.TRAINER)
    trial = trial_in(browser.get(url("version", item.pk, 1)).content.decode())
    by_text = {choice["text"]: choice["key"] for choice in old.content["choices"]}

    told = [
        browser.post(
            url("try"), {"trial": trial, "answer-0": by_text[text]}, HTTP_ACCEPT_LANGUAGE="en"
        ).content.decode()
        for text in ("Xanh", "Đỏ")
    ]

    assert "Right answer" in told[0] and "Wrong answer" not in told[0]
    assert "Wrong answer" in told[1]
    assert (Attempt.objects.count(), Response.objects.count()) == (0, 0)


def test_what_is_tried_cannot_be_forged(signed_in):
    assert signed_in(Role.TRAINER).post(url("try"), {"trial": "x:y:z"}).status_code == 400


def test_an_answer_that_cannot_be_read_comes_back_with_a_sentence(item, signed_in):
    browser = signed_in(Role.TRAINER)
    trial = trial_in(browser.get(url("version", item.pk, 1)).content.decode())

    page = browser.post(url("try"), {"trial": trial, "answer-0": "nothing of the kind"})

    assert page.status_code == 200
    assert "govuk-error-message" in page.content.decode()


def test_a_large_regrade_is_committed_by_a_command_in_the_name_of_who_may(item, quiz, capsys):
    sat(quiz, "Đỏ")
    made = make.regrade(item, *make.correct(item), commit=False)
    holder("sau", Role.MODERATOR), holder("hai", Role.TRAINER)

    for _time in range(2):
        call_command("commit_regrade", str(made.pk), by="sau")

    made.refresh_from_db()
    assert made.committed_by.username == "sau"
    assert capsys.readouterr().out.count("1 of 1 changed.") == 2
    with pytest.raises(CommandError, match="may not"):
        call_command("commit_regrade", str(made.pk), by="hai")
    with pytest.raises(CommandError, match="no regrade"):
        call_command("commit_regrade", "99", by="sau")
