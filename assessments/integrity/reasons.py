"""Reasons to look at attempts again, for a moderator: which there are, whose they are, and what was found.

A reason is worked out from answers and goes away with them; a note is a fact and stays. Nothing here changes a score.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from people.api import write_down_look

from ..figures.question_figures import figures_of
from ..models import Attempt, Finding, IntegrityNote, Quiz, Response, State
from ..quizzes.papers import entries_of
from .flags import MOST_FLAGS

FAST, ALIKE, LATE = "fast", "alike", "late"


@dataclass(frozen=True)
class Reason:
    """One reason: an attempt that was very fast or has late answers, or two that are very much alike. Without names.

    `attempts` as rows, without their people; `facts` as `integrity_flags` found them, of late answers their number
    `answers`; `notes` newest first.
    """

    kind: str
    attempts: list[Attempt]
    facts: Mapping[str, Any]
    notes: list[IntegrityNote] = field(default_factory=list)

    @property
    def is_open(self) -> bool:
        """Say whether nobody has looked yet."""
        return not self.notes

    @property
    def title(self) -> str:
        return {FAST: _("Very fast"), ALIKE: _("Very much alike"), LATE: _("Answers after the time was up")}[self.kind]

    @property
    def words(self) -> str:
        """Say what is striking, and nothing about why."""
        facts = self.facts
        if self.kind == FAST:
            return ngettext(
                "All was handed in after %(seconds)s second; reading the answered questions once means reading "
                "%(words)s words.",
                "All was handed in after %(seconds)s seconds; reading the answered questions once means reading "
                "%(words)s words.",
                round(facts["seconds"]),
            ) % {"seconds": round(facts["seconds"]), "words": facts["words"]}
        if self.kind == LATE:
            return ngettext(
                "%(n)s answer came after the time was up and counts: no more than a minute late, or given before by "
                "the clock of the device.",
                "%(n)s answers came after the time was up and count: no more than a minute late, or given before by "
                "the clock of the device.",
                facts["answers"],
            ) % {"n": facts["answers"]}
        return _(
            "Two attempts give the same answer to %(same)s of %(of)s questions (%(wrong)s of them wrong). Two people "
            "of their levels who do not know of each other usually share about %(expected)s."
        ) % {
            "same": facts["same"],
            "of": facts["of"],
            "wrong": facts["same_wrong"],
            "expected": round(facts["expected"]),
        }


@dataclass(frozen=True)
class Reasons:
    """All reasons of a quiz, those not looked at first. `is_current` False: newer ones are being worked out."""

    quiz: Quiz
    found: list[Reason]
    is_current: bool
    n: int


def reasons(quiz: Quiz, *, at: datetime) -> Reasons:
    """List the reasons to look at attempts at a quiz. Seven queries, however many there are."""
    kept, is_current = figures_of(quiz, entries_of(quiz), at=at)
    flags = [*(kept.flags if kept else []), *_late(quiz)]
    ids = {flag[key] for flag in flags for key in ("attempt", "other") if key in flag}
    # The attempts of someone erased say nothing about anybody.
    there = {one.pk: one for one in Attempt.objects.filter(pk__in=ids, person__erased_at=None).defer("paper")}
    notes: dict[tuple[int, int | None], list[IntegrityNote]] = {}
    for note in IntegrityNote.objects.filter(attempt__quiz=quiz).select_related("by__person"):
        notes.setdefault((note.attempt_id, note.other_id), []).append(note)
    found = []
    for flag in flags:
        key = flag["attempt"], flag.get("other")
        about = [there.get(pk) for pk in key if pk is not None]
        if None not in about:
            found.append(Reason(flag["kind"], about, flag, notes.get(key, [])))
    found.sort(key=lambda one: not one.is_open)
    return Reasons(quiz, found, is_current, kept.figures.get("n", 0) if kept else 0)


def _late(quiz: Quiz) -> list[dict[str, Any]]:
    """The newest attempts with answers that came after the deadline, as flags. Facts of the ledger: nothing to keep."""
    late = Response.objects.filter(is_late=True, attempt__quiz=quiz, attempt__state=State.SUBMITTED)
    counted = late.values("attempt").annotate(answers=Count("position", distinct=True)).order_by("-attempt")
    return [{"kind": LATE, **one} for one in counted[:MOST_FLAGS]]


def find_reason(quiz: Quiz, attempt: int, other: int | None, *, at: datetime) -> Reason | None:
    """Give the reason about an attempt, or about a pair; None: there is none (any more). Seven queries.

    Of an attempt both fast and late, the first.
    """
    wanted = [pk for pk in (attempt, other) if pk is not None]
    return next((one for one in reasons(quiz, at=at).found if [a.pk for a in one.attempts] == wanted), None)


def look(reason: Reason, *, by, at: datetime) -> list[Attempt]:
    """Give the attempts with their people, and write down that `by` saw whose they are. Two statements."""
    ids = [attempt.pk for attempt in reason.attempts]
    attempts = list(
        Attempt.objects.filter(pk__in=ids)
        .select_related("person__commune", "session__opened_by__person")
        .order_by("pk")
    )
    write_down_look([attempt.person for attempt in attempts], by=by, at=at)
    return attempts


def add_note(reason: Reason, finding: str, text: str, *, by, at: datetime) -> IntegrityNote:
    """Note what a moderator found. One statement; no score changes."""
    first, *rest = reason.attempts
    return IntegrityNote.objects.create(
        attempt=first, other=rest[0] if rest else None, finding=Finding(finding), text=text, by=by, at=at
    )


def _notes_about(person):
    return IntegrityNote.objects.filter(Q(attempt__person=person) | Q(other__person=person))


def export_notes(person) -> dict[str, Any]:
    """Give what moderators noted about the person's attempts; of a note on two, not its words.

    They may speak of the other.
    """
    notes = [
        {"finding": note.get_finding_display(), "at": note.at, **({} if note.other_id else {"text": note.text})}
        for note in _notes_about(person)
    ]
    return {"notes": notes} if notes else {}


def erase_notes(person) -> None:
    """Empty the words of the notes about someone; that and when somebody looked stays, about nobody."""
    _notes_about(person).exclude(text="").update(text="")
