"""The communes that simulated people live in, and what these were before, as `truth` needs them."""

from datetime import date, timedelta

from places.api import Area, Measure, MeasureKind, communes, denominators, resolve

from .truth import Place, first_day

__all__ = ["read_places"]


def read_places(until: date) -> list[Place]:
    """Every commune of the map of `until` that has a count of adults. Two queries a commune and former map."""
    adults = {area_id: measure.value for area_id, measure in denominators(until).items()}
    elderly = dict(
        Measure.objects.filter(kind=MeasureKind.ELDERLY, area__in=adults).order_by("year").values_list("area", "value")
    )
    ends = _map_ends(until)
    return [
        Place(
            area_id=area.pk,
            code=area.code,
            is_urban=bool(area.is_urban),
            adults=adults[area.pk],
            elderly=elderly.get(area.pk),
            before=tuple((end, _parts(area, until, end)) for end in ends if end <= area.valid_from),
        )
        for area in communes(until)
        if adults.get(area.pk)
    ]


def _map_ends(until: date) -> list[date]:
    """The days within the simulated time on which the map changed."""
    changes = Area.objects.filter(valid_from__gt=first_day(until), valid_from__lte=until)
    return list(changes.order_by("valid_from").values_list("valid_from", flat=True).distinct())


def _parts(area: Area, until: date, end: date) -> tuple[tuple[int, float], ...]:
    former = resolve(area.code, until, to=end - timedelta(days=1))
    return tuple((part.pk, float(share)) for part, share in former)
