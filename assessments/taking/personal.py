"""What `assessments` holds about a person, for “My data”; and what of it goes when the person is erased."""

from collections import defaultdict
from typing import Any

from django.utils import timezone

from ..bank.versions import frozen
from ..extra_time import accommodations
from ..integrity import reasons as integrity
from ..items import KINDS
from ..models import Attempt, Mark, MarkKind, RegradeLine, Response, State, Upload, Work
from ..placing import results as placement_results
from ..screens.words import told
from . import uploads

# Kinds whose answers are a person's own words or pictures.
WRITTEN = [kind for kind, item_type in KINDS.items() if item_type.needs_marking]


def export_assessments(person) -> dict[str, Any]:
    """Everything kept here about the person, as plain values."""
    return {
        **export_attempts(person),
        "files": _files(person),
        "marks": _marks(person),
        **accommodations.export_accommodations(person),
        "placements": placement_results.export_placements(person),
        **integrity.export_notes(person),
    }


def export_attempts(person) -> dict[str, Any]:
    """Give everything kept about a person's attempts, readable and complete. Four queries and versions."""
    attempts = list(Attempt.objects.filter(person=person).select_related("quiz", "session").order_by("pk"))
    works = {(work.attempt_id, work.position): work for work in Work.objects.filter(attempt__person=person)}
    given: dict[int, list[Response]] = defaultdict(list)
    for one in Response.objects.filter(attempt__person=person).order_by("pk"):
        work = works.get((one.attempt_id, one.position))
        # Later rows of work handed in are its marks, which are told apart.
        if work is None or one.pk <= work.response_id:
            given[one.attempt_id].append(one)
    regraded: dict[int, list[RegradeLine]] = defaultdict(list)
    for line in RegradeLine.objects.filter(attempt__person=person).select_related("regrade").order_by("pk"):
        regraded[line.attempt_id].append(line)
    return {
        "attempts": [
            {
                "quiz": attempt.quiz.title,
                "number": attempt.number,
                "mode": attempt.mode,
                "device": attempt.device,
                "place": attempt.session.place if attempt.session else None,
                "started_at": attempt.started_at,
                "deadline_at": attempt.deadline_at,
                "submitted_at": attempt.submitted_at,
                "score": attempt.score,
                "max_score": attempt.max_score,
                "passed": attempt.passed,
                "waiting": attempt.state == State.SUBMITTED and attempt.passed is None,
                "responses": _readable(attempt, given.get(attempt.pk, []), works),
                "regrades": [
                    {
                        "committed_at": line.regrade.committed_at,
                        "old_score": line.old_score,
                        "new_score": line.new_score,
                        "reason": line.regrade.reason,
                    }
                    for line in regraded.get(attempt.pk, [])
                ],
            }
            for attempt in attempts
        ]
    }


def _readable(attempt: Attempt, given: list[Response], works: dict[tuple[int, int], Work]) -> list[dict[str, Any]]:
    versions = frozen(attempt.paper["items"])
    return [
        {
            "question": versions[one.position].content["stem"],
            "response": told(versions[one.position].kind, versions[one.position].content, one.response),
            "given_at": one.given_at,
            "share": _share(attempt, one, works.get((attempt.pk, one.position))),
        }
        for one in given
    ]


def _share(attempt: Attempt, response: Response, work: Work | None):
    # While the attempt is open, a share would be the key.
    if attempt.state != State.SUBMITTED:
        return None
    return work.share if work and work.response_id == response.pk else response.scaled


def _files(person) -> list[dict[str, Any]]:
    mine = Upload.objects.filter(attempt__person=person, removed_at=None).select_related("attempt__quiz").order_by("pk")
    return [
        {"file": one.name, "quiz": one.attempt.quiz.title, "size": one.size, "uploaded_at": one.uploaded_at}
        for one in mine
    ]


def _marks(person) -> list[dict[str, Any]]:
    """Who marked stays out: that is data about someone else."""
    given = Mark.objects.filter(work__attempt__person=person).exclude(kind=MarkKind.TAKEN_BACK)
    return [
        {
            "quiz": one.work.attempt.quiz.title,
            "question": one.work.version.content["stem"],
            "share": one.share,
            "comment": one.comment,
            "marked_at": one.at,
        }
        for one in given.select_related("work__attempt__quiz", "work__version").order_by("pk")
    ]


def erase_assessments(person) -> None:
    """Remove what names the person, what they wrote and what was said about them; points stay as facts about nobody."""
    accommodations.erase_accommodations(person)
    integrity.erase_notes(person)
    erase_works(person)


def erase_works(person) -> None:
    """Remove what the person wrote and sent, and what markers said of it. Points stay, so that statistics stay right.

    Work that still waits is marked by nobody: its attempt is never settled.
    """
    at = timezone.now()
    uploads.remove(Upload.objects.filter(attempt__person=person, removed_at=None), at=at)
    # The one change to the ledger: the right to be forgotten stands above it.
    Response.objects.filter(attempt__person=person, version__kind__in=WRITTEN).update(response=[])
    works = Work.objects.filter(attempt__person=person)
    Mark.objects.filter(work__in=works).update(comment="", reason="")
    works.update(erased_at=at, n_wanted=0, differs=False, claimed_by=None, claimed_until=None)
