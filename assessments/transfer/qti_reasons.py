"""The sentences for what a QTI file loses on its way in: a code, or "code: detail", in the reader's language."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

SENTENCES = {
    # the file
    "too_large": gettext_noop("The file is too large to be read: %(detail)s"),
    "too_deep": gettext_noop("The file is nested too deeply to be read: %(detail)s"),
    "entities": gettext_noop(
        "The file declares entities, and such files are not opened. Export it again without them."
    ),
    "not_xml": gettext_noop("This is not XML: %(detail)s"),
    "not_zip": gettext_noop("The zip file cannot be opened: %(detail)s"),
    "too_many_files": gettext_noop("The zip file holds too many files: %(detail)s"),
    "path": gettext_noop("The zip file names a place outside itself: %(detail)s"),
    "link": gettext_noop("The zip file holds a link: %(detail)s"),
    "password": gettext_noop("The zip file is protected by a password: %(detail)s"),
    "no_questions": gettext_noop("There are no questions in this file: %(detail)s"),
    "mended": gettext_noop("The file is not well-formed and was mended; check its questions: %(detail)s"),
    "same_questions": gettext_noop("The same questions were read from %(detail)s"),
    "other_file": gettext_noop("A question in another file was not found here: %(detail)s"),
    # questions that are refused
    "templates": gettext_noop("The question is made anew with random numbers for each attempt."),
    "calculated": gettext_noop("The question calculates its answer from random numbers."),
    "too_long": gettext_noop("The question has too many parts, more than %(detail)s."),
    "no_body": gettext_noop("The question has no text."),
    "no_interaction": gettext_noop("The question expects a response but shows nothing to answer."),
    "interaction": gettext_noop("There is no question type here for this way of answering: %(detail)s"),
    "several_interactions": gettext_noop(
        "Several ways of answering in one question, not all fit into a text: %(detail)s"
    ),
    "no_key": gettext_noop("The file does not say which answer is right."),
    "not_all_ordered": gettext_noop("The right order leaves some of the elements out."),
    "unreadable": gettext_noop("A part has not the form it should have: %(detail)s"),
    "several_targets": gettext_noop("Something has several right partners; here it can have one."),
    "no_areas": gettext_noop("The file does not say which places in the picture are right."),
    "area": gettext_noop("A place in the picture cannot be read: %(detail)s"),
    "relative_areas": gettext_noop("The places in the picture are parts of its size, and the size is not known."),
    "areas_unclear": gettext_noop("What the numbers of the places in the picture mean differs between programs."),
    "responses": gettext_noop("The number of responses does not fit the question type: %(detail)s"),
    "no_marker": gettext_noop("The text does not show where this gap is: %(detail)s"),
    # what is not kept
    "picture_missing": gettext_noop("A picture did not come with the file: %(detail)s"),
    "picture": gettext_noop("Only the first picture of a question is kept, not %(detail)s"),
    "picture_in_answer": gettext_noop("A picture in an answer is not kept: %(detail)s"),
    "medium": gettext_noop("Sound, film and other media are not kept: %(detail)s"),
    "formula": gettext_noop("A formula is kept as plain text; check it."),
    "bounds": gettext_noop("The least or most that can be earned is set so that it cannot be kept."),
    "uneven_worth": gettext_noop("Right parts are worth different amounts there, and the same here."),
    "all_or_nothing": gettext_noop("Only the whole answer earns anything there; here each right part does."),
    "several_words_fit": gettext_noop("Several answers are right in one place; only one of them is kept."),
    "gap_without_word": gettext_noop("A gap has no right word and is left out: %(detail)s"),
    "prompt_without_target": gettext_noop("A part has no partner and is left out: %(detail)s"),
    "thing_without_category": gettext_noop("This belongs to no category and is left out: %(detail)s"),
    "by_category": gettext_noop("Each thing is scored by itself here, each category as a whole there."),
    "zone_without_drag": gettext_noop("A place in the picture has nothing to drag there and is left out: %(detail)s"),
    "zone_shape": gettext_noop("A place in the picture became the rectangle around it."),
    "ellipse": gettext_noop("An ellipse became the rectangle around it."),
    "wrong_answers_worth": gettext_noop("Wrong answers earn or cost something there, and nothing here."),
    "mixed_case": gettext_noop("Capital letters count in some answers only; here they count in all or none."),
    "two_tolerances": gettext_noop("The tolerance differs upwards and downwards; the downward one is kept."),
    "open_range": gettext_noop("An end of a range is itself wrong there, and right here: %(detail)s"),
    "rule": gettext_noop("A rule of scoring is not kept: %(detail)s"),
    "answer": gettext_noop("An answer is no number and is left out: %(detail)s"),
    "empty_answer": gettext_noop("An answer without words is left out: %(detail)s"),
    "model_answer": gettext_noop("The model answer is not kept."),
    "feedback": gettext_noop("Feedback that depends on the result is not kept: %(detail)s"),
    "rubric": gettext_noop("A note for those who mark or teach is not kept: %(detail)s"),
    "element": gettext_noop("A part of the file is not kept: %(detail)s"),
    "setting": gettext_noop("A setting is not kept: %(detail)s"),
    "points": gettext_noop("A quiz sets the points of its questions here, not the question: %(detail)s"),
}


def sentence(reason: str) -> str:
    """Say a reason in words; one that we do not know is said as it stands."""
    code, _colon, detail = reason.partition(": ")
    return _(SENTENCES[code]) % {"detail": detail} if code in SENTENCES else reason
