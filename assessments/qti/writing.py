"""Drafts → a QTI 3.0 package: one file a question, a test whose sections are the categories, and the pictures. Pure."""

import io
import zipfile
from collections.abc import Iterable, Sequence

from lxml import etree

from assessments.exchange.drafts import Draft

from .gathering import number_text
from .writing_kinds import KINDS, Said, add, lines

NAMESPACE = "http://www.imsglobal.org/xsd/imsqtiasi_v3p0"
PACKAGE = "http://www.imsglobal.org/xsd/qti/qtiv3p0/imscp_v1p1"
# A zip has a date for each file; ours is always the same, so that equal drafts make equal bytes.
DATE = (1980, 1, 1, 0, 0, 0)


class Unwritable(ValueError):
    """QTI has no way to ask this; the text names the kind."""


def write(drafts: Iterable[Draft]) -> bytes:
    """Write a package. Raises Unwritable; `left_out` says beforehand what of a draft QTI cannot say."""
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        media: dict[str, bytes] = {}
        written: list[tuple[Draft, str]] = []
        for number, draft in enumerate(drafts, 1):
            path = f"items/{number:04}.xml"
            _put(archive, path, _bytes(_item(draft, f"item{number}")))
            media.update(draft.media)
            written.append((draft, path))
        for path, content in media.items():
            _put(archive, path, content)
        _put(archive, "test.xml", _bytes(_test(written)))
        _put(archive, "imsmanifest.xml", _bytes(_manifest(written, media)))
    return whole.getvalue()


def left_out(draft: Draft) -> list[str]:
    """Name the settings of a draft that QTI has no words for, "kind" first if it cannot be written at all."""
    content = draft.content
    if draft.kind not in KINDS or (draft.kind == "hotspot" and content.get("mode") == "markers"):
        return ["kind"]
    marking = ("rubric", "markers", "min_words", "max_words", "extensions", "max_mb")
    found = [name for name in ("hints", "units", *marking) if content.get(name)]
    parts = [content, *content.get("parts", {}).values()]
    if any(part.get("policy") == "vietnamese" for part in parts):
        found.append("policy")
    if draft.kind == "ordering" and content.get("rule", "all_previous_and_next") != "all_or_nothing":
        found.append("rule")
    if any("group" in thing for name in ("gaps", "words", "drags") for thing in content.get(name, [])):
        found.append("group")
    answers = [answer for part in parts for answer in part.get("answers", [])]
    if any("*" in str(answer.get("text", answer.get("value", ""))).replace(r"\*", "") for answer in answers):
        found.append("wildcard")
    if any(answer.get("feedback") for answer in answers) or any(
        content.get(f"feedback_{one}") for one in ("true", "false")
    ):
        found.append("feedback")
    return found


def _item(draft: Draft, identifier: str) -> etree._Element:
    if "kind" in left_out(draft):
        raise Unwritable(draft.kind)
    said: Said = KINDS[draft.kind](draft.content, draft.language)
    root = etree.Element(f"{{{NAMESPACE}}}qti-assessment-item", nsmap={None: NAMESPACE})
    root.set("identifier", identifier)
    root.set("title", _clean(draft.name) or identifier)
    root.set("adaptive", "false")
    root.set("time-dependent", "false")
    if draft.language:
        root.set("{http://www.w3.org/XML/1998/namespace}lang", draft.language)
    for one in said.declarations:
        root.append(one)
    _outcome(root, "SCORE", "float", "0")
    if said.most:
        _outcome(root, "MAXSCORE", "float", number_text(said.most))
    if said.feedback:
        _outcome(root, "FEEDBACK", "identifier")
    explanation = draft.content.get("explanation", "")
    if explanation:
        # Always shown: its outcome holds its name from the start, and no rule changes it.
        _outcome(root, "EXPLANATION", "identifier", "explanation")
    body = add(root, "qti-item-body")
    if said.stem:
        lines(add(body, "div"), draft.content.get("stem", ""))
    picture = draft.content.get("picture")
    if picture and picture.get("file") and said.stem:
        add(body, "img", src=f"../{picture['file']}", alt=picture.get("alt", ""))
    for one in said.body:
        body.append(one)
    if said.score is not None:
        _rules(root, said)
    if explanation:
        shown = add(
            root, "qti-modal-feedback", outcome_identifier="EXPLANATION", identifier="explanation", show_hide="show"
        )
        lines(add(shown, "qti-content-body"), explanation)
    _name(root)
    return root


def _outcome(root: etree._Element, name: str, base: str, default: str = "") -> None:
    declared = add(root, "qti-outcome-declaration", identifier=name, cardinality="single", base_type=base)
    if default:
        add(add(declared, "qti-default-value"), "qti-value").text = default


def _rules(root: etree._Element, said: Said) -> None:
    rules = add(root, "qti-response-processing")
    if isinstance(said.score, str) and not said.feedback:
        rules.set("template", f"https://purl.imsglobal.org/spec/qti/v3p0/rptemplates/{said.score}.xml")
        return
    if said.score == "map_response":
        add(add(rules, "qti-set-outcome-value", identifier="SCORE"), "qti-map-response", identifier="RESPONSE")
    elif said.score == "match_correct":
        condition = add(rules, "qti-response-condition")
        arm = add(condition, "qti-response-if")
        match = add(arm, "qti-match")
        add(match, "qti-variable", identifier="RESPONSE")
        add(match, "qti-correct", identifier="RESPONSE")
        add(add(arm, "qti-set-outcome-value", identifier="SCORE"), "qti-base-value", base_type="float").text = "1"
    else:
        for one in said.score or ():
            rules.append(one)
    if said.feedback:
        add(add(rules, "qti-set-outcome-value", identifier="FEEDBACK"), "qti-variable", identifier="RESPONSE")


def _test(written: Sequence[tuple[Draft, str]]) -> etree._Element:
    root = etree.Element(f"{{{NAMESPACE}}}qti-assessment-test", nsmap={None: NAMESPACE})
    root.set("identifier", "test")
    root.set("title", "")
    part = add(root, "qti-test-part", identifier="part", navigation_mode="nonlinear", submission_mode="simultaneous")
    sections: dict[str, etree._Element] = {}
    for number, (draft, path) in enumerate(written, 1):
        if draft.category not in sections:
            name = f"section{len(sections) + 1}"
            sections[draft.category] = add(
                part, "qti-assessment-section", identifier=name, title=_clean(draft.category), visible="true"
            )
        add(sections[draft.category], "qti-assessment-item-ref", identifier=f"item{number}", href=path)
    _name(root)
    return root


def _manifest(written: Sequence[tuple[Draft, str]], media: Iterable[str]) -> etree._Element:
    root = etree.Element(f"{{{PACKAGE}}}manifest", nsmap={None: PACKAGE})
    root.set("identifier", "package")
    add(root, "organizations")
    resources = add(root, "resources")
    _resource(resources, "test", "imsqti_test_xmlv3p0", "test.xml", [])
    pictures = list(media)
    for number, (draft, path) in enumerate(written, 1):
        _resource(
            resources, f"item{number}", "imsqti_item_xmlv3p0", path, [one for one in pictures if one in draft.media]
        )
    _name(root)
    return root


def _resource(parent: etree._Element, name: str, kind: str, path: str, files: Iterable[str]) -> None:
    resource = add(parent, "resource", identifier=name, type=kind, href=path)
    for one in (path, *files):
        add(resource, "file", href=one)


def _name(root: etree._Element) -> None:
    """Put everything below into the namespace of the root."""
    namespace = etree.QName(root).namespace
    for node in root.iter():
        if isinstance(node.tag, str) and not node.tag.startswith("{"):
            node.tag = f"{{{namespace}}}{node.tag}"


def _clean(text: str) -> str:
    return " ".join("".join(letter for letter in text if letter.isprintable() or letter.isspace()).split())


def _bytes(root: etree._Element) -> bytes:
    return bytes(etree.tostring(root, xml_declaration=True, encoding="utf-8", pretty_print=False))


def _put(archive: zipfile.ZipFile, path: str, content: bytes) -> None:
    info = zipfile.ZipInfo(path, DATE)
    info.compress_type = zipfile.ZIP_DEFLATED
    archive.writestr(info, content)
