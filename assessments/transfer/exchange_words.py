"""The sentences for what an import refused or could not keep."""

import re
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from ..bank.problems import SENTENCES as ITEM_SENTENCES
from ..blocks import ItemStream
from ..exchange.drafts import Reason
from ..items import Problem
from .qti_reasons import sentence as qti_sentence

SENTENCES = {
    # whole files
    "not_utf8": gettext_noop("The text is not UTF-8 (byte %(byte)s). Save it again as UTF-8."),
    "sheet_formula": gettext_noop("Cell %(cell)s holds a formula without a result. Write the value itself."),
    "sheet_merged": gettext_noop("The cells %(cells)s are merged. Separate them and fill in each."),
    "xml_broken": gettext_noop("The XML is broken in column %(column)s: %(text)s"),
    "xml_unsafe": gettext_noop("The XML declares entities or a document type. For safety we do not read it."),
    "xml_too_deep": gettext_noop("The XML is nested more than %(depth)s deep."),
    "xml_not_moodle": gettext_noop("The XML begins with <%(tag)s>, not with Moodle's <quiz>."),
    "file_too_large": gettext_noop("The file is too large."),
    "format_unknown": gettext_noop(
        "This is no format we know. Save the questions as GIFT, Aiken, Moodle XML, QTI, H5P or in our spreadsheet."
    ),
    "file_empty": gettext_noop("The file is empty."),
    "reader_failed": gettext_noop("We could not read this file, and it is our fault. Tell us, and send us the file."),
    "too_many_questions": gettext_noop("An import takes at most %(most)s questions. Divide the file."),
    "format_not_readable": gettext_noop("Files of the format %(format)s cannot be read yet."),
    "sheet_broken": gettext_noop("The spreadsheet cannot be opened."),
    "sheet_column_missing": gettext_noop("Column “%(column)s” is missing from the first row."),
    "sheet_column_unknown": gettext_noop("We do not know the column “%(column)s”."),
    "json_broken": gettext_noop("The JSON is broken in column %(column)s: %(text)s"),
    "h5p_file_missing": gettext_noop("The H5P package has no %(file)s. Export it again."),
    "h5p_no_questions": gettext_noop("The H5P package (%(library)s) holds no questions."),
    # questions
    "brace_not_closed": gettext_noop("A brace { or } has no partner. Inside a text write \\{ and \\}."),
    "answer_without_sign": gettext_noop("“%(text)s” stands before the first answer. Begin each answer with = or ~."),
    "pair_without_arrow": gettext_noop("Pair %(number)s has no “->”."),
    "too_few_pairs": gettext_noop("Give at least two pairs."),
    "too_few_elements": gettext_noop("Give at least two things to put in order."),
    "not_a_number": gettext_noop("“%(text)s” is not a number."),
    "weight_too_large": gettext_noop("The weight %(weight)s is beyond 100."),
    "question_not_begun": gettext_noop("There is an answer, but no question before it."),
    "answer_line_missing": gettext_noop("The question that begins in line %(begun)s has no line ANSWER:."),
    "answer_is_no_option": gettext_noop("“%(letter)s” is the letter of no answer."),
    "type_not_importable": gettext_noop("Questions of the type “%(type)s” cannot be imported."),
    "no_answers": gettext_noop("The question has no answers."),
    "no_gaps": gettext_noop("The text has no gap."),
    "gap_without_word": gettext_noop("Gap %(number)s names a word that is not there."),
    "no_background": gettext_noop("The background picture is missing or broken."),
    "spot_broken": gettext_noop("The place %(number)s on the picture cannot be read."),
    "part_broken": gettext_noop("The embedded question %(number)s cannot be read: %(problem)s"),
    "h5p_too_many_parts": gettext_noop("The question has %(count)s parts; at most %(most)s can be imported."),
    "h5p_brackets": gettext_noop("The text has [[ in it, which means a gap here. Take the brackets out."),
    "h5p_word_twice": gettext_noop("“%(text)s” is right in one place of the text and wrong in another."),
    "h5p_too_many_words": gettext_noop(
        "The text has %(count)s words to mark; as answers to tick, at most %(most)s can be shown."
    ),
    "unknown_word": gettext_noop("“%(text)s” is not allowed in column “%(column)s”."),
    # what was not kept
    "mark": gettext_noop("%(name)s: %(value)s"),
    "link": gettext_noop("link to %(address)s (its words are kept)"),
    "formatting": gettext_noop("formatting: %(tags)s (the words are kept)"),
    "markup_broken": gettext_noop("formatting that is broken (the words are kept)"),
    "picture_elsewhere": gettext_noop("picture that is not in the file: %(address)s"),
    "picture_not_kept": gettext_noop("picture %(name)s: we keep one picture, in the question itself"),
    "file_broken": gettext_noop("file %(name)s: it is damaged"),
    "file_not_kept": gettext_noop("file %(name)s: nothing refers to it"),
    "pair_feedback": gettext_noop("feedback to a pair: %(text)s"),
    "element": gettext_noop("%(tag)s: %(text)s"),
    "numbers_of_zones": gettext_noop("sizes of the zones: the file has none, 120 × 40 was assumed"),
    "hint_options": gettext_noop("what a hint does besides its text: %(tags)s"),
    "h5p_part": gettext_noop("%(name)s (%(n)s×): it asks nothing and is not kept"),
    "h5p_wrong_ticks": gettext_noop(
        "There each wrong tick costs as much as a right one earns; here all wrong ones together."
    ),
    "h5p_marked_words": gettext_noop("words to mark in the text: they became answers to tick"),
    "h5p_tries": gettext_noop("the score by the number of tries: here the first answer counts"),
    # what a writer cannot say
    "kind_not_in_format": gettext_noop("The format has no questions of this kind (%(kind)s)."),
    "picture_not_in_format": gettext_noop("The format has no pictures."),
    "rule_not_in_format": gettext_noop("The format cannot score by the rule “%(rule)s”."),
    "policy_not_in_format": gettext_noop("The format compares answers differently: its scores would not be ours."),
    "option_not_in_format": gettext_noop("The format has no option “%(name)s”."),
    # what the bank cannot store
    "kind_not_storable": gettext_noop("Questions of this kind (%(kind)s) have no editor yet and cannot be stored."),
    "shares_not_storable": gettext_noop("The weights of the answers cannot be stored yet: the score would change."),
    "rules_not_storable": gettext_noop(
        "Something that decides the score has no field in the editor, so it cannot be stored."
    ),
    "field_not_stored": gettext_noop("%(name)s: the editor has no field for it"),
    "not_published": gettext_noop("not published, a draft for now: %(why)s"),
    "picture_too_large": gettext_noop("picture %(name)s: it is too large (at most %(most)s MB)"),
    "category_cut": gettext_noop("category %(name)s: only its end became the topic"),
    "picture_not_stored": gettext_noop("picture %(name)s: it cannot be stored"),
}


# What an author calls what writers name by the content's own words.
_PARTS = {
    "all_or_nothing": gettext_noop("points only for all right answers together"),
    "allowed_difference": gettext_noop("how far two marks may be apart"),
    "answers": gettext_noop("what is said to single answers, or their share of the points"),
    "choices": gettext_noop("what is said to single answers, or their share of the points"),
    "correct": gettext_noop("which answers are right"),
    "explanation": gettext_noop("explanation"),
    "extensions": gettext_noop("which files may be sent"),
    "feedback": gettext_noop("what is said to single answers"),
    "feedback_false": gettext_noop("what is said to single answers"),
    "feedback_right": gettext_noop("what is said when it is right"),
    "feedback_true": gettext_noop("what is said to single answers"),
    "feedback_wrong": gettext_noop("what is said when it is wrong"),
    "gaps: dragging": gettext_noop("words to drag into the gaps"),
    "gaps: feedback": gettext_noop("what is said to single answers"),
    "group": gettext_noop("words that fit only some gaps"),
    "hints": gettext_noop("hints"),
    "markers": gettext_noop("how many people mark it"),
    "match_case": gettext_noop("capitals matter"),
    "max_files": gettext_noop("which files may be sent"),
    "max_mb": gettext_noop("which files may be sent"),
    "max_words": gettext_noop("how long the answer may be"),
    "min_words": gettext_noop("how long the answer may be"),
    "picture": gettext_noop("picture"),
    "policy": gettext_noop("how spellings are compared"),
    "prompts: picture": gettext_noop("pictures of what is to be matched"),
    "rubric": gettext_noop("what a marker looks at"),
    "rule": gettext_noop("how points are counted"),
    "tolerance_type": gettext_noop("how far a number may be off, in percent"),
    "unit_rule": gettext_noop("units"),
    "units": gettext_noop("units"),
    "wildcard": gettext_noop("* that stands for anything"),
    "zones": gettext_noop("places of their own size"),
}
_OTHER = gettext_noop("another of its settings")
_OF_CONTENT = {
    *("kind_not_in_format", "rule_not_in_format", "option_not_in_format", "kind_not_storable", "field_not_stored"),
}

# How readers name places in a file.
_PLACES = {
    "file": gettext_noop("the whole file"),
    "line": gettext_noop("line %(number)s"),
    "row": gettext_noop("row %(number)s"),
    "question": gettext_noop("question %(number)s"),
}
_PLACE = re.compile(r"\b(line|row|question) (\d+)")


def place_said(where: str) -> str:
    """Say in the reader's language where something stands in a file ("line 3" and the like; the rest stays)."""
    if where == "file":
        return _(_PLACES[where])
    return _PLACE.sub(lambda found: _(_PLACES[found[1]]) % {"number": found[2]}, where)


def kind_name(kind: str) -> str:
    """The kind in the author's words; "" where authors have no such kind."""
    block = ItemStream.base_blocks.get(kind)
    return str(block.label) if block else ""


def _part_said(param: str, name: Any) -> Any:
    """A kind or a part of a question as authors know it."""
    if param == "kind":
        return kind_name(name) or name
    return _(_PARTS.get(name, _OTHER))


def said(reason: Reason) -> str:
    """Say a reason in the reader's language; one that no list of ours has is said as it is."""
    if isinstance(reason, str):
        return qti_sentence(reason)
    params = {name: said(value) if isinstance(value, Problem) else value for name, value in reason.params.items()}
    if reason.code in _OF_CONTENT:
        params = {param: _part_said(param, value) for param, value in params.items()}
    sentence = SENTENCES.get(reason.code) or ITEM_SENTENCES[reason.code]
    return _(sentence) % params
