"""Search."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from places.api import label
from places.api import search as find_communes

from .search import search_pages

__all__ = ["search"]

_LONGEST = 100
_MOST_COMMUNES = 3


@require_safe
def search(request):
    """Anyone: published pages in the active language, and communes by old or new name."""
    text = request.GET.get("q", "")[:_LONGEST].replace("\0", "").strip()
    pages = search_pages(text, number=request.GET.get("page"))
    communes = [(found.area.code, label(found)) for found in find_communes(text, limit=_MOST_COMMUNES)] if text else []
    context = {"text": text, "pages": pages, "communes": communes, "section": "search"}
    return render(request, "cms/search.html", context)
