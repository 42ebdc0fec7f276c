"""Plain makers for the tests of people."""

from datetime import UTC, date, datetime

from people.api import Organisation, Person, Role, User, grant, join, sign_up
from places.api import Area, Kind, Level, Succession

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
TODAY = date(2026, 3, 2)
PASSWORD = "ba dong song"
REFORM = date(2025, 7, 1)


def commune(code: str, name: str, *, until: date | None = None, into: Area | None = None) -> Area:
    """A commune of today, or a former one that became part of `into`."""
    area = Area.objects.create(
        code=code,
        name=name,
        level=Level.COMMUNE,
        kind=Kind.PHUONG if name.startswith("Phường") else Kind.XA,
        valid_from=date(2020, 1, 1) if until else REFORM,
        valid_to=until,
    )
    if into is not None:
        Succession.objects.create(old=area, new=into, weight=1, basis="legal_whole")
    return area


def office(code: str, *, parent: Organisation | None = None) -> Organisation:
    return Organisation.objects.create(code=code, name=f"Phòng {code}", parent=parent)


def user(username: str, **fields) -> User:
    """A user with the password PASSWORD and a person called like the user, who agreed to the keeping of learning."""
    agreed = fields.pop("consents", ("learning",))
    person_fields = {"name": fields.pop("name", username.title()), "commune": fields.pop("commune", None)}
    made = User.objects.create_user(username, password=PASSWORD, date_joined=NOW, **fields)
    sign_up(made, consents=agreed, at=NOW, **person_fields)
    return made


def holder(
    username: str, role: Role, *, office: Organisation | None = None, area: Area | None = None, **fields
) -> User:
    """A user with a role."""
    made = user(username, **fields)
    grant(made, role, organisation=office, area=area, by=None, at=NOW)
    return made


def member(username: str, organisation: Organisation) -> Person:
    """Someone who works in an organisation."""
    person = user(username).person
    join(person, organisation, on=date(2024, 1, 1))
    return person
