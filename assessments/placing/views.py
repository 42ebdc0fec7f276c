"""“Where am I?”: the pages of a placement. To everyone but its person a sitting does not exist."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from people.api import PersonKind, current_person, ensure_person

from ..bank.problems import unreadable_sentence
from ..items import Unreadable
from ..models import PlacementSitting
from ..screens.cards import make_card
from ..screens.forms import FieldLists, answers_in, is_too_long
from ..screens.pages import learn_url
from .chart import profile_chart
from .placement import (
    NoAnswer,
    NothingToAsk,
    Question,
    answer,
    can_place,
    find_sitting,
    open_sitting,
    question,
    start_placement,
)
from .results import latest_placement, placement_result


@never_cache
@require_GET
def start_page(request: HttpRequest) -> HttpResponse:
    """Anyone: what a placement is, and the button that begins it or goes on with it."""
    person = current_person(request)
    is_officer = person is not None and person.kind == PersonKind.OFFICER
    context = {
        "open": open_sitting(person),
        "latest": latest_placement(person),
        "can_place": can_place(_language(), is_officer=is_officer),
        "section": "mine",
    }
    return render(request, "assessments/placement_start.html", context)


@require_POST
def start(request: HttpRequest) -> HttpResponse:
    """Anyone: begin (a visitor becomes a guest), or go on with what is open."""
    at = timezone.now()
    try:
        sitting = start_placement(ensure_person(request, at=at), _language(), at=at)
    except NothingToAsk:
        return redirect("assessments:placement")
    return redirect("assessments:placement_question", sitting.pk)


@never_cache
@require_http_methods(["GET", "POST"])
def one_question(request: HttpRequest, pk: int) -> HttpResponse:
    """Its person: the question to answer now; or take the answer and show the next."""
    person = current_person(request)
    if person is None and not request.user.is_authenticated:
        return render(request, "assessments/signed_out.html", {"back": request.path}, status=401)
    sitting = _own(person, pk)
    if request.method == "POST":
        return _take(request, sitting)
    here = question(sitting)
    if here is None:
        return redirect("assessments:placement_result", pk)
    return _show(request, here)


@never_cache
@require_GET
def result(request: HttpRequest, pk: int) -> HttpResponse:
    """Its person: what came of it."""
    person = current_person(request)
    if person is None and not request.user.is_authenticated:
        return render(request, "assessments/signed_out.html", {"back": request.path}, status=401)
    sitting = _own(person, pk)
    if sitting.finished_at is None:
        return redirect("assessments:placement_question", pk)
    found = placement_result(sitting)
    title = _("Where you are in each area, with how far it may be off")
    chart = profile_chart(found.areas, sitting.scale.cuts, title=title)
    # Built by us from numbers and escaped words.
    context = {"result": found, "sitting": sitting, "chart": mark_safe(chart), "section": "mine"}  # noqa: S308
    context |= {"mine_url": learn_url("learn/"), "catalogue_url": learn_url("learn/catalogue/")}
    return render(request, "assessments/placement_result.html", context)


def _own(person, pk: int) -> PlacementSitting:
    sitting = find_sitting(pk)
    if sitting is None or person is None or sitting.person_id != person.pk:
        raise Http404
    return sitting


def _take(request: HttpRequest, sitting: PlacementSitting) -> HttpResponse:
    if is_too_long(request):
        return render(request, "assessments/too_long.html", status=413)
    position = request.POST.get("position", "")
    if not position.isdecimal() or len(position) > 3:
        return redirect("assessments:placement_question", sitting.pk)
    fields = answers_in(request.POST).get(int(position), {})
    try:
        # Pressed twice, or on a page left open: what was answered stays, and the next question is shown.
        unknown = request.POST.get("action") == "unknown"
        answer(sitting.pk, int(position), fields=None if unknown else fields, at=timezone.now())
    except Unreadable as unreadable:
        problem = unreadable_sentence(unreadable.code)
    except NoAnswer:
        problem = _("Answer the question, or press “I do not know”.")
    else:
        return redirect("assessments:placement_question", sitting.pk)
    here = question(sitting)
    if here is None:
        return redirect("assessments:placement_result", sitting.pk)
    return _show(request, here, fields=fields, problem=problem)


def _show(request: HttpRequest, here: Question, *, fields: FieldLists | None = None, problem: str = "") -> HttpResponse:
    shown = here.version.type.present(here.version.content, here.step.order)
    card = make_card(here.step.position, shown, refused=None if fields is None else (fields, "wrong_shape"))
    done = here.number - 1
    context = {
        "here": here,
        "card": card,
        "problem": problem,
        "has_order": shown.control == "order",
        "percent": round(100 * done / (done + here.left)),
        "section": "mine",
    }
    return render(request, "assessments/placement_question.html", context, status=400 if problem else 200)


def _language() -> str:
    return (get_language() or "vi")[:2]
