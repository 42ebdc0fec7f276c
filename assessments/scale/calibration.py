"""The bank's own calibration: every night all questions are estimated anew from the first answers to them."""

import hashlib
from datetime import datetime
from typing import Any

import numpy as np
from django.db import transaction
from django.db.models import Exists, Max, OuterRef, QuerySet

from ..items import KINDS
from ..models import CalibrationRun, ItemParameter, ItemVersion, PlacementResponse, Response, State
from ..psychometrics.answers import answers
from ..psychometrics.whole_bank import EXPERT_B, Known, calibrate_items
from ..taking.scoring import is_right

# Whether an answer is right or wrong is all a calibration knows, so somebody or something must decide it at once.
SCORED_KINDS = sorted(kind for kind, one in KINDS.items() if one.is_scored and not one.needs_marking)
CHUNK = 20_000
_LONGEST_PAPER = 100_000
_ANSWER = np.dtype([("person", "i8"), ("version", "i8"), ("at", "f8"), ("right", "?"), ("place", "i8")])


def calibrate_bank(*, at: datetime) -> CalibrationRun:
    """Estimate every question from all answers so far, or give the last run where nothing has changed since. ⟳

    Of each person the first response handed in to an item version counts, in a quiz or a placement; left out is wrong.
    Right is what earns everything. A handful of queries, and memory for all answers.
    """
    versions = _versions()
    rows, data_version = _answers_given(versions)
    last = last_run()
    if last is not None and last.data_version == data_version:
        return last
    # Answers do not vanish, but for a demonstration that was taken out: what it taught must not hold the scale.
    before = _known(last) if last is not None and 2 * len(rows) >= last.n_responses else {}
    number = {version.pk: place for place, version in enumerate(versions)}
    people, who = np.unique(rows["person"], return_inverse=True)
    # Both stand in the order of their ids.
    what = np.searchsorted([version.pk for version in versions], rows["version"])
    given = answers(who, what, rows["right"], n_items=len(versions))
    found = calibrate_items(
        given,
        [EXPERT_B[version.item.level] for version in versions],
        {number[pk]: known for pk, known in before.items() if pk in number},
    )
    with transaction.atomic():
        run = CalibrationRun.objects.create(
            at=at,
            data_version=data_version,
            n_persons=len(people),
            n_responses=len(rows),
            n_anchors=sum(figures.is_anchor for figures in found.items),
            mean=found.mean,
            sd=found.sd,
            converged=found.converged,
        )
        ItemParameter.objects.bulk_create(
            (
                ItemParameter(run=run, version=version, **vars(figures))
                for version, figures in zip(versions, found.items, strict=True)
            ),
            batch_size=2000,
        )
    return run


def last_run() -> CalibrationRun | None:
    """The newest run; None: the bank was never calibrated. One query."""
    return CalibrationRun.objects.first()


def _versions() -> list[ItemVersion]:
    """What can be estimated: versions that were answered, and the newest one of each published item. One query."""
    answered = Response.objects.filter(version=OuterRef("pk"))
    placed = PlacementResponse.objects.filter(step__version=OuterRef("pk"))
    newest = ItemVersion.objects.filter(item__live=True).values("item").annotate(newest=Max("pk")).values("newest")
    scored = ItemVersion.objects.filter(kind__in=SCORED_KINDS).select_related("item").order_by("pk")
    wanted: QuerySet[Any] = (
        scored.filter(pk__in=newest) | scored.filter(Exists(answered)) | scored.filter(Exists(placed))
    )
    return list(wanted.distinct())


def _answers_given(versions: list[ItemVersion]) -> tuple[np.ndarray, str]:
    """Everybody's first response to each version as rows of _ANSWER, and a digest of all that counts. Two queries."""
    quizzes = Response.objects.filter(attempt__state=State.SUBMITTED, version__kind__in=SCORED_KINDS).order_by("id")
    fields = ("attempt__person_id", "version_id", "attempt__submitted_at", "scaled", "attempt_id", "position")
    rows = (
        (person, version, at.timestamp(), is_right(scaled), attempt * _LONGEST_PAPER + position)
        for person, version, at, scaled, attempt, position in quizzes.values_list(*fields).iterator(chunk_size=CHUNK)
    )
    given = np.fromiter(rows, dtype=_ANSWER)
    # The newest row of a place in the paper counts: the first one, read from behind.
    given = given[::-1][np.unique(given["place"][::-1], return_index=True)[1]]
    fields = ("step__sitting__person_id", "step__version_id", "given_at", "is_right")
    placements = PlacementResponse.objects.order_by("id").values_list(*fields).iterator(chunk_size=CHUNK)
    placed = np.fromiter(((p, v, at.timestamp(), right, 0) for p, v, at, right in placements), dtype=_ANSWER)
    every = np.concatenate([given, placed])
    every = every[np.isin(every["version"], [version.pk for version in versions])]
    every = every[np.lexsort((every["at"], every["version"], every["person"]))]
    pairs = np.stack([every["person"], every["version"]], axis=1)
    is_first = np.ones(len(every), dtype=bool)
    is_first[1:] = (pairs[1:] != pairs[:-1]).any(axis=1)
    every = every[is_first]
    digest = hashlib.sha256(repr([(version.pk, version.item.level) for version in versions]).encode())
    digest.update(pairs[is_first].tobytes() + every["right"].tobytes())
    return every, digest.hexdigest()


def _known(run: CalibrationRun) -> dict[int, Known]:
    fields = ("version_id", "a", "b", "se", "n")
    return {pk: Known(a, b, se, n) for pk, a, b, se, n in run.parameters.values_list(*fields) if n}
