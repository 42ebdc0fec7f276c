"""A QTI file, bare XML or zip, any version → a Report. Pure."""

from pathlib import PurePosixPath

from assessments.exchange.drafts import Dropped, Refused, Report

from . import items1, items2
from .archives import Unsafe, unpack
from .gathering import Files, Gathering
from .tree import Node, Unreadable, parse, tags

XML = (".xml", ".qti")
MAX_TAGS_OF_ALL = 1_000_000
TESTS = ("assessmenttest", "assessmentsection")
# A section's title that nobody wrote says nothing.
NAMELESS = {"", "root_section", "main"}


def read(data: bytes, name: str) -> Report:
    """Read all questions of a file. Never raises: what cannot be read is refused, with where and why.

    `where` is "file, line N, identifier"; `why` and `what` are codes, or "code: detail" (assessments.qti_reasons says
    them in words). A picture in a draft is {"file": key of its media, "alt": …} until it is stored.
    """
    report = Report("qti", [], [], [])
    if data[:4] in (b"PK\x03\x04", b"PK\x05\x06"):
        _read_archive(data, name, report)
    else:
        _read_xml(data, name, Files(), report, {})
    return report


def _read_archive(data: bytes, name: str, report: Report) -> None:
    try:
        members = unpack(data)
    except Unsafe as reason:
        report.refused.append(Refused(name, str(reason)))
        return
    trees: dict[str, Node] = {}
    notes: dict[str, list[str]] = {}
    total = 0
    for path in sorted(members):
        if path.lower().endswith(XML) and not PurePosixPath(path).name.startswith("."):
            total += tags(members[path])
            if total > MAX_TAGS_OF_ALL:
                report.refused.append(Refused(path, f"too_large: {total} tags"))
                continue
            try:
                trees[path], notes[path] = parse(members[path])
            except Unreadable as reason:
                report.refused.append(Refused(path, str(reason)))
    categories = _categories(trees)
    twice = _copies(trees)
    for path in _in_order(trees, categories):
        if path in twice:
            report.dropped.append(Dropped(path, f"same_questions: {twice[path]}"))
            continue
        _read_tree(trees[path], notes[path], path, Files(members), report, categories)


def _in_order(trees: dict[str, Node], categories: dict[str, str]) -> list[str]:
    """Files in the order of the tests that name them, then the others by name."""
    return [path for path in categories if path in trees] + [path for path in trees if path not in categories]


def _categories(trees: dict[str, Node]) -> dict[str, str]:
    """Give the path of each item file that a test names → the titles of its sections."""
    found: dict[str, str] = {}

    def walk(node: Node, titles: list[str], folder: PurePosixPath) -> None:
        title = node.get("title").strip()
        if node.name in TESTS and title.lower() not in NAMELESS:
            titles = [*titles, title]
        for child in node.children:
            if child.name == "assessmentitemref":
                found.setdefault(_joined(folder, child.get("href")), "/".join(titles))
            else:
                walk(child, titles, folder)

    for path, root in trees.items():
        if root.name in TESTS:
            walk(root, [], PurePosixPath(path).parent)
    return found


def _joined(folder: PurePosixPath, address: str) -> str:
    parts: list[str] = []
    for part in (folder / address).parts:
        parts = parts[:-1] if part == ".." else [*parts, part]
    return "/".join(parts)


def _copies(trees: dict[str, Node]) -> dict[str, str]:
    """Canvas writes each assessment twice, the fuller one into non_cc_assessments: path → the path to read instead."""
    full: dict[str, str] = {}
    for path, root in trees.items():
        if "non_cc_assessments/" in path:
            full.update({node.get("ident"): path for node in root.all("assessment")})
    found = {}
    for path, root in trees.items():
        instead = [full.get(node.get("ident"), path) for node in root.all("assessment")]
        if instead and "non_cc_assessments/" not in path and all(other != path for other in instead):
            found[path] = instead[0]
    return found


def _read_xml(data: bytes, name: str, files: Files, report: Report, categories: dict[str, str]) -> None:
    try:
        root, notes = parse(data)
    except Unreadable as reason:
        report.refused.append(Refused(name, str(reason)))
        return
    _read_tree(root, notes, name, files, report, categories)


def _read_tree(
    root: Node, notes: list[str], name: str, files: Files, report: Report, categories: dict[str, str]
) -> None:
    gathering = Gathering(report, files, name, category=categories.get(name, ""))
    for note in notes:
        report.dropped.append(Dropped(name, f"mended: {note}"))
    if root.name == "assessmentitem":
        _say_format(report, _version(root))
        items2.read_item(root, gathering)
    elif root.name in ("questestinterop", "assessment", "section", "item", "objectbank"):
        _say_format(report, "qti12")
        _walk1(root, gathering, [])
    elif root.name in TESTS:
        _say_format(report, _version(root))
        if not categories:
            for reference in root.all("assessmentitemref"):
                gathering.line = reference.line
                gathering.drop(f"other_file: {reference.get('href')}")
        for node in root.all("selection", "ordering", "testfeedback", "outcomeprocessing", "timelimits"):
            gathering.line = node.line
            gathering.drop(f"element: {node.name}, line {node.line}")
    elif root.name != "manifest":
        report.dropped.append(Dropped(name, f"no_questions: {root.name}"))


def _say_format(report: Report, version: str) -> None:
    if report.format == "qti":
        report.format = version


def _version(root: Node) -> str:
    """Tell the versions apart by namespace, then by the way names are written."""
    if "v3p0" in root.namespace or root.prefixed:
        return "qti3"
    return "qti22" if "v2p2" in root.namespace else "qti21"


def _walk1(node: Node, gathering: Gathering, titles: list[str]) -> None:
    """Read the items of a 1.2 file in order, by the titles of the sections they stand in."""
    title = node.get("title").strip()
    if node.name in ("assessment", "section", "objectbank") and title.lower() not in NAMELESS:
        titles = [*titles, title]
    if node.name == "item":
        gathering.category = "/".join(titles)
        items1.read_item(node, gathering)
        return
    if node.name in ("bankentry_item", "itemref", "sourcebank_ref"):
        gathering.begin(node.get("item_ref") or node.get("linkrefid") or node.words().strip(), node.line)
        gathering.drop(f"other_file: {node.get('sourcebank_ref') or node.words().strip()}")
        return
    if node.name in ("selection_ordering", "outcomes_processing"):
        gathering.begin("", node.line)
        gathering.drop(f"element: {node.name}, line {node.line}")
    for child in node.children:
        _walk1(child, gathering, titles)
