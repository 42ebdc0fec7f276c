"""What trainers read about the questions on the scale: how hard each is, and which do not fit, in words."""

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Q, QuerySet

from ..figures.figure_words import sentence
from ..items import Problem
from ..models import CalibrationRun, ItemParameter, ParameterModel, ScaleVersion
from ..psychometrics.whole_bank import DRIFT, FIT_ANSWERS, HIGH_FIT, LOW_FIT
from .calibration import last_run
from .levels import area_name, band_at, band_name
from .versions import current_scale

A_PAGE = 50
FLAT = 0.4
# Elsewhere the slope is held at 1, and an odd item shows in its fit.
_FREE_SLOPE = (ParameterModel.ONE_SLOPE, ParameterModel.TWO)


@dataclass(frozen=True)
class ScaleLine:
    """One question on the scale; `verdicts`: what to look at, in words."""

    parameter: ItemParameter
    stem: str
    language: str
    area: str
    # The band of those for whom it is neither easy nor hard.
    band: str
    verdicts: list[str]


@dataclass(frozen=True)
class ScaleReport:
    """The newest run with one page of its questions. `run` None: never calibrated, so `pages` is empty."""

    run: CalibrationRun | None
    scale: ScaleVersion
    pages: Page[Any]
    n_odd: int
    lines: list[ScaleLine]


def scale_report(*, page: str = "1", only_odd: bool = False) -> ScaleReport:
    """The questions of the newest run, the least fitting first. Six queries at most."""
    run, scale = last_run(), current_scale()
    rows = ItemParameter.objects.filter(run=run, version__item__live=True) if run else ItemParameter.objects.none()
    odd = rows.filter(_ODD)
    n_odd = odd.count()
    shown: QuerySet[ItemParameter] = odd if only_odd else rows
    shown = shown.select_related("version__item__competence").order_by("version__item__competence__code", "b", "pk")
    pages = Paginator(shown, A_PAGE).get_page(page)
    return ScaleReport(run, scale, pages, n_odd, [_line(one, scale) for one in pages])


_ODD = (
    Q(infit__gt=HIGH_FIT)
    | Q(outfit__gt=HIGH_FIT)
    | Q(infit__lt=LOW_FIT)
    | Q(drift__gt=DRIFT, n__gte=FIT_ANSWERS)
    | Q(drift__lt=-DRIFT, n__gte=FIT_ANSWERS)
    | Q(model__in=_FREE_SLOPE, a__lt=FLAT)
)


def verdicts(one: ItemParameter) -> list[Problem]:
    """What is odd about a question, by codes of `figure_words`; the same rule as the filter above."""
    found = []
    if one.n < FIT_ANSWERS:
        return [Problem("too_few_answers", {"n": one.n, "needed": FIT_ANSWERS})]
    if (one.infit or 1) > HIGH_FIT:
        found.append("misfit")
    elif (one.outfit or 1) > HIGH_FIT:
        found.append("slips")
    elif (one.infit or 1) < LOW_FIT:
        found.append("overfit")
    if abs(one.drift or 0) > DRIFT:
        found.append("became_harder" if (one.drift or 0) > 0 else "became_easier")
    if one.model in _FREE_SLOPE and one.a < FLAT:
        found.append("weak_discrimination")
    return [Problem(code) for code in found]


def _line(one: ItemParameter, scale: ScaleVersion) -> ScaleLine:
    item = one.version.item
    return ScaleLine(
        parameter=one,
        stem=one.version.content.get("stem", ""),
        language=item.language,
        area=area_name(item.competence.area) if item.competence else "",
        band=band_name(band_at(one.b, scale.cuts)),
        verdicts=[sentence(problem) for problem in verdicts(one)],
    )
