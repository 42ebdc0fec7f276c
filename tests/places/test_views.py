from pathlib import Path

import pytest
from django.utils import translation

pytestmark = pytest.mark.urls("tests.places.urls")


@pytest.fixture(autouse=True)
def static_root(settings):
    # WhiteNoise warns, and warnings are errors here, when the folder is not there.
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)


def test_suggestions_name_code_and_label_and_may_be_cached(province, client):
    with translation.override("en"):
        response = client.get("/places/search/", {"q": "xã Tân Mỹ Chánh Mỹ Tho"}, headers={"Accept-Language": "en"})

    assert response.json() == {
        "results": [
            {
                "code": "28273",
                "valid_from": "2025-07-01",
                "name": "Phường Mỹ Phong",
                "label": "Xã Tân Mỹ Chánh, TP Mỹ Tho – now Phường Mỹ Phong",
            }
        ]
    }
    assert response["Content-Type"] == "application/json"
    assert set(response["Cache-Control"].split(", ")) == {"public", "max-age=3600"}
    assert not response.cookies


@pytest.mark.parametrize("query", ["", "?q=", "?q=%00", "?q=%F0%9F%98%80"])
def test_a_search_for_nothing_finds_nothing(province, client, query):
    response = client.get("/places/search/" + query)

    assert response.status_code == 200
    assert response.json() == {"results": []}


def test_more_than_a_hundred_characters_are_refused(province, client):
    assert client.get("/places/search/", {"q": "a" * 100}).status_code == 200
    assert client.get("/places/search/", {"q": "a" * 101}).status_code == 400


def test_at_most_ten_suggestions_are_given(province, client):
    assert len(client.get("/places/search/", {"q": "tân"}).json()["results"]) == 10


def test_suggestions_can_only_be_read(province, client):
    assert client.post("/places/search/", {"q": "tân"}).status_code == 405
