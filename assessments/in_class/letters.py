"""Answers typed as letters: which letter stands for which choice, and back. Pure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..items import Problem, Shown

LETTERS = "ABCDEFGHIJ"
NOTHING = {"-", ".", "_", "0"}


@dataclass(frozen=True)
class Asked:
    """One question of a sheet: its place in the paper, and the choices behind A, B, C…"""

    position: int
    keys: tuple[str, ...]
    takes_several: bool


def can_be_on_paper(shown: Shown) -> bool:
    """Say whether an item can be asked on paper and answered by letters; a text to read can stand there too."""
    if shown.control == "none":
        return True
    return shown.control in {"radio", "checkbox"} and len(shown.choices) <= len(LETTERS)


def asked_in(shown: Sequence[Shown]) -> list[Asked]:
    """List what is to be answered, in order; a text to read has no number of its own."""
    return [
        Asked(position, tuple(choice.key for choice in one.choices), one.control == "checkbox")
        for position, one in enumerate(shown)
        if one.control != "none"
    ]


def read_letters(text: str, asked: Sequence[Asked]) -> tuple[dict[int, list[str]], list[tuple[int, Problem]]]:
    """Read “ACBD” or “A C,BD - A”: give responses by position, and problems by number of the question (0: the whole).

    Without blanks or commas every letter is one question; a dash, a full stop or 0 is a question left out.

    >>> read_letters("BA", [Asked(0, ("x", "y"), False), Asked(1, ("p", "q"), False)])
    ({0: ['y'], 1: ['p']}, [])
    """
    tokens = re.split(r"[\s,;]+", text.strip().upper())
    if len(tokens) == 1:
        tokens = list(tokens[0])
    if len(tokens) != len(asked):
        return {}, [(0, Problem("letters_count", {"typed": len(tokens), "asked": len(asked)}))]
    responses: dict[int, list[str]] = {}
    problems = []
    for number, (token, one) in enumerate(zip(tokens, asked, strict=True), start=1):
        if token in NOTHING:
            continue
        problem = _problem(token, one)
        if problem:
            problems.append((number, problem))
        else:
            responses[one.position] = [one.keys[LETTERS.index(letter)] for letter in token]
    return responses, problems


def _problem(token: str, one: Asked) -> Problem | None:
    there = LETTERS[: len(one.keys)]
    if any(letter not in there for letter in token):
        return Problem("letter_unknown", {"typed": token[:10], "last": there[-1]})
    if len(set(token)) < len(token):
        return Problem("letter_twice", {"typed": token[:10]})
    if len(token) > 1 and not one.takes_several:
        return Problem("letters_too_many", {"typed": token[:10]})
    return None


def written(response: Any, one: Asked) -> str:
    """Give the letters of a response, in order; "" for none.

    >>> written(["q", "p"], Asked(0, ("p", "q"), True))
    'AB'
    """
    places: Mapping[str, int] = {key: place for place, key in enumerate(one.keys)}
    return "".join(LETTERS[place] for place in sorted(places[key] for key in response or () if key in places))
