"""Placement: begin, answer one question after another, be told where one is. The one way a sitting goes on.

It is no quiz: a paper is fixed at the start and scored at the end, here each question depends on the answers before it
and nothing can be taken back. So it has rows of its own (docs/placement.md).
"""

import random
import secrets
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction

from people.api import PersonKind

from ..bank.versions import Frozen, frozen
from ..items import Fields
from ..models import CalibrationRun, Occasion, PlacementResponse, PlacementSitting, PlacementStep
from ..psychometrics.irt import Ability
from ..psychometrics.placing import Asked, choose, estimate, is_ready, left_about, rules_for, verdict
from ..psychometrics.selection import Rules
from ..scale.calibration import last_run
from ..scale.versions import current_scale
from ..taking.scoring import is_right
from .pool import Known, exposure, offered, pool_for, seen_items, without_seen

# Nobody goes on with it after that, and what was answered then says little of today.
STALE = timedelta(days=30)


class NothingToAsk(Exception):
    """The bank has too few questions in this language to place anybody."""


class NoAnswer(Exception):
    """Nothing was answered, and “I do not know” was not said."""


@dataclass(frozen=True)
class Question:
    """The step a person is at; `left` about how many questions are still to come, this one included."""

    sitting: PlacementSitting
    step: PlacementStep
    version: Frozen
    number: int
    left: int


def can_place(language: str, *, is_officer: bool = False) -> bool:
    """Whether there are enough questions in this language. Three queries, most of them kept for a minute."""
    return is_ready([str(one.area) for one in pool_for(language, is_officer=is_officer, run=_pk(last_run()))])


def open_sitting(person) -> PlacementSitting | None:
    """The sitting a person may go on with. One query; None for nobody."""
    if person is None:
        return None
    return PlacementSitting.objects.filter(person=person, finished_at=None).first()


def find_sitting(pk: int, *, lock: bool = False) -> PlacementSitting | None:
    """Give a sitting; locked: with its person. One query. Whose it is, the caller checks."""
    sittings = PlacementSitting.objects.filter(pk=pk)
    if lock:
        sittings = sittings.select_related("person").select_for_update(of=("self",))
    # Not first(), which sorts what is one row.
    return next(iter(sittings), None)


@transaction.atomic
def start_placement(
    person, language: str, *, at: datetime, occasion: str = Occasion.PLACEMENT, context: str = "", seed: str = ""
) -> PlacementSitting:
    """Begin a placement, or give the open one. ⟳ One that has lain for a month is closed as cut short.

    `occasion` and `context` say what it is taken for. `seed` "": by chance. Raises NothingToAsk.
    """
    held = PlacementSitting.objects.select_for_update().filter(person=person, finished_at=None).first()
    if held is not None:
        if held.started_at > at - STALE:
            return held
        finish(held, _asked(_steps(held)), at=at, is_whole=False)
    run = last_run()
    pool = pool_for(language, is_officer=person.kind == PersonKind.OFFICER, run=_pk(run))
    if not is_ready([str(one.area) for one in pool]):
        raise NothingToAsk
    sitting = PlacementSitting(
        person=person,
        occasion=occasion,
        context=context,
        language=language,
        area_id=person.commune_id,
        scale=current_scale(),
        run=run,
        rules=asdict(rules_for([one.model for one in pool])),
        seed=seed or secrets.token_hex(8),
        started_at=at,
    )
    try:
        with transaction.atomic():
            sitting.save(force_insert=True)
    except IntegrityError:
        # The other phone was faster: its sitting is the one.
        return PlacementSitting.objects.get(person=person, finished_at=None)
    _put_next(sitting, [], estimate([]), at=at)
    return sitting


def question(sitting: PlacementSitting) -> Question | None:
    """The question a sitting is at; None: it is finished. One query, besides a version not yet in memory."""
    if sitting.finished_at is not None:
        return None
    steps = _steps(sitting)
    here = _current(steps)
    if here is None:
        return None
    n, before = len(steps) - 1, _asked(steps)
    left = left_about(n, estimate(before).sd, Rules(**sitting.rules), [one.a for one in before])
    return Question(sitting, here, _version(here), n + 1, left)


@transaction.atomic
def answer(
    sitting_pk: int, position: int, response: Any = None, *, fields: Fields | None = None, at: datetime
) -> PlacementSitting:
    """Answer the step at `position` and put the next one, or finish. `response` None: “I do not know”.

    `fields`: the response as a browser sent it, instead. ⟳ A step that is not the current one is answered already:
    nothing changes. Raises Unreadable; NoAnswer where the fields leave something open.
    """
    sitting = find_sitting(sitting_pk, lock=True)
    if sitting is None:
        raise PlacementSitting.DoesNotExist
    if sitting.finished_at is not None:
        return sitting
    steps = _steps(sitting)
    here = _current(steps)
    if here is None or here.position != position:
        return sitting
    version = _version(here)
    if fields is not None:
        response = version.type.parse(version.content, fields)
        if not response or not version.type.is_complete(version.content, response):
            raise NoAnswer
    given = [] if response is None else version.type.accept(version.content, response)
    right = is_right(version.scaled(given)) if given else False
    asked = [*_asked(steps), Asked(str(here.area), here.a, here.b, here.b_sd, right)]
    now = estimate(asked)
    PlacementResponse.objects.create(step=here, response=given, is_right=right, given_at=at, theta=now.theta, se=now.sd)
    if not _put_next(sitting, steps, now, at=at):
        finish(sitting, asked, at=at)
    return sitting


def finish(sitting: PlacementSitting, asked: list[Asked], *, at: datetime, is_whole: bool = True) -> None:
    """Close a sitting that the caller has locked. Cut short, it has no band."""
    found = estimate(asked)
    sitting.finished_at, sitting.is_whole = at, is_whole
    sitting.theta, sitting.se = found.theta, found.sd
    sitting.band = verdict(found, sitting.scale.cuts).band if is_whole else None
    sitting.save(update_fields=["person", "finished_at", "is_whole", "theta", "se", "band"])


def asked_in(sitting: PlacementSitting) -> list[Asked]:
    """What was answered in a sitting, in order. One query."""
    return _asked(_steps(sitting))


def _put_next(sitting: PlacementSitting, steps: list[PlacementStep], now: Ability, *, at: datetime) -> bool:
    """Put the next question; False: it is enough."""
    asked = {str(step.version_id) for step in steps}
    pool = pool_for(sitting.language, is_officer=sitting.person.kind == PersonKind.OFFICER, run=sitting.run_id)
    # A question taken back meanwhile still counts as asked in its area.
    gone = [
        Known(step.version_id, "", step.area, "", step.a, step.b, step.b_sd, 0)
        for step in steps
        if all(one.version != step.version_id for one in pool)
    ]
    fresh = without_seen([one for one in pool if str(one.version) not in asked], seen_items(sitting.person, at=at))
    there = [one for one in pool if str(one.version) in asked]
    items = offered([*there, *gone, *fresh], exposure(sitting.language))
    chosen = choose(items, asked, now, rules=Rules(**sitting.rules), seed=sitting.seed)
    if chosen is None:
        return False
    one = next(one for one in fresh if str(one.version) == chosen.key)
    version = frozen([{"version": one.version, "digest": one.digest}])[0]
    order = version.type.choice_keys(version.content)
    if version.type.order_is_key or version.type.shuffles:
        random.Random(f"{sitting.seed}:{one.version}").shuffle(order)  # noqa: S311 - an order of answers, no secret
    PlacementStep.objects.create(
        sitting=sitting,
        position=len(steps),
        version_id=one.version,
        order=order,
        area=one.area,
        a=one.a,
        b=one.b,
        b_sd=one.b_sd,
    )
    return True


def _steps(sitting: PlacementSitting) -> list[PlacementStep]:
    """The steps with their answers, in order. One query."""
    return list(sitting.steps.select_related("given", "version").defer("version__content"))


def _current(steps: list[PlacementStep]) -> PlacementStep | None:
    return next((step for step in steps if not hasattr(step, "given")), None)


def _asked(steps: list[PlacementStep]) -> list[Asked]:
    return [
        Asked(str(step.area), step.a, step.b, step.b_sd, step.given.is_right)
        for step in steps
        if hasattr(step, "given")
    ]


def _version(step: PlacementStep) -> Frozen:
    return frozen([{"version": step.version_id, "digest": step.version.digest}])[0]


def _pk(run: CalibrationRun | None) -> int | None:
    return run.pk if run else None
