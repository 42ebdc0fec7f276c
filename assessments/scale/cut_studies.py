"""Judges say where the bands begin: call them together, judge, see the others', judge again, adopt."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from ..bank.versions import Frozen, frozen
from ..models import CutJudgment, CutMethod, CutStudy, PlacementSitting, ScaleVersion
from ..placing.pool import pool_for
from ..psychometrics.cut_scores import FEWEST_JUDGES, angoff_cut, booklet, bookmark_cut, impact, is_rising, panel_cuts
from ..psychometrics.placing import FIXED, is_ready, rules_for
from ..screens.words import told
from .calibration import last_run
from .levels import BANDS, FRAMEWORK, band_name
from .versions import current_scale

# Questions of each area: a bookmark is three words of a judge, Angoff three numbers for each question.
PER_AREA = {CutMethod.BOOKMARK: 4, CutMethod.ANGOFF: 2}
# The second time having seen what the others said.
FEWEST_ROUNDS = 2
N_CUTS = len(BANDS) - 1
RECENT = 5000
# Of fewer people it would be told at which level each is; the site shows no such figures.
FEWEST_PLACED = 10


class NotMeasured(Exception):
    """Too few questions are calibrated: judges would only hear their own guesses back."""


class StudyOpen(Exception):
    """Judges are at work already."""


class NotReady(Exception):
    """It can't be adopted yet: too few judges, only one round, or cuts that do not rise."""


class Unclear(ValueError):
    """A judgment that can't be; `code` says why: missing, out_of_range or not_rising."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class BookletItem:
    """A question as judges see it: with its right answer."""

    number: int
    version: Frozen
    stem: str
    right: str


@dataclass(frozen=True)
class CutFeedback:
    """What all judges of the round before said about one cut; `numbers` (bookmark) how many marked each question."""

    name: str
    n: int
    low: float
    middle: float
    high: float
    numbers: list[tuple[int, int]]


@dataclass(frozen=True)
class StudyState:
    """A study as its page shows it. `impact`: of 100 placed people, how many each band would have; empty: too few."""

    study: CutStudy
    items: list[BookletItem]
    n_judges: int
    mine: CutJudgment | None
    before: list[CutFeedback]
    impact: list[tuple[str, int]]
    may_adopt: bool


def open_study() -> CutStudy | None:
    """The study that goes on. One query."""
    return CutStudy.objects.filter(closed_at=None).select_related("run").first()


def begin_study(method: str, language: str, *, by, at: datetime) -> CutStudy:
    """Choose the questions and open the first round. Raises NotMeasured, StudyOpen."""
    run = last_run()
    if run is None:
        raise NotMeasured
    pool = [one for one in pool_for(language, is_officer=False, run=run.pk) if one.model != "expert"]
    models = [one.model for one in pool]
    if not is_ready([str(one.area) for one in pool]) or rules_for(models) == FIXED:
        raise NotMeasured
    by_key = {str(one.version): one for one in pool}
    keys = booklet([(key, str(one.area), one.a, one.b) for key, one in by_key.items()], PER_AREA[CutMethod(method)])
    items = [
        {"version": one.version, "digest": one.digest, "a": one.a, "b": one.b} for one in map(by_key.__getitem__, keys)
    ]
    if open_study() is not None:
        raise StudyOpen
    try:
        with transaction.atomic():
            return CutStudy.objects.create(
                method=method, language=language, run=run, items=items, opened_at=at, opened_by=by
            )
    except IntegrityError:
        raise StudyOpen from None


def read_bookmarks(sent: Mapping[str, str], n_items: int) -> list[int]:
    """Read the fields `cut-1`…: the number of a question each. Raises Unclear."""
    found = []
    for cut in range(1, N_CUTS + 1):
        number = sent.get(f"cut-{cut}", "")
        if not number.isdecimal():
            raise Unclear("missing")
        found.append(int(number[:3]))
    if not all(1 <= one <= n_items for one in found):
        raise Unclear("out_of_range")
    return found


def read_percents(sent: Mapping[str, str], n_items: int) -> list[list[int]]:
    """Read the fields `p-CUT-NUMBER`: how many of 100. Raises Unclear."""
    found = []
    for cut in range(1, N_CUTS + 1):
        row = [sent.get(f"p-{cut}-{number}", "").strip() for number in range(1, n_items + 1)]
        if not all(one.isdecimal() and len(one) <= 3 for one in row):
            raise Unclear("missing")
        if any(int(one) > 100 for one in row):
            raise Unclear("out_of_range")
        found.append([int(one) for one in row])
    return found


def judge(study: CutStudy, by, sent: Mapping[str, str], *, at: datetime) -> CutJudgment:
    """Add what a judge says in the round that is open; the newest of a judge counts. Raises Unclear."""
    items = [(one["a"], one["b"]) for one in study.items]
    if study.method == CutMethod.BOOKMARK:
        said: list = read_bookmarks(sent, len(items))
        cuts = [bookmark_cut(items, last) for last in said]
    else:
        said = read_percents(sent, len(items))
        cuts = [angoff_cut(items, row) for row in said]
    if not is_rising(cuts):
        raise Unclear("not_rising")
    return CutJudgment.objects.create(study=study, judge=by, round=study.round, said=said, cuts=cuts, given_at=at)


def study_state(study: CutStudy, user) -> StudyState:
    """What the page of a study shows this judge: nobody's own words but theirs. Four queries at most."""
    rounds = _newest(study)
    now, earlier = rounds.get(study.round, {}), rounds.get(study.round - 1, {})
    cuts = panel_cuts([one.cuts for one in earlier.values()])
    shares = impact(_placed_thetas(), cuts) if cuts else []
    return StudyState(
        study=study,
        items=_booklet_items(study),
        n_judges=len(now),
        mine=now.get(user.pk) or earlier.get(user.pk),
        before=_feedback(study, list(earlier.values())),
        impact=[(band_name(band), round(100 * share)) for band, share in enumerate(shares)],
        may_adopt=_ready(study, list(now.values())),
    )


def next_round(study: CutStudy) -> bool:
    """Close the round: judges see all judgments and judge again. False: nobody has judged yet. ⟳ per round shown."""
    if not study.judgments.filter(round=study.round).exists():
        return False
    return bool(CutStudy.objects.filter(pk=study.pk, round=study.round, closed_at=None).update(round=study.round + 1))


def adopt(study: CutStudy, *, by, at: datetime) -> ScaleVersion:
    """Make the median of the last round's cuts the scale's. Who was placed before keeps the cuts of then.

    Raises NotReady.
    """
    with transaction.atomic():
        held = CutStudy.objects.select_for_update().get(pk=study.pk)
        judgments = list(_newest(held).get(held.round, {}).values())
        if held.closed_at is not None or not _ready(held, judgments):
            raise NotReady
        version = ScaleVersion.objects.create(
            number=current_scale().number + 1,
            framework=FRAMEWORK,
            cuts=[round(cut, 4) for cut in panel_cuts([one.cuts for one in judgments])],
            method=held.method,
            adopted_at=at,
            adopted_by=by,
        )
        held.closed_at, held.result = at, version
        held.save(update_fields=["closed_at", "result"])
    return version


def end_study(study: CutStudy, *, at: datetime) -> None:
    """Close it without a result; what was judged is kept. ⟳"""
    CutStudy.objects.filter(pk=study.pk, closed_at=None).update(closed_at=at)


def _newest(study: CutStudy) -> dict[int, dict[int, CutJudgment]]:
    """By round and judge the judgment that counts. One query."""
    found: dict[int, dict[int, CutJudgment]] = {}
    for one in study.judgments.order_by("id"):
        # Whoever has no account any more is still one judge.
        found.setdefault(one.round, {})[one.judge_id or -one.pk] = one
    return found


def _ready(study: CutStudy, judgments: Sequence[CutJudgment]) -> bool:
    enough = len(judgments) >= FEWEST_JUDGES and study.round >= FEWEST_ROUNDS
    return enough and is_rising(panel_cuts([one.cuts for one in judgments]))


def _feedback(study: CutStudy, judgments: list[CutJudgment]) -> list[CutFeedback]:
    found = []
    for cut in range(N_CUTS if judgments else 0):
        logits = sorted(one.cuts[cut] for one in judgments)
        is_bookmark = study.method == CutMethod.BOOKMARK
        numbers = Counter(one.said[cut] for one in judgments) if is_bookmark else Counter()
        middle = panel_cuts([[one] for one in logits])[0]
        found.append(
            CutFeedback(band_name(cut + 1), len(judgments), logits[0], middle, logits[-1], sorted(numbers.items()))
        )
    return found


def _booklet_items(study: CutStudy) -> list[BookletItem]:
    items = []
    for number, version in enumerate(frozen(study.items), start=1):
        right = version.type.right_response(version.content)
        said = told(version.kind, version.content, right) if right else ""
        items.append(BookletItem(number, version, version.content.get("stem", ""), said))
    return items


def _placed_thetas() -> list[float]:
    done = PlacementSitting.objects.filter(is_whole=True).exclude(finished_at=None).order_by("-finished_at")
    thetas = list(done.values_list("theta", flat=True)[:RECENT])
    return thetas if len(thetas) >= FEWEST_PLACED else []
