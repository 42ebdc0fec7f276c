from types import SimpleNamespace

import pytest
from django.core.cache import caches
from django.utils import translation

from tests.assessments import make as assessments
from tests.courses import make as courses

from . import make


@pytest.fixture(autouse=True)
def _english_and_nothing_kept():
    """Pages are kept by build id, and every test's first build has the same one. Texts are compared in English."""
    for cache in caches.all():
        cache.clear()
    for name in ("default", "shared"):
        caches[name].clear()
    with translation.override("en"):
        yield


@pytest.fixture
def country(db):
    """Four communes of today; one former commune became one of them, another was divided between two."""
    province = make.former_province("87", "Tỉnh Đồng Tháp")
    district = make.district("871", "Huyện Thanh Bình", province=province)
    areas = SimpleNamespace(
        big=make.commune("30001", "Xã Lớn", adults=10_000),
        middle=make.commune("30002", "Xã Giữa", adults=4_000),
        small=make.commune("30003", "Xã Nhỏ", adults=1_000),
        uncounted=make.commune("30004", "Xã Chưa Đếm"),
        province=province,
        district=district,
    )
    areas.whole = make.former("29001", "Xã Cũ", {areas.small: 1}, district=district)
    areas.divided = make.former("29002", "Xã Chia", {areas.big: "0.75", areas.middle: "0.25"}, district=district)
    return areas


@pytest.fixture
def course(db):
    return courses.course(quiz=assessments.quiz())


@pytest.fixture
def learnt(country, course):
    """50 people of the big commune, 20 of the middle one, 4 of the small one; 20, 12 and 4 of them finished."""
    finished = []
    for area, n, n_done in ((country.big, 50, 20), (country.middle, 20, 12), (country.small, 4, 4)):
        finished += make.learners(n, area, course)[:n_done]
    make.finish(finished)
    return country
