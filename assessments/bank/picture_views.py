"""For the editor: the picture an author draws zones in."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, JsonResponse
from django.views.decorators.http import require_GET
from wagtail.permission_policies import ModelPermissionPolicy

from ..models import Item
from .pictures import drawn_upon


@require_GET
def picture(request: HttpRequest, pk: int) -> JsonResponse:
    """Give a picture's address and its own size, to whoever may write questions; Wagtail keeps all others out."""
    if not ModelPermissionPolicy(Item).user_has_any_permission(request.user, ["add", "change"]):
        raise PermissionDenied
    found = drawn_upon(pk)
    if found is None:
        raise Http404
    return JsonResponse(found)
