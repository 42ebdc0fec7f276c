"""Answers of someone whose session ended in the middle of a quiz, kept until they have signed in again.

They lie in the browser's own session, are written only into that person's own open attempt, and nothing else is kept.
"""

from django.http import HttpRequest

KEY = "assessments_pending"
# A session is no store: the last few papers, each as long as a paper can be.
MAX_ATTEMPTS = 3
MAX_ANSWERS = 200
MAX_VALUES = 50
# A long essay.
MAX_LENGTH = 20_000


def keep(request: HttpRequest, attempt_pk: int, answers: dict[int, dict[str, list[str]]]) -> None:
    """Put answers by position aside. Later ones win."""
    kept = request.session.get(KEY, {})
    mine = kept.pop(str(attempt_pk), {})
    for position, fields in answers.items():
        values = [value for values in fields.values() for value in values]
        if len(values) <= MAX_VALUES and sum(map(len, values)) <= MAX_LENGTH:
            mine[str(position)] = fields
    kept[str(attempt_pk)] = dict(list(mine.items())[-MAX_ANSWERS:])
    request.session[KEY] = dict(list(kept.items())[-MAX_ATTEMPTS:])


def take_back(request: HttpRequest, attempt_pk: int) -> dict[int, dict[str, list[str]]]:
    """Give the answers kept for an attempt, and forget them."""
    kept = request.session.get(KEY, {})
    if str(attempt_pk) not in kept:
        return {}
    answers = kept.pop(str(attempt_pk))
    request.session[KEY] = kept
    return {int(position): fields for position, fields in answers.items()}
