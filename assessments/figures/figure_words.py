"""The sentences about tables of marks, and about what item statistics and calibration found."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from ..items import Problem

SENTENCES = {
    # files
    "not_utf8": gettext_noop("This is not UTF-8 text. Save it as “CSV UTF-8” and try again."),
    "no_names": gettext_noop("The file is empty. Its first line must hold the names of the columns."),
    "no_rows": gettext_noop("There is nothing under the line of names. Add a line for each attempt."),
    "no_items": gettext_noop("There is no column of marks. Add a column for each question."),
    "same_column": gettext_noop(
        "Two columns are called “%(column)s”. The first line must hold a different name for each column."
    ),
    "wrong_width": gettext_noop(
        "Line %(line)s has %(found)s cells, but there are %(expected)s columns. Add or remove separators there."
    ),
    "unreadable": gettext_noop("Line %(line)s can't be read as CSV. Look for a quotation mark that is never closed."),
    "not_a_number": gettext_noop(
        "Line %(line)s, column “%(column)s”: “%(cell)s” is not a mark. Write a number, or nothing for not answered."
    ),
    "not_a_bit": gettext_noop(
        "Line %(line)s, column “%(column)s”: “%(cell)s” is neither 0 nor 1. "
        "Write 1 for right, 0 for wrong, nothing for not given."
    ),
    "slot_twice": gettext_noop(
        "Line %(line)s: attempt “%(attempt)s” has slot “%(slot)s” a second time. Remove one of the two lines."
    ),
    "no_maximum": gettext_noop("No maximum mark is given for column “%(column)s”. Add it to --max-marks."),
    "maxima_count": gettext_noop(
        "--max-marks has %(found)s numbers, but there are %(expected)s items. Give one number, or one for each."
    ),
    "maxima_unreadable": gettext_noop("--max-marks: “%(value)s” is neither a file nor numbers above or equal to 0."),
    # what statistics found
    "too_few": gettext_noop("too few attempts to judge (%(n)s of %(needed)s)"),
    "not_reliable": gettext_noop("not reliable: alpha is negative, the error is larger than the differences"),
    "too_easy": gettext_noop("too easy: nearly everybody is right"),
    "too_hard": gettext_noop("too hard: few are right"),
    "weak_discrimination": gettext_noop("hardly tells strong from weak"),
    "negative_discrimination": gettext_noop("the weak do better than the strong: the key may be wrong"),
    "distractor_beats_key": gettext_noop("answer “%(key)s” is chosen more by the strong than the key: it may be right"),
    "above_maximum": gettext_noop("has marks above its maximum %(maximum)s: give --max-marks"),
    # what calibration found
    "all_right": gettext_noop(
        "Column “%(column)s”: everybody is right, so no finite difficulty fits. Leave it out, or use --priors."
    ),
    "all_wrong": gettext_noop(
        "Column “%(column)s”: everybody is wrong, so no finite difficulty fits. Leave it out, or use --priors."
    ),
    "no_answers": gettext_noop("Column “%(column)s”: nobody answered it. Leave it out."),
    "no_finite_estimate": gettext_noop(
        "Column “%(column)s”: the answers fit no finite slope. Collect more of them, or use --priors or --model 1pl."
    ),
    "no_common_slope": gettext_noop(
        "The questions have nothing in common: who is right in one is no likelier to be right in another. "
        "Check the keys, or use --slope 1 or --priors."
    ),
    "no_people": gettext_noop("All frequencies are 0. There must be at least one person."),
    # what a calibration says of a question
    "too_few_answers": gettext_noop("too few answers to judge (%(n)s of %(needed)s): the author's word counts"),
    "misfit": gettext_noop("does not go with the other questions: it may ask for something else, or its key is wrong"),
    "slips": gettext_noop("some of the strongest are wrong or of the weakest right: look at its wording, or guessing"),
    "overfit": gettext_noop("too easy to foretell from the other questions: it may repeat one"),
    "became_harder": gettext_noop("has become harder than it was"),
    "became_easier": gettext_noop("has become easier than it was: its answer may be known by now"),
    "not_converged": gettext_noop("The estimates had not settled after %(iterations)s rounds: take them with care."),
}

# By pair of groups, class C and class B, harder and easier for the first group than for its equals.
_DIFFERENCES = {
    ("women", "C", "harder"): gettext_noop(
        "women are right in it much less often than men of the same level: look whether it asks for something else"
    ),
    ("women", "B", "harder"): gettext_noop("women are right in it somewhat less often than men of the same level"),
    ("women", "C", "easier"): gettext_noop(
        "men are right in it much less often than women of the same level: look whether it asks for something else"
    ),
    ("women", "B", "easier"): gettext_noop("men are right in it somewhat less often than women of the same level"),
    ("elderly", "C", "harder"): gettext_noop(
        "people of 60 and over are right in it much less often than younger ones of the same level: "
        "look whether it asks for something else"
    ),
    ("elderly", "B", "harder"): gettext_noop(
        "people of 60 and over are right in it somewhat less often than younger ones of the same level"
    ),
    ("elderly", "C", "easier"): gettext_noop(
        "people under 60 are right in it much less often than older ones of the same level: "
        "look whether it asks for something else"
    ),
    ("elderly", "B", "easier"): gettext_noop(
        "people under 60 are right in it somewhat less often than older ones of the same level"
    ),
    ("rural", "C", "harder"): gettext_noop(
        "people of communes are right in it much less often than people of wards of the same level: "
        "look whether it asks for something else"
    ),
    ("rural", "B", "harder"): gettext_noop(
        "people of communes are right in it somewhat less often than people of wards of the same level"
    ),
    ("rural", "C", "easier"): gettext_noop(
        "people of wards are right in it much less often than people of communes of the same level: "
        "look whether it asks for something else"
    ),
    ("rural", "B", "easier"): gettext_noop(
        "people of wards are right in it somewhat less often than people of communes of the same level"
    ),
    ("handheld", "C", "harder"): gettext_noop(
        "people on a phone are right in it much less often than people of the same level at a computer: "
        "look whether all of it can be seen and touched on a small screen"
    ),
    ("handheld", "B", "harder"): gettext_noop(
        "people on a phone are right in it somewhat less often than people of the same level at a computer"
    ),
    ("handheld", "C", "easier"): gettext_noop(
        "people at a computer are right in it much less often than people of the same level on a phone: "
        "look whether it works with a mouse and keys"
    ),
    ("handheld", "B", "easier"): gettext_noop(
        "people at a computer are right in it somewhat less often than people of the same level on a phone"
    ),
}
COMPARED = {
    "women": gettext_noop("women with men"),
    "elderly": gettext_noop("people of 60 and over with younger ones"),
    "rural": gettext_noop("people of communes with people of wards"),
    "handheld": gettext_noop("people on phones with people at computers"),
}


def difference_sentence(found: Mapping[str, Any]) -> str:
    """Say that a question is harder for some than for others of the same level (`assessments.group_differences`)."""
    direction = "harder" if found["delta"] < 0 else "easier"
    return _(_DIFFERENCES[found["pair"], found["ets"], direction])


def sentence(problem: Problem) -> str:
    """Say a problem or a verdict in the reader's language."""
    return _(SENTENCES[problem.code]) % problem.params
