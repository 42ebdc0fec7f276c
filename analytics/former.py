"""What an official code meant, and which communes of today took that over."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from places.api import Area, Level, successors_by_id

from .geography import Commune, Geography, short_name
from .writing import written_day


@dataclass(frozen=True, slots=True)
class Meaning:
    """One unit that had a code, and today's communes in its place; none: nobody knows."""

    name: str
    district: str
    valid_to: date
    heirs: tuple[tuple[Commune, Decimal], ...]

    @property
    def ended(self) -> str:
        return written_day(self.valid_to)


def meanings(code: str, geography: Geography, *, on: date | None = None) -> list[Meaning]:
    """The former communes that had the code (on that day), the last first. Two queries, a few more after a change."""
    areas = Area.objects.filter(code=code, level=Level.COMMUNE).exclude(valid_to=None).order_by("-valid_from")
    if on is not None:
        areas = areas.filter(valid_from__lte=on, valid_to__gt=on)
    rows = areas.values_list("pk", "name", "valid_to", "parents__parent__name", "parents__valid_from")
    last = {row[0]: row for row in rows.order_by("-valid_from", "parents__valid_from")}
    heirs = successors_by_id() if last else {}
    return [
        Meaning(
            name,
            short_name(district),
            ended,
            tuple((geography.by_id[heir], share) for heir, share in heirs.get(pk, ()) if heir in geography.by_id),
        )
        for pk, name, ended, district, _since in last.values()
    ]


def heirs_of(found: list[Meaning]) -> list[Commune]:
    """The different communes of today behind all meanings, in order."""
    return list(dict.fromkeys(commune for meaning in found for commune, _share in meaning.heirs))
