"""Search over all published pages, with or without accents."""

from django.core.paginator import Page as ResultPage
from django.core.paginator import Paginator
from wagtail.models import Locale, Page

from places.api import fold

__all__ = ["search_pages"]

_PER_PAGE = 10


def search_pages(text: str, *, number=1) -> ResultPage | None:
    """One page of results in the active language that hold all the words; None: there is no word in `text`."""
    words = fold(text)
    if not words:
        return None
    found = Page.objects.live().public().filter(locale=Locale.get_active(), depth__gt=2).search(words, operator="and")
    pages = Paginator(found, _PER_PAGE).get_page(number)
    pages.object_list = [page.specific for page in pages.object_list]
    return pages
