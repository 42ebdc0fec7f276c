"""The competences of Circular 02/2025/TT-BGDĐT, loaded from a file of the project.

Vietnamese names as found in copies of the annex (to be checked against the official gazette); English is ours.
"""

import csv
from pathlib import Path

from .models import Competence

__all__ = ["load_competences"]

_FILE = Path(__file__).parent / "data" / "competences.csv"


def load_competences() -> int:
    """Bring the table in line with the file; returns the number of competences. Repeating it changes nothing."""
    with _FILE.open(encoding="utf-8", newline="") as file:
        rows = [Competence(**row) for row in csv.DictReader(file)]
    Competence.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["code"], update_fields=["area", "name", "name_en"]
    )
    return len(rows)
