import pytest

from tests.assessments import make


@pytest.fixture
def learner(db):
    return make.person()


@pytest.fixture
def outsider(db):
    return make.person(name="Người Ngoài")


@pytest.fixture
def quiz(db):
    return make.quiz()


@pytest.fixture
def page(client, learner):
    """A browser in which the learner is signed in."""
    client.force_login(learner.user)
    return client
