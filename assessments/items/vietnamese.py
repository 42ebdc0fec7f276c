"""Whether two pieces of Vietnamese text say the same, and by which rule. Pure.

Two texts are the same when they differ only in what a keyboard or a habit decides: the Unicode form, capitals,
blanks, invisible characters, full-width letters, Ð typed for Đ, a full stop at the end, and where a tone mark stands
(hòa, hoà). Tone marks themselves distinguish words, so whoever wants them ignored says so per question.

Source of the rules: ASSESSMENT.md, “Vietnamese text”. Distance: restricted Damerau–Levenshtein (insertion, deletion,
substitution, swap of neighbours; no letter edited twice), on NFC, so that a letter with its marks is one letter.
"""

import re
import unicodedata
from dataclasses import dataclass
from fractions import Fraction

# Icelandic eth and African d look like đ in most fonts, and some keyboards give them.
LOOKALIKES = str.maketrans({"\u00d0": "Đ", "\u0189": "Đ", "\u00f0": "đ", "\u0256": "đ"})
D_BAR = str.maketrans({"đ": "d", "Đ": "D"})
# NFD. Old habit: the mark on the first of two final vowels (hòa, thủy); new habit: on the second (hoà, thuỷ).
OLD_TONE = re.compile(
    "(?:(o)([\u0300\u0301\u0303\u0309\u0323])([ae])|(u)([\u0300\u0301\u0303\u0309\u0323])(y))(?!\\w|[\u0300-\u036f])"
)


@dataclass(frozen=True)
class Match:
    """Why a text counts as the key.

    rule: exact, tone_placement, typo, without_diacritics, typo_without_diacritics (Vietnamese policy);
    exact, pattern (strict policy). `share`: of what the key earns. `edits`: typing errors forgiven.
    """

    rule: str
    share: Fraction = Fraction(1)
    edits: int = 0


def normalise(text: str) -> str:
    """Give the form in which texts are compared, marks as typed.

    >>> normalise("  HÀ   Nội. ")
    'hà nội'
    """
    text = unicodedata.normalize("NFKC", text)
    text = "".join(letter for letter in text if unicodedata.category(letter) != "Cf")
    text = " ".join(text.split()).translate(LOOKALIKES).casefold()
    text = unicodedata.normalize("NFC", text)
    # “Hà Nội .” and “Hà Nội...” too; but a text of nothing else stays what it is.
    return text.rstrip(".!? ") or text


def fold_tone_placement(text: str) -> str:
    """Put tone marks where the new habit has them: oà, oè, uỳ at the end of a syllable. Takes a normalised text.

    >>> fold_tone_placement("hòa thủy, hoàn")
    'hoà thuỷ, hoàn'
    """
    found = OLD_TONE.sub(
        lambda at: f"{at[1] or at[4]}{at[3] or at[6]}{at[2] or at[5]}", unicodedata.normalize("NFD", text)
    )
    return unicodedata.normalize("NFC", found)


def without_diacritics(text: str) -> str:
    """Drop all marks, đ becoming d.

    >>> without_diacritics("Đường đến Hà Nội")
    'Duong den Ha Noi'
    """
    plain = unicodedata.normalize("NFD", text.translate(D_BAR))
    return unicodedata.normalize("NFC", "".join(letter for letter in plain if unicodedata.category(letter) != "Mn"))


def distance(one: str, other: str, most: int) -> int:
    """Count the typing errors between two texts; more than `most` is given as `most` + 1.

    >>> distance("mật khẩu", "mật khuẩ", 2)
    1
    """
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, left in enumerate(one, 1):
        before, last, row = row, before, [i]
        for j, right in enumerate(other, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (left != right))
            if i > 1 and j > 1 and left == other[j - 2] and one[i - 2] == right:
                cost = min(cost, last[j - 2] + 1)
            row.append(cost)
        if min(row) > most and min(before) > most:
            return most + 1
    return min(row[-1], most + 1)


def digits(text: str) -> str:
    return "".join(letter for letter in text if letter.isdigit())


def match_vietnamese(
    typed: str, key: str, *, diacritics: str = "exact", diacritics_share: Fraction = Fraction(1, 2), typos: int = 0
) -> Match | None:
    """Say by which rule `typed` says `key`; None: it does not.

    diacritics: `exact` (marks count), `partial` (without them it earns `diacritics_share`), `ignore`.
    typos: how many typing errors are forgiven. A wrong or missing mark is not a typing error, nor is a digit.
    """
    one, other = normalise(typed), normalise(key)
    if not one:
        return None
    if one == other:
        return Match("exact")
    one, other = fold_tone_placement(one), fold_tone_placement(other)
    if one == other:
        return Match("tone_placement")
    plain_share = {"partial": diacritics_share, "ignore": Fraction(1)}.get(diacritics)
    if without_diacritics(one) == without_diacritics(other):
        return Match("without_diacritics", plain_share) if plain_share is not None else None
    return match_with_typos(one, other, typos, plain_share) if typos else None


def match_with_typos(one: str, other: str, most: int, plain_share: Fraction | None) -> Match | None:
    """Say whether two normalised texts differ by typing errors only; with wrong marks, too, `plain_share` is earned."""
    edits = distance(without_diacritics(one), without_diacritics(other), most)
    if edits > most or digits(one) != digits(other):
        return None
    # As many errors with marks as without: no mark is wrong.
    if distance(one, other, most) == edits:
        return Match("typo", Fraction(1), edits)
    return Match("typo_without_diacritics", plain_share, edits) if plain_share is not None else None


def match_strict(typed: str, pattern: str, *, match_case: bool = False) -> Match | None:
    r"""Say whether `typed` fits a pattern as Moodle's short answer reads it; None: it does not.

    `*` stands for any text, `\*` for an asterisk. Outer blanks of `typed` do not count, those of the pattern do.
    Greedy from the left, without a regular expression: no pattern makes it slow.
    """
    text, wanted = unicodedata.normalize("NFC", typed.strip(" \t\n\r\v")), unicodedata.normalize("NFC", pattern)
    if not match_case:
        text, wanted = text.casefold(), wanted.casefold()
    pieces = [piece.replace("\\*", "*") for piece in re.split(r"(?<!\\)\*", wanted)]
    if len(pieces) == 1:
        return Match("exact") if text == pieces[0] else None
    first, last = pieces[0], pieces[-1]
    if len(text) < len(first) + len(last) or not text.startswith(first) or not text.endswith(last):
        return None
    at, end = len(first), len(text) - len(last)
    for piece in pieces[1:-1]:
        found = text.find(piece, at, end)
        if found < 0:
            return None
        at = found + len(piece)
    return Match("pattern")
