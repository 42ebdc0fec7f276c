"""Search over all published pages, with or without accents."""

from django.core.paginator import Page as ResultPage
from django.core.paginator import Paginator
from wagtail.models import Locale, Page

from places.api import fold

__all__ = ["search_pages"]

_PER_PAGE = 10


def search_pages(text: str, *, number=1) -> ResultPage | None:
    """One page of results in the active language that hold all the words; None: there is no word in `text`.

    Pages whose title says it come first, then as the search engine ranks them.
    """
    words = fold(text)
    if not words:
        return None
    found = Page.objects.live().public().filter(locale=Locale.get_active(), depth__gt=2).search(words, operator="and")
    ranked = sorted(found, key=lambda page: _distance(words, fold(page.title)))
    pages = Paginator(ranked, _PER_PAGE).get_page(number)
    pages.object_list = [page.specific for page in pages.object_list]
    return pages


def _distance(words: str, title: str) -> int:
    """How far a title is from the words looked for: 0 has them in this order, 1 has them all, 2 has not."""
    if f" {words} " in f" {title} ":
        return 0
    return 1 if set(words.split()) <= set(title.split()) else 2
