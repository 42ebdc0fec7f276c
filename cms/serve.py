"""Serving pages and uploads."""

from hashlib import sha1
from pathlib import PurePosixPath

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.core.exceptions import SuspiciousFileOperation
from django.http import Http404
from django.utils.translation import get_language
from django.views.static import serve as serve_file
from wagtail.models import Page, Site
from wagtail.views import serve as walk_and_serve

from .access import with_restriction

__all__ = ["media_view", "page_view"]


def page_view(request, path: str):
    """A published page by its whole address: one query, where Wagtail's own walk makes two a level.

    What is not that simple (restricted access, a route below a page, a missing slash) goes Wagtail's way.
    """
    root = _root_path(get_language())
    page = _find(f"{root}{path}") if root else None
    if page is None or page.is_restricted:
        return walk_and_serve(request, path)
    return page.serve(request)


def _root_path(language: str) -> str | None:
    """url_path of the first page in the language. Cached by Wagtail; None: no site yet."""
    return next((root.root_path for root in Site.get_site_root_paths() if root.language_code == language), None)


def _find(url_path: str) -> Page | None:
    """The published page of its own kind; `is_restricted`: it or one above it is not for everyone."""
    key = f"cms.kind.{sha1(url_path.encode(), usedforsecurity=False).hexdigest()}"
    # Only the kind of page at an address is remembered; whether it may be shown is asked each time.
    kind = cache.get(key)
    if kind is None:
        kind = Page.objects.filter(url_path=url_path).values_list("content_type", flat=True).first()
        if kind is None:
            return None
        cache.set(key, kind)
    pages = ContentType.objects.get_for_id(kind).model_class().objects
    return with_restriction(pages.filter(url_path=url_path, live=True)).first()


# What a browser may show in the page; everything else is downloaded, never opened in our origin.
_SHOWN = {".webp", ".jpg", ".jpeg", ".png", ".gif", ".svg", ".mp3", ".mp4", ".webm", ".vtt"}


def media_view(request, path: str):
    """An uploaded picture. A drawing opened by itself may run nothing, and nothing is guessed from its content."""
    try:
        response = serve_file(request, path, document_root=settings.MEDIA_ROOT)
    except SuspiciousFileOperation:
        raise Http404 from None
    response["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    response["X-Content-Type-Options"] = "nosniff"
    # Renditions carry their filter in the name and originals are never overwritten.
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    if PurePosixPath(path).suffix.lower() not in _SHOWN:
        response["Content-Disposition"] = "attachment"
    return response
