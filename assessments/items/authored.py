"""What all types read in what an author wrote; and the type that all types are."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from hashlib import sha256
from typing import Any

from .aloud import read_aloud
from .contract import MARKER, Choice, Content, Fields, Part, Parts, Problem, Response, Shown, Typed, Unreadable, Words

# Longer numbers, and exponents that make numbers of a million digits, are no answer to anything.
LONGEST_NUMBER = 60
LARGEST_EXPONENT = 400
# Three thirds of 0.3333333 are everything (Moodle's tolerance).
RIGHT = Fraction("0.999999")


def number(written: Any, default: str = "") -> Fraction:
    """Give the exact value of a decimal string ("0.5", "1e-24"); `default` stands for nothing written.

    Raises ValueError for anything else, and beyond 60 characters or 400 digits.
    """
    text = str(default if written in (None, "") else written).strip()
    try:
        value = Decimal(text)
    except InvalidOperation:
        raise ValueError(f"not a decimal: {text[:LONGEST_NUMBER]!r}") from None
    if not value.is_finite() or len(text) > LONGEST_NUMBER or abs(value.adjusted()) > LARGEST_EXPONENT:
        raise ValueError(f"not a decimal: {text[:LONGEST_NUMBER]!r}")
    return Fraction(value)


def is_number(written: Any, default: str = "", *, least: int | None = None, most: int | None = None) -> bool:
    """Say whether `number` can read it, and finds it between `least` and `most`."""
    try:
        value = number(written, default)
    except ValueError:
        return False
    return (least is None or value >= least) and (most is None or value <= most)


def clean_common(content: Content) -> list[Problem]:
    """Check what every item has: a question, and words for its picture."""
    problems = []
    if not str(content.get("stem", "")).strip():
        problems.append(Problem("no_stem"))
    problems += clean_picture(content.get("picture"))
    return problems


def clean_picture(picture: Any) -> list[Problem]:
    """Check that a picture, if there is one, has words for those who cannot see it."""
    return [Problem("picture_without_alt")] if picture and not str(picture.get("alt", "")).strip() else []


def clean_texts(rows: Sequence[Mapping[str, Any]], *, empty: str, same: str) -> list[Problem]:
    """Check that rows with a text have one, and each another; `empty` and `same` are the codes to report."""
    problems = []
    seen: dict[str, int] = {}
    for place, row in enumerate(rows, 1):
        text = " ".join(str(row.get("text", "")).split()).casefold()
        if not text:
            if not row.get("picture"):
                problems.append(Problem(empty, {"number": place}))
        elif text in seen:
            problems.append(Problem(same, {"number": place, "other": seen[text]}))
        seen.setdefault(text, place)
    return problems


def clean_shares(rows: Sequence[Mapping[str, Any]]) -> list[Problem]:
    """Check that what answers earn is a number between −1 and 1."""
    return [
        Problem("share_out_of_range", {"number": place})
        for place, row in enumerate(rows, 1)
        if not is_number(row.get("share"), "1", least=-1, most=1)
    ]


def clean_markers(text: str, keys: Iterable[str]) -> list[Problem]:
    """Check that a text holds the marker of every key once, and no other."""
    marked, keys = MARKER.findall(text), list(keys)
    problems = [Problem("gap_without_marker", {"key": key}) for key in keys if marked.count(key) != 1]
    return problems + [Problem("marker_without_gap", {"key": key}) for key in dict.fromkeys(marked) if key not in keys]


def group_of(row: Mapping[str, Any]) -> str:
    """Give the group of a thing or a place; without one it is of group 1."""
    return str(row.get("group") or "1")


def choice_of(row: Mapping[str, Any]) -> Choice:
    return Choice(
        row["key"],
        row.get("text", ""),
        picture=row.get("picture"),
        group=group_of(row),
        many=bool(row.get("many")),
    )


def in_order(rows: Sequence[Mapping[str, Any]], order: Sequence[str], *, hide: bool = False) -> list[Choice]:
    """Give the rows as choices in `order`, then those missing in it: as authored, or mixed where that is the key."""
    places = {key: place for place, key in enumerate(order)}
    mixed = sorted(rows, key=lambda row: sha256(str(row["key"]).encode()).digest()) if hide else rows
    return [choice_of(row) for row in sorted(mixed, key=lambda row: places.get(row["key"], len(places)))]


def as_text(response: Response, longest: int) -> str:
    """Read a text someone wrote: outer blanks gone. Raises Unreadable."""
    if response is None or response == []:
        return ""
    if not isinstance(response, str):
        raise Unreadable("wrong_shape")
    if len(response) > longest:
        raise Unreadable("too_long")
    # Half a character and the null character can be sent, but kept nowhere.
    if "\0" in response or any("\ud800" <= letter <= "\udfff" for letter in response):
        raise Unreadable("not_text")
    # Outer blanks of the keyboard go; others are the policy's matter. Nothing but blanks is nothing.
    return response.strip(" \t\n\r\v\f") if response.strip() else ""


def as_mapping(response: Response, keys: Sequence[str]) -> Mapping[str, Any]:
    """Read a mapping from places of the item. Raises Unreadable."""
    if response is None or response == []:
        return {}
    if not isinstance(response, Mapping):
        raise Unreadable("wrong_shape")
    if len(response) > len(keys):
        raise Unreadable("too_many")
    if not set(response) <= set(keys):
        raise Unreadable("not_a_place")
    return response


class Asked:
    """What is the same for most types: nothing shuffled, no parts, no words for a response."""

    kind = ""
    control = "none"
    shuffles = False
    order_is_key = False
    is_scored = True
    needs_marking = False
    counts_back = False

    def clean(self, content: Content) -> list[Problem]:
        return clean_common(content)

    def choice_keys(self, content: Content) -> list[str]:
        return []

    def present(self, content: Content, order: Sequence[str]) -> Shown:
        return Shown(self.kind, content.get("stem", ""), content.get("picture"), self.control)

    def parse(self, content: Content, fields: Fields) -> Response:
        return self.accept(content, next(iter(fields.get("", ())), ""))

    def accept(self, content: Content, response: Response) -> Response:
        raise NotImplementedError

    def is_complete(self, content: Content, response: Response) -> bool:
        return bool(response)

    def score(self, content: Content, response: Response) -> Fraction | None:
        return None

    def parts(self, content: Content, response: Response) -> Parts:
        return Parts((Part(self.score(content, response) or Fraction(0)),), Fraction(1))

    def feedback(self, content: Content, response: Response) -> list[str]:
        """Give what the author says to the response as a whole: `feedback_right` or `feedback_wrong`."""
        share = self.score(content, response) if response else None
        if share is None:
            return []
        said = content.get("feedback_right" if share > RIGHT else "feedback_wrong", "")
        return [said] if said else []

    def typed(self, content: Content, response: Response) -> list[Typed]:
        return []

    def listen(self, shown: Shown, words: Words) -> str:
        return read_aloud(shown, words)
