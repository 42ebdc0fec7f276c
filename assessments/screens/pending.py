"""Answers of someone whose session ended in the middle of a quiz, kept until they have signed in again.

They lie in the browser's own session, are written only into that person's own open attempt, and nothing else is kept.
When they came is kept with them: they count as given then, however long signing in takes.
"""

from datetime import datetime

from django.http import HttpRequest

from .forms import FieldLists

KEY = "assessments_pending"
# A session is no store: the last few papers, each as long as a paper can be.
MAX_ATTEMPTS = 3
MAX_ANSWERS = 200
MAX_VALUES = 50
# A long essay.
MAX_LENGTH = 20_000
_AT = "at"


def keep(request: HttpRequest, attempt_pk: int, answers: dict[int, FieldLists], *, at: datetime) -> None:
    """Put answers by position aside. Later ones win."""
    kept = request.session.get(KEY, {})
    mine = kept.pop(str(attempt_pk), {})
    mine.pop(_AT, None)
    for position, fields in answers.items():
        values = [value for values in fields.values() for value in values]
        if len(values) <= MAX_VALUES and sum(map(len, values)) <= MAX_LENGTH:
            mine[str(position)] = fields
    kept[str(attempt_pk)] = {**dict(list(mine.items())[-MAX_ANSWERS:]), _AT: at.isoformat()}
    request.session[KEY] = dict(list(kept.items())[-MAX_ATTEMPTS:])


def take_back(request: HttpRequest, attempt_pk: int) -> tuple[dict[int, FieldLists], datetime | None]:
    """Give the answers kept for an attempt and when they came, and forget them. Nothing kept: no moment."""
    kept = request.session.get(KEY, {})
    if str(attempt_pk) not in kept:
        return {}, None
    answers = kept.pop(str(attempt_pk))
    request.session[KEY] = kept
    at = answers.pop(_AT, None)
    moment = datetime.fromisoformat(at) if at else None
    return {int(position): fields for position, fields in answers.items()}, moment
