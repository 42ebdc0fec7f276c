"""What every item type promises. Pure: no Django, no clock, no chance.

Content, as frozen in an item version (JSON; a missing key reads as its default). Every number an author typed is a
string holding a decimal ("0.5", "-0.3333333"), never a float; places in a picture are numbers, in its pixels;
`picture` then also has its `width` and `height`, where they are known.
Every item has `stem` (plain text; line ends count), `picture` {"id", "alt"} | None, `explanation` (said about the
whole question after handing in) and `hints` [str] (practice); all but the choice kinds may have `feedback_right` and
`feedback_wrong`, said to the response as a whole. `share` is the part of the points an answer earns,
−1…1. Then, by type, the content → the response:

    single_choice    choices [{key, text, correct, feedback, share?}] (share: else "1" if correct, else "0") → [key]
    multiple_choice  choices as above, rule "partial" | "all_or_nothing"                → [key…]
    true_false       answer bool, feedback_true, feedback_false                        → ["true" | "false"]
    matching         prompts [{key, text, picture?, target}], targets [{key, text}]    → {prompt: target}
    ordering         elements [{key, text}] in the right order, rule (see ordering)    → [key…], all of them
    short_answer     answers [{text, share, feedback}], policy "vietnamese" | "strict" → str
                     vietnamese: diacritics "exact" | "partial" | "ignore", diacritics_share "0.5", typos 0–2
                     strict: match_case bool; `*` stands for anything, `\\*` for itself
    numeric          answers [{value | "*", tolerance, tolerance_type "absolute" | "relative" | "geometric",
                     share, feedback}], units [{text, multiplier}] (how many make one of the answers' unit),
                     unit_rule "none" | "optional" | "required", unit_side "after" | "before", unit_penalty,
                     unit_penalty_of "response" | "question", unit_entry "typed" | "chosen",
                     policy "vietnamese" | "strict", decimal_point, thousands (strict)  → str, number with its unit
    cloze            text with [[key]], parts {key: {kind, points, …content of that kind}} → {key: its response}
    gap_fill         text with [[key]], mode "type" | "choose" | "drag", gaps [{key, word, group}] and
                     words [{key, text, group, many}]; "type": gaps [{key, answers, …as short_answer}]
                                                                     → {gap: word} or {gap: str}
    drag_onto_image  drags [{key, text, picture?, group, many}], zones [{key, label, x, y, width, height, drag}]
                                                                                       → {zone: drag}
    hotspot          mode "click" | "markers", areas [{key, label, shape, coords, marker?, correct?}], clicks int,
                     markers [{key, text, many}] → [[x, y]…] or {marker: [[x, y]…]}
    essay            min_words, max_words int | None, rubric [{key, text, levels [{key, text, points}]}],
                     markers 1 | 2 (how many mark each work), allowed_difference "0.2" (share of the points) → str
    file_upload      extensions [".jpg"…], max_files int, max_mb int (of one file), and as essay: rubric,
                     markers, allowed_difference                                       → [{ref, name}]
    likert           scale [{key, text, value}]; never scored                          → [key]
    description      nothing to answer; never scored                                   → None

Not answered is the empty list, mapping or text, or None; every type reads [] and None so.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Protocol

Content = Mapping[str, Any]
Response = Any
# What a browser sent for one item: "" is the item's own field, other names are fields inside it.
Fields = Mapping[str, Sequence[str]]
# Where a place stands in a text.
MARKER = re.compile(r"\[\[([^\[\]]+)\]\]")


class Unreadable(ValueError):
    """A response that this item cannot have; `code` says why.

    wrong_shape, not_text, too_long, too_many, not_a_choice, not_a_place, not_a_point, not_an_order, not_a_file,
    not_a_level.
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Problem:
    """Why an author cannot publish yet. The sentence for `code` stands outside (`assessments.problems`)."""

    code: str
    params: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Choice:
    """One thing to pick, put somewhere or put in order. An empty `text`: the interface has a word for `key`."""

    key: str
    text: str
    picture: Mapping[str, Any] | None = None
    # Only places of the same group take it.
    group: str = "1"
    # May be used more than once.
    many: bool = False


@dataclass(frozen=True)
class Place:
    """Something inside an item to be filled: a prompt, a gap, a zone, a part."""

    key: str
    # What stands beside it; "" where it stands in the text.
    label: str
    # radio, checkbox, select, text, number or point.
    control: str
    choices: tuple[Choice, ...] = ()
    picture: Mapping[str, Any] | None = None
    # (x, y, width, height) in pixels of the item's picture.
    box: tuple[Any, ...] | None = None


@dataclass(frozen=True)
class Shown:
    """What a learner may see of an item before its feedback: never the key."""

    kind: str
    stem: str
    picture: Mapping[str, Any] | None
    # How it is answered: radio, checkbox, order, places, points, text, number, long_text, files or none.
    control: str
    choices: tuple[Choice, ...] = ()
    places: tuple[Place, ...] = ()
    # Where places stand in a text: the text, with [[key]] for each.
    text: str = ""
    # How much may be given: min_words, max_words, max_files, max_mb, extensions, clicks, units (a list of texts).
    limits: Mapping[str, Any] = field(default_factory=dict)


class Words(Protocol):
    """What the interface adds to the author's words when a question is read aloud, in the question's language."""

    def gap(self, number: int) -> str:
        """Name a place in a text, counted from 1."""

    def choice(self, choice: Choice) -> str:
        """Name something to pick, also where its author wrote nothing: a picture, or right and wrong."""


@dataclass(frozen=True)
class Part:
    """What one part of a response earned: a share of `weight`."""

    share: Fraction
    weight: Fraction = Fraction(1)


@dataclass(frozen=True)
class Parts:
    """A response taken apart, for penalties by part. `whole`: what all parts together could weigh."""

    parts: tuple[Part, ...]
    whole: Fraction


@dataclass(frozen=True)
class Typed:
    """Something that was typed, and which answer of the author's it was taken for, by which rule.

    Rules for words: exact, tone_placement, without_diacritics, typo, typo_without_diacritics, pattern; for numbers:
    exact, tolerance, anything ("*"); "": it was taken for none.
    """

    text: str
    # What is the same to the question: capitals, blanks and the like left out.
    form: str
    # As its author wrote it; "" for none.
    answer: str = ""
    rule: str = ""
    # What it earns at its place, −1…1, and what a missing or wrong unit has taken off that.
    share: Fraction = Fraction(0)
    unit_cost: Fraction = Fraction(0)
    # Typing errors forgiven.
    edits: int = 0
    # Numbers: how many can be read in it; None: it is not asked for as a number.
    readings: int | None = None
    # Where in the item: the key of the place, and its number from 1; "" and 0 for the item itself.
    place: str = ""
    number: int = 0


class ItemType(Protocol):
    """One way of asking. Stateless; one instance serves all items of its kind."""

    kind: str
    # False: the order of the choices is part of the question, or of habit.
    shuffles: bool
    # True: the author's order gives the answer away, so it is shuffled on every paper.
    order_is_key: bool
    # False: a question about someone, or nothing to answer; its score is always None.
    is_scored: bool
    # True: a person marks it (`rubrics.mark_by_rubric`); its score is None once it is answered.
    needs_marking: bool
    # True: wrong tries cost only the parts that were wrong (practice).
    counts_back: bool

    def clean(self, content: Content) -> list[Problem]:
        """Say what keeps this content from being published; empty: nothing."""

    def choice_keys(self, content: Content) -> list[str]:
        """List the keys of what is shuffled, in the author's order; empty: nothing."""

    def present(self, content: Content, order: Sequence[str]) -> Shown:
        """Show the item, its choices in `order`; those missing in `order` follow, where it matters not as authored."""

    def parse(self, content: Content, fields: Fields) -> Response:
        """Read what a plain form sent. Raises Unreadable."""

    def accept(self, content: Content, response: Response) -> Response:
        """Bring a response into its one written form, so that equal responses are equal. Raises Unreadable."""

    def is_complete(self, content: Content, response: Response) -> bool:
        """Say whether an accepted response may be handed in as it is: nothing left open, limits kept."""

    def score(self, content: Content, response: Response) -> Fraction | None:
        """Give the share of the points, −1…1. Not answered is 0. None: a person marks it, or nobody scores it."""

    def parts(self, content: Content, response: Response) -> Parts:
        """Take the score apart; one part where the type has none."""

    def right_response(self, content: Content) -> Response:
        """Give a response that earns everything; None where there is none."""

    def summary(self, content: Content, response: Response) -> str:
        """Say the response in the author's words, for reports and exports; "" for not answered."""

    def feedback(self, content: Content, response: Response) -> list[str]:
        """Give what the author says to this very response."""

    def typed(self, content: Content, response: Response) -> list[Typed]:
        """Say what was typed and how it was compared; empty: nothing was, or this is not answered by typing."""

    def listen(self, shown: Shown, words: Words) -> str:
        """Give the lines to read aloud, one breath each, of what a learner sees: so the key cannot be among them."""

    def samples(self, content: Content) -> list[tuple[Response, Fraction | None]]:
        """Give responses with the score each must get: every type tests itself."""
