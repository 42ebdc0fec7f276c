"""Placements for `analytics` alone, as DataFrames: pseudonyms and area ids, never a name or a contact.

Everybody's: whoever counts people joins them with those who agreed (`people.frames.people`).
"""

from typing import TYPE_CHECKING

from django.db.models import Count, Max

from .models import Occasion, PlacementSitting
from .psychometrics.gains import gain, mean_gain

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["gains", "mean_gains", "placements", "watermark"]

_PLACEMENT = {
    "person__pseudonym": "int64",
    "area": "Int64",
    "occasion": "str",
    "context": "str",
    "language": "str",
    "started_at": "datetime64[ns, UTC]",
    "finished_at": "datetime64[ns, UTC]",
    "scale__number": "int64",
    "theta": "float64",
    "se": "float64",
    "band": "Int64",
}
_GAIN = ("person", "area", "context", "until", "from_at", "to_at", "gain", "se")


def watermark() -> str:
    """A text that changes with each placement finished; not with merges. One query."""
    newest = PlacementSitting.objects.exclude(finished_at=None).aggregate(n=Count("id"), at=Max("finished_at"))
    return f"{newest['n']}-{newest['at']}"


def placements() -> "pd.DataFrame":
    """Every placement that was finished and not cut short, in the order of finishing. One query.

    Columns: person (pseudonym), area (id of where the person lived at the start, may be missing), occasion (placement,
    before, after, check), context (key of the course it was taken for, "": none), language, started_at, finished_at
    (UTC), scale (number of the version whose cuts it was judged by), theta and se (logits), band (0–3; missing:
    between two).
    """
    import pandas as pd

    done = PlacementSitting.objects.filter(is_whole=True).exclude(finished_at=None).order_by("finished_at", "pk")
    rows = list(done.values_list(*_PLACEMENT).iterator(chunk_size=20_000))
    table = pd.DataFrame.from_records(rows, columns=list(_PLACEMENT)).astype(_PLACEMENT)
    return table.rename(columns={"person__pseudonym": "person", "scale__number": "scale"})


def gains() -> "pd.DataFrame":
    """What each person gained by a course: its placement after it, or the check 90 days later, less the one before.

    The one before is that taken before this course; where there is none, the newest placement of any kind before the
    first one after it. A person whose two placements lie in different languages has no gain: languages are on one
    scale only as far as their authors agree. One query.
    Columns: person, area (that of the later placement), context (course), until ("after" or "check"), from_at, to_at,
    gain (logits, undrawn: `psychometrics.gains`), se.
    """
    import pandas as pd

    by_person: dict[int, list] = {}
    for row in placements().itertuples(index=False):
        by_person.setdefault(row.person, []).append(row)
    found = []
    for person, taken in by_person.items():
        for place, later in enumerate(taken):
            if later.occasion not in (Occasion.AFTER, Occasion.CHECK):
                continue
            # Only the first of its kind: who repeats it has practised.
            if any(one.occasion == later.occasion and one.context == later.context for one in taken[:place]):
                continue
            first = _before(taken, later)
            if first is None:
                continue
            by = gain((first.theta, first.se), (later.theta, later.se))
            moments = (first.finished_at, later.finished_at)
            found.append((person, later.area, later.context, later.occasion, *moments, by.by, by.se))
    kinds = {"person": "int64", "area": "Int64", "gain": "float64", "se": "float64"}
    return pd.DataFrame.from_records(found, columns=list(_GAIN)).astype(kinds)


def mean_gains(by: str) -> "pd.DataFrame":
    """The mean gain of each course (`by` "context") or commune ("area"), until after and until the check. One query.

    Columns: the one named, until, n (people; small ones must be protected before anybody sees them), gain, se (missing
    for one person).
    """
    import pandas as pd

    every = gains()
    rows = []
    for (key, until), some in every.groupby([by, "until"], sort=True):
        # A person with two courses counts once in a commune.
        told = mean_gain(some.groupby("person")["gain"].mean().to_list())
        if told is not None:
            rows.append((key, until, told.n, told.mean, told.se))
    return pd.DataFrame.from_records(rows, columns=[by, "until", "n", "gain", "se"]).astype({"se": "float64"})


def _before(taken, later):
    """The placement to compare with."""
    first_after = next(
        place
        for place, one in enumerate(taken)
        if one.context == later.context and one.occasion in (Occasion.AFTER, Occasion.CHECK)
    )
    earlier = [one for one in taken[:first_after] if one.language == later.language]
    own = [one for one in earlier if one.occasion == Occasion.BEFORE and one.context == later.context]
    return (own or earlier or [None])[-1]
