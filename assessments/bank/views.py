"""The bank for its authors: what became of an item, its versions, and trying questions out."""

from django.core.exceptions import SuspiciousOperation
from django.core.signing import BadSignature
from django.http import Http404
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from people.api import authorise, may

from ..models import Item, ItemVersion
from ..screens.forms import answers_in
from .preview import answered, version_trial
from .usage import find_item, uses_of, version_lines, versions_of
from .version_diff import differences


@never_cache
@require_GET
def item(request, pk):
    """Trainers, moderators, administrators: where a question is used and how its versions fare; counts only."""
    one = own_item(request, pk)
    page = {"item": one, "versions": version_lines(one), "uses": uses_of(one)}
    page["may_regrade"] = may(request.user, "prepare_regrade") and len(page["versions"]) > 1
    return render(request, "assessments/item.html", page)


@never_cache
@require_GET
def compare(request, pk):
    """What changed between two versions; without a choice, from the last but one to the last."""
    one = own_item(request, pk)
    versions = {version.number: version for version in versions_of(one)}
    if len(versions) < 2:
        raise Http404
    newest, before = sorted(versions, reverse=True)[:2]
    old = versions.get(_number(request.GET.get("old"), before), versions[before])
    new = versions.get(_number(request.GET.get("new"), newest), versions[newest])
    page = {"item": one, "versions": list(versions.values()), "old": old, "new": new}
    return render(request, "assessments/compare.html", {**page, "differences": differences(old, new)})


@never_cache
@require_GET
def version(request, pk, number):
    """One version as its learners saw it, to be tried."""
    one = own_item(request, pk)
    chosen: ItemVersion | None = next((each for each in versions_of(one) if each.number == number), None)
    if chosen is None:
        raise Http404
    cards, trial = version_trial(chosen)
    title = _("%(item)s: version %(number)s") % {"item": one.title, "number": number}
    return render(request, "assessments/try.html", {"cards": cards, "trial": trial, "title": title, "item": one})


@never_cache
@require_POST
def attempt_preview(request):
    """Say of a tried question or quiz what was right. Nothing is written."""
    authorise(request.user, "manage_content")
    trial = request.POST.get("trial", "")
    try:
        cards = answered(trial, answers_in(request.POST))
    except BadSignature as problem:
        raise SuspiciousOperation("a preview that was not ours") from problem
    return render(request, "assessments/try.html", {"cards": cards, "trial": trial, "title": _("Try it")})


def own_item(request, pk: int) -> Item:
    """The item, for those who write content. Raises PermissionDenied; Http404."""
    authorise(request.user, "manage_content")
    found = find_item(pk)
    if found is None:
        raise Http404
    return found


def _number(text: str | None, default: int) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 6 else default
