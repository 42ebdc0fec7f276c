"""The views of `cms` that `learning.urls` places."""

from .errors import bad_request, page_not_found, permission_denied, server_error
from .serve import media_view, page_view
from .sitemap import PageSitemap
from .views import search

__all__ = [
    "PageSitemap",
    "bad_request",
    "media_view",
    "page_not_found",
    "page_view",
    "permission_denied",
    "search",
    "server_error",
]
