"""Check our scoring against published and recorded cases: scoring vectors, permutations, QTI cases. Pure.

Three formats, told apart by their rows: vectors (`kind`, `type`, `definition`), permutations of an ordering
(`grading`, `correct`, `response`) and QTI cases (`item`, `responses`), which another engine runs.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from .checks import Outcome, check


class BadVectors(ValueError):
    """A file that is none of the three formats. `line` and `column` count from 1; 0: the whole file."""

    def __init__(self, code: str, line: int = 0, column: int = 0) -> None:
        super().__init__(code)
        self.code, self.line, self.column = code, line, column


@dataclass
class TypeReport:
    """What became of the rows of one type."""

    passed: int = 0
    # {"id", "expected", "got"}
    failed: list[dict[str, Any]] = field(default_factory=list)
    # {"id", "why"}
    not_applicable: list[dict[str, Any]] = field(default_factory=list)


def read_rows(text: str) -> list[dict[str, Any]]:
    """Read the rows of one of the three formats. Raises BadVectors("not_json" | "not_a_list" | "not_vectors")."""
    try:
        rows = json.loads(text.removeprefix("\ufeff"))
    except json.JSONDecodeError as error:
        raise BadVectors("not_json", error.lineno, error.colno) from None
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise BadVectors("not_a_list")
    if not rows or not all(type_of(row) for row in rows):
        raise BadVectors("not_vectors")
    return rows


def type_of(row: Mapping[str, Any]) -> str:
    """Name the type a row is counted under; "" for a row of no format."""
    if "grading" in row and "correct" in row:
        return "ordering"
    if "item" in row and "responses" in row:
        return "qti"
    return str(row["type"]) if "type" in row and "definition" in row else ""


def check_rows(
    rows: Iterable[Mapping[str, Any]], *, check_qti: Callable[[Mapping[str, Any]], Outcome]
) -> dict[str, TypeReport]:
    """Run all rows; give a report by type, in the order the types first appear."""
    reports: dict[str, TypeReport] = {}
    for number, row in enumerate(rows, 1):
        name = type_of(row)
        outcome = check_qti(row) if name == "qti" else check(row)
        report = reports.setdefault(name, TypeReport())
        id_ = id_of(row, number)
        if outcome.verdict == "passed":
            report.passed += 1
        elif outcome.verdict == "failed":
            report.failed.append({"id": id_, "expected": outcome.expected, "got": outcome.got})
        else:
            report.not_applicable.append({"id": id_, "why": outcome.got})
    return reports


def id_of(row: Mapping[str, Any], number: int) -> str:
    if "id" in row:
        return str(row["id"])
    order: Sequence[Any] = row.get("response", ())
    return f"{row['grading']} {' '.join(map(str, order))}" if "grading" in row else f"row {number}"


__all__ = ["BadVectors", "Outcome", "TypeReport", "check", "check_rows", "read_rows"]
