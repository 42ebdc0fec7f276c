"""Answers of someone whose session ended in the middle of a quiz, kept until they have signed in again.

They lie in the browser's own session, are written only into that person's own open attempt, and nothing else is kept.
"""

from django.http import HttpRequest

KEY = "assessments_pending"
# A session is no store: the last few papers, each as long as a paper can be.
MAX_ATTEMPTS = 3
MAX_ANSWERS = 200
MAX_VALUES = 20
MAX_LENGTH = 100


def keep(request: HttpRequest, attempt_pk: int, answers: dict[int, dict[str, list[str]]]) -> None:
    """Put answers by position aside. Later ones win."""
    kept = request.session.get(KEY, {})
    mine = kept.pop(str(attempt_pk), {})
    for position, fields in answers.items():
        values = fields[""]
        if len(values) <= MAX_VALUES and all(len(value) <= MAX_LENGTH for value in values):
            mine[str(position)] = values
    kept[str(attempt_pk)] = dict(list(mine.items())[-MAX_ANSWERS:])
    request.session[KEY] = dict(list(kept.items())[-MAX_ATTEMPTS:])


def take_back(request: HttpRequest, attempt_pk: int) -> dict[int, dict[str, list[str]]]:
    """Give the answers kept for an attempt, and forget them."""
    kept = request.session.get(KEY, {})
    if str(attempt_pk) not in kept:
        return {}
    answers = kept.pop(str(attempt_pk))
    request.session[KEY] = kept
    return {int(position): {"": values} for position, values in answers.items()}
