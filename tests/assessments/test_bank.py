import pytest

from assessments import api
from assessments.models import ItemVersion
from tests.assessments import make

pytestmark = pytest.mark.django_db


def test_publishing_an_item_freezes_it():
    item = make.item(make.single())

    version = item.versions.get()

    assert (version.number, version.kind) == (1, "single_choice")
    assert [choice["text"] for choice in version.content["choices"]] == ["Xanh", "Đỏ", "Vàng"]


def test_publishing_without_a_change_makes_no_version():
    item = make.item()

    item.title = "other name, same question"
    item.save_revision().publish()

    assert item.versions.count() == 1


def test_publishing_a_change_makes_the_next_version():
    item = make.item(make.true_false(answer=True))

    item.content[0].value["answer"] = "false"
    item.save_revision().publish()

    assert [version.content["answer"] for version in item.versions.all()] == [True, False]


def test_draft_changes_nothing_for_learners(learner):
    item = make.item(make.true_false(stem="Cũ"))
    quiz = make.quiz(item)

    item.content[0].value["stem"] = "Mới"
    item.save_revision()

    paper = api.start_attempt(quiz, learner, at=make.MONDAY).paper
    assert paper["items"][0]["version"] == ItemVersion.objects.get().pk


def test_choice_keeps_its_key_through_edits_and_reordering():
    item = make.item(make.single())
    before = {choice["text"]: choice["key"] for choice in item.versions.get().content["choices"]}

    choices = item.content[0].value["choices"]
    choices[0]["text"] = "Xanh lá"
    choices.bound_blocks.reverse()
    item.save_revision().publish()

    after = {choice["text"]: choice["key"] for choice in item.versions.last().content["choices"]}
    assert list(after.values()) == list(before.values())[::-1]
    assert after["Xanh lá"] == before["Xanh"]


def test_attempt_keeps_the_version_it_began_with(learner):
    item = make.item(make.true_false(answer=True))
    attempt = make.sitting(make.quiz(item), learner)

    item.content[0].value["answer"] = "false"
    item.save_revision().publish()
    api.respond(attempt, 0, ["true"], at=make.MONDAY)

    assert api.submit(attempt, at=make.TUESDAY).passed


def test_item_with_problems_published_around_the_editor_is_not_frozen():
    item = make.item(make.single(options=make.choices("Một", "Hai", right=())))

    assert not item.versions.exists()


def test_problems_of_an_item_are_sentences():
    item = make.draft_item(make.single(options=make.choices("Một", "Hai", right=(0, 1))))

    assert len(api.problems(item)) == 1
    assert "2" in api.problems(item)[0]


def test_quiz_without_items_has_a_problem():
    assert len(api.problems(api.Quiz(title="Trống"))) == 1


def test_quiz_with_an_unpublished_item_names_it_and_its_own_problem():
    item = make.draft_item(make.single(options=make.choices("Một", "Hai", right=())), title="câu dở")

    problems = api.problems(make.quiz(make.item(), item))

    assert len(problems) == 2
    assert all("câu dở" in problem for problem in problems)


def test_quiz_that_gives_no_points_has_a_problem():
    assert len(api.problems(make.quiz(points=0))) == 1


def test_good_quiz_has_no_problems():
    assert api.problems(make.quiz()) == []


def test_preview_shows_the_draft_and_writes_nothing(django_assert_num_queries):
    item = make.item(make.single())
    item.content[0].value["stem"] = "Bản nháp"

    with django_assert_num_queries(0):
        card = api.item_card(item)

    assert card.shown.stem == "Bản nháp"
    assert card.reviewed is None and not card.is_answered


def test_preview_of_a_quiz_shows_its_items_in_order():
    quiz = make.quiz(make.item(make.single(stem="Một")), make.item(make.single(stem="Hai")))

    assert [card.shown.stem for card in api.quiz_cards(quiz)] == ["Một", "Hai"]
