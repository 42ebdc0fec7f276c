"""Search."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from .search import search_pages

__all__ = ["search"]

_LONGEST = 100


@require_safe
def search(request):
    """Anyone: published pages in the active language."""
    text = request.GET.get("q", "")[:_LONGEST].replace("\0", "").strip()
    pages = search_pages(text, number=request.GET.get("page"))
    return render(request, "cms/search.html", {"text": text, "pages": pages, "section": "search"})
