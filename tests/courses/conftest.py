from datetime import date

import pytest
from django.test import Client

from places.api import Area


@pytest.fixture
def client_factory():
    """Another browser each time."""
    return Client


@pytest.fixture
def two_communes(db):
    """Two communes of today."""
    names = [("28249", "Phường Đạo Thạnh"), ("28261", "Phường Mỹ Tho")]
    return [
        Area.objects.create(code=code, name=name, level="commune", kind="phuong", valid_from=date(2025, 7, 1))
        for code, name in names
    ]
