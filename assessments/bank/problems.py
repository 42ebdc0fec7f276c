"""The sentences for what keeps an item or a quiz from being published."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from ..items import Problem

SENTENCES = {
    # items
    "no_stem": gettext_noop("Write the question."),
    "picture_without_alt": gettext_noop("Say what the picture shows, for people who cannot see it."),
    "too_few_choices": gettext_noop("Give at least two answers."),
    "empty_choice": gettext_noop("Answer %(number)s is empty."),
    "same_choice": gettext_noop("Answers %(other)s and %(number)s say the same."),
    "no_right_choice": gettext_noop("Say which answer is right."),
    "several_right_choices": gettext_noop(
        "%(count)s answers are marked as right. A single choice has one; for more, take a multiple choice."
    ),
    "no_wrong_choice": gettext_noop("All answers are right: ticking everything would do. Add a wrong one."),
    "share_out_of_range": gettext_noop("What answer %(number)s earns must be a number between -1 and 1."),
    "shares_below_one": gettext_noop("All right answers together must earn everything: make their shares add up to 1."),
    "no_full_answer": gettext_noop("Give at least one answer that earns all points."),
    "diacritics_share_out_of_range": gettext_noop(
        "What an answer without diacritics earns must be a number between 0 and 1."
    ),
    "too_many_typos": gettext_noop("Forgive at most two typing errors."),
    "too_short_for_typos": gettext_noop(
        "Answer %(number)s is too short to forgive typing errors: one error makes another word."
    ),
    "not_a_number": gettext_noop("Answer %(number)s is not a number."),
    "tolerance_not_a_number": gettext_noop("The tolerance of answer %(number)s must be a number, not below 0."),
    "bad_unit": gettext_noop("Unit %(number)s needs a name and a number above 0."),
    "no_units": gettext_noop("A unit is required, so give at least one unit."),
    "unit_penalty_out_of_range": gettext_noop("The penalty for a wrong unit must be a number between 0 and 1."),
    "too_few_pairs": gettext_noop("Give at least two prompts and two answers to match."),
    "empty_prompt": gettext_noop("Prompt %(number)s is empty."),
    "same_prompt": gettext_noop("Prompts %(other)s and %(number)s say the same."),
    "empty_target": gettext_noop("Answer to match %(number)s is empty."),
    "same_target": gettext_noop("Answers to match %(other)s and %(number)s say the same."),
    "too_few_elements": gettext_noop("Give at least two things to put in order."),
    "empty_element": gettext_noop("Step %(number)s is empty."),
    "same_element": gettext_noop("Steps %(other)s and %(number)s say the same."),
    "unknown_rule": gettext_noop("Choose how points are given."),
    "unknown_mode": gettext_noop("Choose how learners answer."),
    "place_without_answer": gettext_noop("Say what belongs in place %(number)s."),
    "place_of_another_group": gettext_noop("What belongs in place %(number)s is of another group."),
    "no_picture": gettext_noop("Choose the picture."),
    "no_zones": gettext_noop("Draw at least one zone in the picture."),
    "zone_without_label": gettext_noop("Name zone %(number)s, for people who cannot see the picture."),
    "zone_without_size": gettext_noop("Zone %(number)s has no place in the picture."),
    "zone_outside": gettext_noop("Zone %(number)s reaches beyond the picture. Move it, or make it smaller."),
    "zones_overlap": gettext_noop("Zones %(other)s and %(number)s overlap. Move them apart."),
    "empty_drag": gettext_noop("Thing to drag %(number)s is empty."),
    "same_drag": gettext_noop("Things to drag %(other)s and %(number)s say the same."),
    "no_areas": gettext_noop("Draw at least one right area in the picture."),
    "bad_shape": gettext_noop("Area %(number)s has no shape."),
    "area_outside": gettext_noop("Area %(number)s reaches beyond the picture. Move it, or make it smaller."),
    "area_too_small": gettext_noop(
        "Area %(number)s is too small to be hit with a finger. Make it as large as a square of the grid."
    ),
    "area_without_marker": gettext_noop("Say which marker belongs in area %(number)s."),
    "empty_marker": gettext_noop("Marker %(number)s is empty."),
    "same_marker": gettext_noop("Markers %(other)s and %(number)s say the same."),
    "no_gaps": gettext_noop("Put at least one gap into the text."),
    "gap_without_marker": gettext_noop("Gap “%(key)s” must stand in the text exactly once."),
    "marker_without_gap": gettext_noop("The text has a gap “%(key)s” that is not described."),
    "empty_word": gettext_noop("Word %(number)s is empty."),
    "same_word": gettext_noop("Words %(other)s and %(number)s say the same."),
    "unknown_part_kind": gettext_noop("Part %(number)s is of no known kind."),
    "points_not_a_number": gettext_noop("The points of part %(number)s must be a number, not below 0."),
    "part_problem": gettext_noop("Part %(number)s: %(problem)s"),
    "bad_word_limits": gettext_noop("The word limits must be whole numbers above 0, the lower one first."),
    "bad_extensions": gettext_noop("List the file types allowed, such as .jpg or .pdf."),
    "bad_max_files": gettext_noop("Allow between 1 and 10 files."),
    "bad_max_mb": gettext_noop("A file may have between 1 and %(most)s megabytes."),
    "empty_criterion": gettext_noop("Criterion %(number)s is empty."),
    "same_criterion": gettext_noop("Criteria %(other)s and %(number)s say the same."),
    "too_few_levels": gettext_noop("Criterion %(number)s needs at least two levels."),
    "level_without_points": gettext_noop("Every level of criterion %(number)s needs points, not below 0."),
    "criterion_without_points": gettext_noop("No level of criterion %(number)s gives any points."),
    "levels_all_alike": gettext_noop(
        "All levels of criterion %(number)s give the same points, so it makes no difference which one is picked."
    ),
    "level_without_words": gettext_noop("Level %(number)s of criterion %(criterion)s has no words."),
    "same_level": gettext_noop("Levels %(other)s and %(number)s of criterion %(criterion)s say the same."),
    "bad_markers": gettext_noop("Each piece of work is marked by one person or by two."),
    "bad_difference": gettext_noop("By how much two markers may differ must be a number between 0 and 100."),
    "no_content": gettext_noop("Write the question and its answers."),
    # quizzes
    "no_items": gettext_noop("Add at least one question."),
    "no_points": gettext_noop("No question gives any points, so nobody can pass."),
    "no_such_section": gettext_noop("A question belongs to section %(number)s, but the quiz has %(count)s sections."),
    "empty_section": gettext_noop("Section %(number)s “%(title)s” has no questions."),
    "draw_too_large": gettext_noop(
        "Section %(number)s: the bank has %(there)s questions that fit, %(needed)s are needed."
    ),
    "draws_overlap": gettext_noop(
        "Sections %(number)s draw from the same questions: "
        "the bank has %(there)s that fit, together they need %(needed)s."
    ),
    "item_not_published": gettext_noop("Question %(number)s “%(title)s” is not published."),
    "not_its_version": gettext_noop(
        "Question %(number)s “%(title)s”: the chosen version is not one of this question. Choose another."
    ),
    "item_problem": gettext_noop("Question %(number)s “%(title)s”: %(problem)s"),
}

# Why a sheet of paper needs a look, for whoever types it in.
SHEETS = {
    "letters_count": gettext_noop("%(typed)s answers were typed, the sheet has %(asked)s questions."),
    "letter_unknown": gettext_noop("“%(typed)s” is no answer here; they go from A to %(last)s."),
    "letter_twice": gettext_noop("“%(typed)s” has a letter twice."),
    "letters_too_many": gettext_noop("“%(typed)s” has several letters; this question takes one."),
    "sheet_differs": gettext_noop("It was entered before with another answer. Nothing was changed."),
    "attempt_open": gettext_noop("This person is taking the quiz on a device just now. Have it handed in there first."),
    "attempts_used_up": gettext_noop("This person has no attempt left."),
}

# Why a response can't be taken, for the person who gave it (codes of `items.Unreadable`).
UNREADABLE = {
    "not_complete": gettext_noop("Answer the whole question first, then check it."),
    "too_long": gettext_noop("Your answer is too long. Please shorten it."),
    "too_many": gettext_noop("That is more than this question takes. Please take something away."),
    "not_an_order": gettext_noop("Give every step its own number, each number once."),
    "not_a_point": gettext_noop("Point to a place inside the picture."),
    "not_a_file": gettext_noop("This file can't be taken here. Please choose one of the allowed types."),
    "too_large": gettext_noop("This file is too large. Please choose a smaller one, or take the photo again."),
    "no_file": gettext_noop("No file arrived. Please choose it again."),
    "empty_file": gettext_noop("This file is empty. Please choose it again."),
    "disguised": gettext_noop("This file is something else inside than its name says. Please save or take it again."),
    "heic": gettext_noop(
        "This photo is in Apple's HEIC format, which many computers can't open. On the iPhone choose Settings, Camera, "
        "Formats, Most Compatible, and take it again; or send a screenshot of it."
    ),
    "no_room": gettext_noop("You have sent as much as fits. Please remove a file that is no longer needed."),
    "file_gone": gettext_noop("One of the files is no longer here. Please send it again."),
    "not_text": gettext_noop("Your answer has characters that can't be kept. Please type it again."),
}
UNREADABLE_ELSE = gettext_noop("This answer does not fit the question.")


def unreadable_sentence(code: str) -> str:
    """Say why a response can't be taken, and what to do."""
    return _(UNREADABLE.get(code, UNREADABLE_ELSE))


def sheet_sentence(problem: Problem) -> str:
    """Say why a sheet needs a look."""
    if problem.code == "unreadable":
        return str(problem.params["why"])
    return _(SHEETS[problem.code]) % dict(problem.params)


def sentence(problem: Problem) -> str:
    """Say a problem in the author's language."""
    params = dict(problem.params)
    if isinstance(params.get("problem"), Problem):
        params["problem"] = sentence(params["problem"])
    return _(SENTENCES[problem.code]) % params
