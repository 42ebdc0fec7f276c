import uuid

import pytest
from django.db import connection


@pytest.fixture
def scratch_database(tmp_path, django_db_blocker):
    """DATABASE_URL of an empty database of the kind this run uses, for programs started beside the test."""
    if connection.vendor == "sqlite":
        yield f"sqlite:///{tmp_path / 'scratch.sqlite3'}"
        return
    own, name = connection.settings_dict, f"scratch_{uuid.uuid4().hex}"
    with django_db_blocker.unblock():
        with connection._nodb_cursor() as cursor:
            cursor.execute(f"CREATE DATABASE {name}")
        yield f"postgres://{own['USER']}:{own['PASSWORD']}@{own['HOST'].replace('/', '%2F')}:{own['PORT']}/{name}"
        with connection._nodb_cursor() as cursor:
            cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")
