"""Taking questions out: what the file will hold is said first."""

import re

import pytest
from allauth.mfa.models import Authenticator
from django.urls import reverse

from assessments.exchange import formats
from people.api import Role
from tests.assessments import make
from tests.people.make import holder

pytestmark = pytest.mark.django_db


@pytest.fixture
def trainer(client):
    user = holder("bien-soan", Role.TRAINER)
    Authenticator.objects.create(user=user, type="totp", data={"secret": "JBSWY3DPEHPK3PXP"})
    client.force_login(user)
    return client


@pytest.fixture
def bank():
    easy = make.item(make.single(), title="Gọi", topic="Điện thoại", level=1)
    hard = make.draft_item(make.multiple(rule="all_or_nothing"), title="Mật khẩu", topic="An toàn", level=3)
    english = make.item(make.true_false(stem="Never share an OTP."), title="OTP", language="en", level=2)
    quiz = make.quiz(easy)
    return easy, hard, english, quiz


def shown(client, **wish):
    return client.get(reverse("assessments:exports"), wish).content.decode()


def taken(client, **wish):
    answer = client.get(reverse("assessments:export_file"), wish)
    assert answer.status_code == 200
    return sorted(draft.name for draft in formats.read(answer.content, "a").drafts), answer


def test_the_page_says_beforehand_what_the_format_cannot_carry(trainer, bank):
    text = shown(trainer, format="gift")

    assert "2 questions fit into the file." in text
    assert "1 question cannot go into this format" in text
    assert "<li>Mật khẩu</li>" in text


@pytest.mark.parametrize("wanted", ["gift", "moodle_xml", "qti3", "xlsx"])
def test_what_a_format_cannot_carry_is_said_in_the_words_of_authors(trainer, wanted):
    kinds = (
        make.cloze(),
        make.gap_fill(),
        make.ordering(),
        make.essay(),
        make.likert(),
        make.hotspot(),
        make.numeric(),
    )
    # Comments to an answer, units and marking have no place in some of the formats.
    commented = make.single(options=make.choices("Xanh", "Đỏ", feedback=("Đúng rồi.", "Không phải.")))
    for content in (*kinds, commented):
        make.item(content, title="câu")

    reasons = shown(trainer, format=wanted).partition("cannot go into this format")[2].partition("<footer")[0]

    codes = re.findall(r"\b[a-z]+_[a-z_]+\b|\bcloze\b|\bordering\b|\brubric\b|\blikert\b|\bhotspot\b", text_of(reasons))
    assert reasons and codes == []


def text_of(html):
    return re.sub(r"<[^>]+>", " ", html)


def test_before_anything_is_chosen_nothing_is_counted(trainer, bank):
    text = shown(trainer)

    assert "fit into the file" not in text and "Download the file" not in text


@pytest.mark.parametrize(
    ("wish", "names"),
    [
        ({}, ["Gọi", "Mật khẩu", "OTP"]),
        ({"kind": "true_false"}, ["OTP"]),
        ({"level": "3"}, ["Mật khẩu"]),
        ({"topic": "máy tính"}, []),
        ({"topic": "điện"}, ["Gọi"]),
        ({"language": "vi"}, ["Gọi", "Mật khẩu"]),
    ],
)
def test_the_filters_of_the_bank_choose(trainer, bank, wish, names):
    if names:
        assert taken(trainer, format="qti3", **wish)[0] == names
    else:
        assert "No question of the bank is like that." in shown(trainer, format="qti3", **wish)


def test_a_quiz_chooses_its_own_questions(trainer, bank):
    assert taken(trainer, format="moodle_xml", quiz=bank[3].pk)[0] == ["Gọi"]


@pytest.mark.parametrize(
    ("wanted", "name"),
    [("gift", "cau-hoi.gift"), ("moodle_xml", "cau-hoi.xml"), ("qti3", "cau-hoi-qti.zip"), ("xlsx", "cau-hoi.xlsx")],
)
def test_each_format_comes_as_a_download_that_can_be_read_again(trainer, bank, wanted, name):
    names, answer = taken(trainer, format=wanted)

    assert "Gọi" in names and "OTP" in names
    assert answer["Content-Disposition"] == f'attachment; filename="{name}"'


def test_a_topic_comes_back_as_the_category_it_was(trainer, bank):
    answer = trainer.get(reverse("assessments:export_file"), {"format": "moodle_xml", "kind": "single_choice"})

    assert [draft.category for draft in formats.read(answer.content, "a.xml").drafts] == ["Điện thoại"]


def test_a_wish_that_makes_no_sense_leads_back_to_the_page(trainer, bank):
    answer = trainer.get(reverse("assessments:export_file"), {"format": "pdf"})

    assert answer.status_code == 302
    assert "govuk-error-message" in shown(trainer, format="pdf")


def test_more_than_fits_into_one_file_is_said(trainer, bank, monkeypatch):
    monkeypatch.setattr("assessments.transfer.export_views.MAX_EXPORTED", 2)

    assert "at most 2 fit into one file" in shown(trainer, format="gift")
    assert trainer.get(reverse("assessments:export_file"), {"format": "gift"}).status_code == 302


def test_the_page_of_many_questions_asks_the_database_little(trainer, django_assert_max_num_queries):
    for _n in range(30):
        make.item(make.single())

    # Session, user, grants, site and menu; the form's two lists; count and items.
    with django_assert_max_num_queries(17):
        shown(trainer, format="moodle_xml")
