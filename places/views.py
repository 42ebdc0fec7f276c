"""Suggestions of communes while someone types."""

from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from .search import label, search

LONGEST = 100


@require_safe
@cache_control(public=True, max_age=3600)
def suggest(request: HttpRequest) -> JsonResponse:
    """Up to ten of today's communes for `?q=`, for anyone; 400 over 100 characters."""
    text = request.GET.get("q", "")
    if len(text) > LONGEST:
        return JsonResponse({"error": _("at most %(longest)d characters") % {"longest": LONGEST}}, status=400)
    results = [
        {
            "code": found.area.code,
            "valid_from": found.area.valid_from.isoformat(),
            "name": found.area.name,
            "label": label(found),
        }
        for found in search(text)
    ]
    return JsonResponse({"results": results})
