"""Everything this package holds about a person, for “My data”; and what of it goes when the person is erased."""

from typing import Any

from . import accommodations, integrity, placement_results, reviews


def export_all(person) -> dict[str, Any]:
    """Give everything kept here about the person, as plain values."""
    return {
        **reviews.export_attempts(person),
        **accommodations.export_accommodations(person),
        "placements": placement_results.export_placements(person),
        **integrity.export_notes(person),
    }


def erase_all(person) -> None:
    """Remove what names the person or was said about them; attempts stay as facts about nobody."""
    accommodations.erase_accommodations(person)
    integrity.erase_notes(person)
