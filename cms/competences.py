"""The competences of Circular 02/2025/TT-BGDĐT, loaded from a file of the project.

Vietnamese names as found in copies of the annex (to be checked against the official gazette); English is ours.
The circular follows DigComp 2.2 competence by competence (areas 1–5); DigComp 3.0 kept its numbers. `digcomp` names the
competence of 3.0 with that number, in the words of its Data Supplement of 24 November 2025 (JRC144121).
"""

import csv
from pathlib import Path

from .models import Competence

__all__ = ["competence_codes", "digcomp_choices", "load_competences"]

_FILE = Path(__file__).parent / "data" / "competences.csv"


def _read() -> list[dict[str, str]]:
    with _FILE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def competence_codes() -> set[str]:
    """The codes that exist, as the file has them."""
    return {row["code"] for row in _read()}


def digcomp_choices() -> list[tuple[str, str]]:
    """The competences of DigComp 3.0 that ours go back to: (code, code and name), in English as published."""
    return [(row["digcomp"], f"{row['digcomp']} {row['digcomp_name']}") for row in _read() if row["digcomp"]]


def load_competences() -> int:
    """Bring the table in line with the file; returns the number of competences. Repeating it changes nothing."""
    rows = [Competence(**row) for row in _read()]
    Competence.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["area", "name", "name_en", "digcomp", "digcomp_name"],
    )
    return len(rows)
