"""How the commands of this package read their files and show their figures."""

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from assessments.figures.figure_words import sentence
from assessments.psychometrics.mark_files import BrokenTable

T = TypeVar("T")


def read_table(file: Path, reader: Callable[[bytes], T]) -> T:
    """Read a file, or say in one line each what is wrong and where. Raises CommandError."""
    try:
        return reader(file.read_bytes())
    except OSError as error:
        raise CommandError(_("can't read %(file)s") % {"file": error.filename}) from None
    except BrokenTable as broken:
        raise CommandError("\n".join(f"{file.name}: {sentence(problem)}" for problem in broken.problems)) from None


def shown(value: float | None, digits: int = 2) -> str:
    """Write a figure for people; a dash where there is none."""
    return "–" if value is None else f"{value:.{digits}f}"
