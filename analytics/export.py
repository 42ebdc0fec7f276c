"""The open data file: the communes' figures with what is needed to read them right."""

from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from cms.api import csv_text

from .catalogue import INDICATORS
from .figures import Cell, Sheet, Sight, read
from .geography import Geography
from .models import Build
from .writing import written_day

# In the column “shown”: the number is shown, hidden for privacy, or not known. Codes, for programs.
SHOWN, SUPPRESSED, NO_DATA = "shown", "suppressed", "no data"


def export_csv(build: Build, geography: Geography, sight: Sight) -> str:
    """The table of communes as CSV text.

    Definitions first, an empty line, then a line of column names and one row for each commune. One query.
    """
    sheet = read(build, geography, sight)
    return csv_text([*_definitions(sheet, geography, sight), [], *_table(sheet, geography)])


def _definitions(sheet: Sheet, geography: Geography, sight: Sight) -> list[list]:
    build = sheet.build
    census = dict.fromkeys(one.adults.source for one in geography.communes if one.adults)
    first, last = sheet.months[0], localtime(build.at)
    lines = [
        [_("Title"), _("Figures by commune")],
        *([[_("Note"), _("Illustrative figures: the learners are simulated.")]] if build.uses_demo else []),
        *([[_("Note"), _("Not for publication: counts that the public does not see are in it.")]] if sight else []),
        [_("Period"), f"{first:%Y-%m} – {last:%Y-%m-%d}"],
        [_("Built at"), last.isoformat(timespec="seconds")],
        [_("Communes as of"), written_day(last)],
        [_("Source of the people"), _("records of this platform, of people who agreed to statistics")],
        [_("Source of the adults"), "; ".join(census)],
        [
            _("Hidden"),
            _(
                "“%(word)s”: fewer than %(threshold)d people, or a number that would give such a one away. "
                "0 is nobody; “%(no_data)s” is not known."
            )
            % {"word": SUPPRESSED, "threshold": build.threshold, "no_data": NO_DATA},
        ],
        [_("Decimal separator"), _("point")],
    ]
    for one in INDICATORS.values():
        lines.append([_(one.name), f"{one.measure}: {_(one.numerator)}"])
    lines.append([_("Adults"), _(next(iter(INDICATORS.values())).denominator)])
    lines.append([_("Interval"), _("95 percent interval by Wilson, per 100 adults")])
    return lines


def _table(sheet: Sheet, geography: Geography) -> list[list]:
    names = [
        f"{measure}{part}"
        for measure in INDICATORS
        for part in ("_people", "_shown", "_per_100", "_per_100_low", "_per_100_high")
    ]
    table: list[list] = [["scope", "code", "commune", "former_district", "former_province", "adults", *names]]
    for row in sheet.rows:
        one = row.commune
        place = ["commune", one.code, one.name, one.districts, one.province, _known(one.n_adults)]
        table.append(place + _numbers(row.cells))
    table.append(["unknown", "", _("Commune not known"), "", "", NO_DATA, *_numbers(sheet.unknown)])
    whole = ["province", "", _("Whole province"), "", "", _known(geography.n_adults)]
    table.append(whole + _numbers(sheet.province))
    return table


def _known(number: int | None) -> int | str:
    return NO_DATA if number is None else number


def _numbers(cells: dict[str, Cell]) -> list:
    numbers: list = []
    for cell in cells.values():
        figure = cell.coverage
        if cell.people is None:
            numbers += [SUPPRESSED] * 5
        elif figure is None:
            numbers += [cell.people, SHOWN, NO_DATA, NO_DATA, NO_DATA]
        else:
            rates = [figure.per_100, figure.low, figure.high]
            numbers += [cell.people, SHOWN, *(NO_DATA if rate is None else round(rate, 4) for rate in rates)]
    return numbers
