import json

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext

from assessments import api
from tests.assessments import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(client):
    """A browser in which someone is signed in who may write and publish items and quizzes, and nothing else."""
    author = make.user()
    author.user_permissions.add(
        Permission.objects.get(codename="access_admin"),
        *Permission.objects.filter(content_type__app_label="assessments", content_type__model__in=["item", "quiz"]),
    )
    client.force_login(author)
    return client


def item_form(options, **more):
    """What the editor's form posts for a single choice."""
    fields = {
        "title": "câu mới",
        "level": "1",
        "language": "vi",
        "content-count": "1",
        "content-0-deleted": "",
        "content-0-order": "0",
        "content-0-type": "single_choice",
        "content-0-id": "",
        "content-0-value-stem": "Nút nào?",
        "content-0-value-image": "",
        "content-0-value-alt": "",
        "content-0-value-explanation": "",
        "content-0-value-hints-count": "0",
        "content-0-value-choices-count": str(len(options)),
    }
    for place, (text, correct) in enumerate(options):
        prefix = f"content-0-value-choices-{place}"
        fields |= {f"{prefix}-deleted": "", f"{prefix}-order": str(place), f"{prefix}-id": ""}
        fields |= {f"{prefix}-value-text": text, f"{prefix}-value-feedback": ""}
        if correct:
            fields[f"{prefix}-value-correct"] = "on"
    return {**fields, **more}


def quiz_form(*items, **more):
    fields = {
        "title": "bài mới",
        "introduction": "",
        "pass_mark": "70",
        "attempts_allowed": "0",
        "minutes": "0",
        "wait_minutes": "0",
        "opens_at": "",
        "closes_at": "",
        "feedback": "full",
        "language": "vi",
        "per_page": "0",
        "feedback_when": "handed_in",
        "tries": "3",
        "penalty": "1/3",
        "sections-count": "0",
        "quiz_items-TOTAL_FORMS": str(len(items)),
        "quiz_items-INITIAL_FORMS": "0",
        "quiz_items-MIN_NUM_FORMS": "1",
        "quiz_items-MAX_NUM_FORMS": "1000",
    }
    for place, item in enumerate(items):
        prefix = f"quiz_items-{place}"
        fields |= {f"{prefix}-item": str(item.pk), f"{prefix}-points": "1", f"{prefix}-ORDER": str(place + 1)}
        fields |= {f"{prefix}-id": "", f"{prefix}-DELETE": ""}
    return {**fields, **more}


ITEMS, QUIZZES = "/manage/snippets/assessments/item/", "/manage/snippets/assessments/quiz/"
GOOD, TWO_RIGHT = [("Xanh", True), ("Đỏ", False)], [("Xanh", True), ("Đỏ", True)]


def test_good_item_is_published_and_frozen(editor):
    editor.post(f"{ITEMS}add/", item_form(GOOD, **{"action-publish": "1"}))

    assert api.Item.objects.get().versions.count() == 1


def test_item_with_two_right_answers_is_not_published_and_the_author_reads_why(editor):
    response = editor.post(f"{ITEMS}add/", item_form(TWO_RIGHT, **{"action-publish": "1"}), HTTP_ACCEPT_LANGUAGE="en")

    assert response.status_code == 200
    assert not api.Item.objects.exists()
    errors = response.context["form"].errors.as_json()
    assert "content" in json.loads(errors)


def test_item_with_problems_may_be_kept_as_a_draft(editor):
    editor.post(f"{ITEMS}add/", item_form(TWO_RIGHT))

    item = api.Item.objects.get()
    assert (item.live, item.versions.count()) == (False, 0)


def test_quiz_with_an_unpublished_item_is_not_published(editor):
    response = editor.post(f"{QUIZZES}add/", quiz_form(make.draft_item(), **{"action-publish": "1"}))

    assert response.status_code == 200
    assert len(response.context["form"].non_field_errors()) == 1
    assert not api.Quiz.objects.exists()


def test_quiz_with_an_unpublished_item_may_be_kept_as_a_draft(editor):
    editor.post(f"{QUIZZES}add/", quiz_form(make.draft_item()))

    assert not api.Quiz.objects.get().live


def test_good_quiz_is_published(editor):
    editor.post(f"{QUIZZES}add/", quiz_form(make.item(), make.item(), **{"action-publish": "1"}))

    assert api.Quiz.objects.get().live
    assert api.Quiz.objects.get().quiz_items.count() == 2


@pytest.mark.parametrize("query", ["", "?kind=single_choice", "?level=1&language=vi", "?q=item"])
def test_items_are_listed_with_filters_and_search(editor, query):
    make.item()

    response = editor.get(ITEMS + query)

    assert response.status_code == 200
    assert response.context["object_list"].count() == 1


def test_filter_by_kind_leaves_the_others_out(editor):
    make.item(make.true_false())

    assert not editor.get(f"{ITEMS}?kind=single_choice").context["object_list"]


def test_list_of_items_does_not_grow_in_queries(editor, django_assert_max_num_queries):
    for _ in range(30):
        make.item()
    editor.get(ITEMS)

    with django_assert_max_num_queries(15):
        editor.get(ITEMS)


def test_usage_names_the_quizzes_of_an_item(editor):
    quiz = make.quiz(title="Bài dùng câu này")

    response = editor.get(f"{ITEMS}usage/{quiz.quiz_items.first().item_id}/")

    assert "Bài dùng câu này" in response.content.decode()


def test_preview_shows_what_a_learner_will_see(editor):
    item = make.item()
    response = editor.get(f"{ITEMS}history/{item.pk}/")
    revision = item.latest_revision_id

    response = editor.get(f"{ITEMS}history/{item.pk}/revisions/{revision}/view/")

    assert "govuk-radios" in response.content.decode()


def test_the_list_says_what_is_asked_and_where_with_the_same_queries_however_many(editor):
    def listed():
        with CaptureQueriesContext(connection) as queries:
            text = editor.get(ITEMS).content.decode()
        return text, len(queries)

    quiz = make.quiz()
    listed()  # what a process keeps is asked for once
    text, n_few = listed()
    assert quiz.title in text
    make.quiz()
    text, n_more = listed()

    asked = api.Item.objects.first().stem()
    assert asked in text
    assert n_more == n_few
