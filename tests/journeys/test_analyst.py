"""An analyst: from the province to a commune, by any name it ever had, and out with the figures."""

import csv

import pytest

from analytics.api import build_figures
from people.api import Role
from places.api import area
from tests.people.make import holder

from . import make, steps

pytestmark = pytest.mark.browser
WIDTHS = pytest.mark.parametrize("width", [360, 1280])


@pytest.fixture
def figures(db):
    """Learners in two communes, in a third too few to be shown."""
    make.learners(30)
    make.learners(25, "28249")
    make.learners(3, "28261")
    build_figures(at=make.LATER)


def sort_by(page, column):
    with page.expect_navigation():
        page.locator(".figures--communes thead tr:last-child a").nth(column).click()


def numbers(page):
    """The counts of the sorted column from the top, as far as they are shown."""
    texts = page.locator(".figures--communes tbody tr td:nth-of-type(1):not([colspan])").all_inner_texts()
    return [int(text.replace(".", "").strip("*")) for text in texts]


@WIDTHS
def test_analyst_goes_from_the_province_to_a_commune_and_takes_the_figures_along(width, figures, open_page):
    page = open_page(width=width)
    page.goto("/data/")

    choices = page.locator("nav.choices a").all_inner_texts()
    with page.expect_navigation():
        page.locator("nav.choices a").nth(1).click()
    chosen = page.locator("nav.choices [aria-current]").all_inner_texts()
    sort_by(page, 0)
    sorted_by = page.locator(".figures--communes [aria-sort]").count()
    order = numbers(page)
    page.locator("[name=q]").fill(make.OLD_NAME)
    with page.expect_navigation():
        page.locator("form.jump button").click()
    commune, told = page.locator("main h1").inner_text(), page.locator(".messages").inner_text()
    reached = steps.number_in(page.locator(".totals .number").first)
    with page.expect_download() as download:
        page.locator("main a[download]").click()
    rows = list(csv.reader(download.value.path().read_text(encoding="utf-8-sig").splitlines()))

    assert chosen == [choices[1]]
    assert sorted_by == 1
    assert order in (sorted(order), sorted(order, reverse=True))
    assert commune == "Phường Mỹ Phong"
    assert make.OLD_NAME in told
    assert reached == 30
    assert any(make.COMMUNE in row and "30" in row for row in rows)
    assert not any("28261" in row and "3" in row for row in rows)


def test_public_sees_no_small_count_and_an_analyst_sees_it_marked(figures, open_page, sign_in):
    public, analyst = open_page(), open_page()
    sign_in(analyst, holder("analyst", Role.ANALYST, area=area("28261")))

    public.goto("/data/28261/")
    analyst.goto("/data/28261/")

    assert make.words("hidden") in public.locator(".totals .number").first.inner_text()
    assert analyst.locator(".totals .number").first.inner_text() == "3*"


def test_map_leads_to_a_commune(figures, open_page):
    page = open_page()
    page.goto("/data/")

    link = page.locator(f".map a[href$='/{make.COMMUNE}/']")
    with page.expect_navigation():
        link.dispatch_event("click")

    assert page.locator("main h1").inner_text() == "Phường Mỹ Phong"
