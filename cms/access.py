"""Which pages a visitor may see: published ones, within the restrictions their editors have put on them."""

from django.core.exceptions import PermissionDenied
from django.db.models import CharField, Exists, ExpressionWrapper, F, OuterRef
from django.http import Http404
from wagtail.models import PageViewRestriction

__all__ = ["visible_page", "with_restriction"]


def with_restriction(pages):
    """The same pages, each with `is_restricted`: it, or one above it, is not for everyone. No query of its own."""
    here = ExpressionWrapper(OuterRef("path"), output_field=CharField())
    above = PageViewRestriction.objects.annotate(here=here).filter(here__startswith=F("page__path"))
    return pages.annotate(is_restricted=Exists(above))


def visible_page(request, kind, pk: int):
    """The published page of this kind with this number, if the requester may see it. One query, two more if restricted.

    For every address that shows or uses a page without being the page's own. Raises Http404, PermissionDenied.
    """
    page = with_restriction(kind.objects.filter(pk=pk, live=True)).first()
    if page is None:
        raise Http404
    if page.is_restricted and not all(one.accept_request(request) for one in page.get_view_restrictions()):
        raise PermissionDenied
    return page
