"""An item of QTI 1.2 → a draft: Canvas, Blackboard, Common Cartridge, D2L, Respondus. Pure."""

from fractions import Fraction
from typing import Any

from .answers1 import READERS
from .conditions1 import conditions, feedback_by_answer
from .gathering import Gathering, Refusal, check_size
from .material1 import RESPONSES, Item1, explanation, marker
from .tree import Node
from .values import decimal

# Where platforms write the type, the most telling first.
TYPE_FIELDS = ("question_type", "bbmd_questiontype", "cc_profile", "qmd_questiontype", "question type")
# How each platform names its types → how we read them.
TYPES = {
    "multiple_choice_question": "choice",
    "true_false_question": "true_false",
    "multiple_answers_question": "choice",
    "short_answer_question": "text",
    "fill_in_multiple_blanks_question": "blanks",
    "multiple_dropdowns_question": "drop_downs",
    "matching_question": "matching",
    "numerical_question": "number",
    "essay_question": "essay",
    "file_upload_question": "upload",
    "text_only_question": "description",
    "categorization_question": "categories",
    "ordering_question": "ordering",
    "cc.multiple_choice.v0p1": "choice",
    "cc.multiple_response.v0p1": "choice",
    "cc.true_false.v0p1": "true_false",
    "cc.fib.v0p1": "text",
    "cc.essay.v0p1": "essay",
    "multiple choice": "choice",
    "multiple answer": "choice",
    "true/false": "true_false",
    "either/or": "choice",
    "fill in the blank": "text",
    "short response": "essay",
    "essay": "essay",
    "matching": "matching",
    "ordering": "ordering",
    "numeric": "number",
    "file upload": "upload",
}
MADE_ANEW = ("calculated_question", "calculated", "calculated numeric")


def read_item(node: Node, gathering: Gathering) -> None:
    """Add the item to the report: a draft, or a refusal with its reason."""
    gathering.begin(node.get("ident"), node.line)
    try:
        check_size(node)
        item = _item(node, gathering)
        asked_as = _asked_as(item)
        kind, content = READERS[asked_as](item)
        stem = item.said(item.presentation)
        common: dict[str, Any] = {"stem": stem.text, "picture": gathering.illustrate(stem, keep=True)}
        if kind == "cloze":
            # What is asked stands in the text itself.
            common["stem"] = ""
        content = {**common, **explanation(item), **content}
    except Refusal as reason:
        gathering.refuse(str(reason))
        return
    name = " ".join((node.get("title") or node.get("ident")).split())
    gathering.add(kind, name, content, node.get("lang"))


def _item(node: Node, gathering: Gathering) -> Item1:
    presentation = node.child("presentation")
    if presentation is None:
        raise Refusal("no_body")
    metadata: dict[str, str] = {}
    for one in node.all("qtimetadatafield", "qti_metadatafield"):
        label, entry = one.child("fieldlabel"), one.child("fieldentry")
        if label and entry:
            # Where a field stands twice, the last counts: exporters add, they do not take away.
            metadata[label.words().strip().lower()] = entry.words().strip()
    blackboard = node.first("bbmd_questiontype")
    if blackboard:
        metadata["bbmd_questiontype"] = blackboard.words().strip()
    points = metadata.get("points_possible", "1")
    if decimal(points) not in (None, Fraction(1), Fraction(0)):
        gathering.drop(f"points: {points}")
    for setting in ("parent_stimulus_item_ident", "source_url", "calculator_type", "scoring_algorithm"):
        if metadata.get(setting) and metadata[setting] != "none":
            gathering.drop(f"setting: {setting}={metadata[setting]}")
    if node.get("instructions"):
        gathering.drop(f"setting: instructions={node.get('instructions')}")
    responses = presentation.all(*RESPONSES)
    found = conditions(node)
    return Item1(node, gathering, presentation, responses, found, metadata, feedback_by_answer(found))


def _asked_as(item: Item1) -> str:
    named = next((item.metadata[field].lower() for field in TYPE_FIELDS if item.metadata.get(field)), "")
    if named in MADE_ANEW or item.node.first("calculated", "var_sets"):
        raise Refusal("calculated")
    if any(one.name == "response_xy" for one in item.responses):
        return "hotspot"
    kind = TYPES.get(named, "")
    lids = [one for one in item.responses if one.name == "response_lid"]
    strings = [one for one in item.responses if one.name in ("response_str", "response_num")]
    if kind == "choice" and len(lids) > 1:
        # The type was overwritten: several lists are no single choice.
        kind = ""
    if kind in ("text", "number") and len(strings) > 1:
        kind = "strings"
    return kind or _guessed(item, lids, strings)


def _guessed(item: Item1, lids: list[Node], strings: list[Node]) -> str:
    if not item.responses:
        return "description"
    if lids and strings:
        raise Refusal("several_interactions: response_lid, response_str")
    if strings:
        scored = any(one.earns and one.tests for one in item.found)
        if len(strings) > 1:
            return "strings"
        number = strings[0].name == "response_num" or any(
            fib.get("fibtype").lower() in ("decimal", "integer") for fib in strings[0].all("render_fib")
        )
        return ("number" if number else "text") if scored else "essay"
    if not lids:
        raise Refusal(f"interaction: {item.responses[0].name}")
    if lids[0].get("rcardinality").lower() == "ordered":
        return "ordering"
    if len(lids) == 1 and marker(lids[0]) not in item.said(item.presentation).text:
        words = {text.lower() for _, text in item.labels(lids[0])}
        return "true_false" if words in ({"true", "false"}, {"đúng", "sai"}) else "choice"
    stem = item.said(item.presentation).text
    return "drop_downs" if all(marker(one) in stem for one in lids) else "matching"
