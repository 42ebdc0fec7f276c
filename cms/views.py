"""Search over all published pages."""

from django.core.paginator import Paginator
from django.shortcuts import render
from django.views.decorators.http import require_safe
from wagtail.models import Locale, Page

from places.api import fold

__all__ = ["search"]

_PER_PAGE = 10
_LONGEST = 100


@require_safe
def search(request):
    """Anyone: pages in the active language that hold all the words, with or without accents."""
    text = request.GET.get("q", "")[:_LONGEST].strip()
    pages = None
    if fold(text):
        found = Page.objects.live().public().filter(locale=Locale.get_active(), depth__gt=2)
        pages = Paginator(found.search(fold(text), operator="and"), _PER_PAGE).get_page(request.GET.get("page"))
        pages.object_list = [page.specific for page in pages.object_list]
    return render(request, "cms/search.html", {"text": text, "pages": pages, "section": "search"})
