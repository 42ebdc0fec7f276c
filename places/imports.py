"""Make the database say what a folder of place files says."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import connection, models, transaction
from django.utils.translation import gettext as _

from .files import LEVEL_OF_KIND, BrokenFiles, Key, Places, Problem, Row, read
from .models import Area, AreaParent, Edition, Measure, Succession

DATA = Path(__file__).parent / "data"
BATCH = 2000


@dataclass(frozen=True, slots=True)
class Count:
    """What a load did to one table, in rows."""

    table: str
    created: int
    updated: int
    deleted: int
    unchanged: int

    @property
    def changed(self) -> bool:
        return bool(self.created or self.updated or self.deleted)


def load(folder: Path = DATA) -> list[Count]:
    """Load a folder of place files (docs/places.md); repeating it changes nothing. One transaction.

    Areas are created and updated, never deleted: people refer to them. For the areas the folder names, its parents
    and successions are the whole truth (others are removed); measures it does not mention stay.
    Raises BrokenFiles, before anything is written, with every line to mend.
    """
    places = read(folder)
    with transaction.atomic():
        known = {(area.code, area.valid_from): area for area in Area.objects.all()}
        _check_against(known, places)
        counts = [_load_areas(known, places)]
        # Areas just created have their keys now.
        ids = {(code, start): pk for pk, code, start in Area.objects.values_list("pk", "code", "valid_from")}
        counts += [_load_parents(ids, places), _load_successions(ids, places), _load_measures(ids, places)]
        if any(count.changed for count in counts):
            Edition.renew()
            _tell_the_planner()
    return counts


def _tell_the_planner() -> None:
    """PostgreSQL still believes the tables empty, and joins the whole country row by row: minutes, not moments."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            for model in (Area, AreaParent, Succession, Measure):
                cursor.execute(f"ANALYZE {connection.ops.quote_name(model._meta.db_table)}")


def _check_against(known: Mapping[Key, Area], places: Places) -> None:
    """Refuse rows whose code already means something else on the same days, by an earlier load."""
    of_code: dict[str, list[Area]] = {}
    for key, area in known.items():
        if key not in places.areas:
            of_code.setdefault(area.code, []).append(area)
    problems = []
    for (code, start), row in places.areas.items():
        for area in of_code.get(code, ()):
            ends_before = area.valid_to is not None and area.valid_to <= start
            begins_after = row["valid_to"] is not None and row["valid_to"] <= area.valid_from
            if not ends_before and not begins_after:
                cure = _("an earlier load has %(name)s under this code from %(day)s: begin it on that day here too")
                cure %= {"name": area.name, "day": area.valid_from}
                problems.append(Problem("areas.csv", row.line, "valid_from", cure))
    if problems:
        raise BrokenFiles(problems)


def _load_areas(known: Mapping[Key, Area], places: Places) -> Count:
    columns = ("code", "valid_from", "valid_to", "kind", "name", "is_urban", "lat", "lon", "area_km2")
    wanted: dict[Hashable, dict[str, Any]] = {
        key: {**{column: row[column] for column in columns}, "level": LEVEL_OF_KIND[row["kind"]]}
        for key, row in places.areas.items()
    }
    present: dict[Hashable, Area] = {key: area for key, area in known.items() if key in wanted}
    return _sync(Area, present, wanted)


def _load_parents(ids: Mapping[Key, int], places: Places) -> Count:
    wanted: dict[Hashable, dict[str, Any]] = {
        (ids[child], row["valid_from"]): {
            "area_id": ids[child],
            "parent_id": ids[parent],
            "valid_from": row["valid_from"],
            "valid_to": row["valid_to"],
        }
        for child, links in places.parents.items()
        for parent, row in links
    }
    named = {ids[key] for key in places.areas}
    present: dict[Hashable, AreaParent] = {
        (link.area_id, link.valid_from): link for link in AreaParent.objects.all() if link.area_id in named
    }
    return _sync(AreaParent, present, wanted)


def _load_successions(ids: Mapping[Key, int], places: Places) -> Count:
    wanted: dict[Hashable, dict[str, Any]] = {
        (ids[old], ids[new]): {
            "old_id": ids[old],
            "new_id": ids[new],
            **{column: row[column] for column in ("weight", "basis", "instrument")},
        }
        for old, links in places.successions.items()
        for new, row in links
    }
    named = {ids[key] for key in places.areas}
    present: dict[Hashable, Succession] = {
        (link.old_id, link.new_id): link for link in Succession.objects.all() if link.old_id in named
    }
    return _sync(Succession, present, wanted)


def _load_measures(ids: Mapping[Key, int], places: Places) -> Count:
    def fields(key: Key, row: Row) -> dict[str, Any]:
        columns = ("kind", "year", "value", "source", "quality")
        return {"area_id": ids[key], **{column: row[column] for column in columns}}

    wanted: dict[Hashable, dict[str, Any]] = {
        (ids[key], kind, year): fields(key, row) for (key, kind, year), row in places.measures.items()
    }
    present: dict[Hashable, Measure] = {}
    for measure in Measure.objects.all():
        if (key := (measure.area_id, measure.kind, measure.year)) in wanted:
            present[key] = measure
    return _sync(Measure, present, wanted)


def _sync(
    model: type[models.Model], present: Mapping[Hashable, Any], wanted: Mapping[Hashable, dict[str, Any]]
) -> Count:
    """Create, update and delete rows of `model` until those `present` say what is `wanted`."""
    changed = []
    for key, row in present.items():
        differences = {name: value for name, value in wanted.get(key, {}).items() if getattr(row, name) != value}
        if differences:
            vars(row).update(differences)
            changed.append(row)
    surplus = [row.pk for key, row in present.items() if key not in wanted]
    new = [model(**fields) for key, fields in wanted.items() if key not in present]
    manager = model._default_manager
    # In this order: a code's old period must end before its new one can be the current one.
    for i in range(0, len(surplus), BATCH):
        manager.filter(pk__in=surplus[i : i + BATCH]).delete()
    if changed:
        manager.bulk_update(changed, [name.removesuffix("_id") for name in next(iter(wanted.values()))], batch_size=500)
    manager.bulk_create(new, batch_size=BATCH)
    unchanged = len(wanted) - len(changed) - len(new)
    return Count(model._meta.model_name or "", len(new), len(changed), len(surplus), unchanged)
