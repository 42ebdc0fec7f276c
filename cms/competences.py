"""The competences of Circular 02/2025/TT-BGDĐT, loaded from a file of the project.

Vietnamese names as found in copies of the annex (to be checked against the official gazette); English is ours.
"""

import csv
from pathlib import Path

from .models import Competence

__all__ = ["competence_codes", "load_competences"]

_FILE = Path(__file__).parent / "data" / "competences.csv"


def _read() -> list[dict[str, str]]:
    with _FILE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def competence_codes() -> set[str]:
    """The codes that exist, as the file has them."""
    return {row["code"] for row in _read()}


def load_competences() -> int:
    """Bring the table in line with the file; returns the number of competences. Repeating it changes nothing."""
    rows = [Competence(**row) for row in _read()]
    Competence.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["code"], update_fields=["area", "name", "name_en"]
    )
    return len(rows)
