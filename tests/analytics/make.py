"""Plain makers for facts and for the country they happen in."""

from datetime import UTC, date, datetime
from itertools import count

from allauth.mfa.models import Authenticator

from courses.api import ActivityResult, Enrolment, record_activities
from people.api import Role, User, add_people, grant
from places.api import Area, Measure, MeasureKind, Quality, Succession
from tests.courses import make as courses

REFORM = date(2025, 7, 1)
BEFORE = datetime(2025, 6, 10, 3, 0, tzinfo=UTC)
AFTER = datetime(2025, 8, 10, 3, 0, tzinfo=UTC)
NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
_numbers = count(1)


def commune(code, name, *, adults=None, kind="xa"):
    """A commune of today."""
    area = Area.objects.create(code=code, name=name, level="commune", kind=kind, valid_from=REFORM, lat=10.3, lon=106.2)
    if adults is not None:
        count_adults(area, adults)
    return area


def count_adults(area, adults):
    words = {"year": 2019, "source": "Tổng điều tra 1/4/2019", "quality": Quality.AGE_ESTIMATE}
    Measure.objects.create(area=area, kind=MeasureKind.ADULTS, value=adults, **words)


def former(code, name, shares, *, district=None, kind="xa"):
    """A commune that ended with the reform; `shares` of its people by commune of today."""
    area = Area.objects.create(
        code=code, name=name, level="commune", kind=kind, valid_from=date(2019, 4, 1), valid_to=REFORM
    )
    for new, share in shares.items():
        Succession.objects.create(old=area, new=new, weight=share, basis="legal_whole")
    if district is not None:
        area.parents.create(parent=district, valid_from=date(2019, 4, 1), valid_to=REFORM)
    return area


def district(code, name, *, province):
    area = Area.objects.create(
        code=code, name=name, level="district", kind="huyen", valid_from=date(2019, 4, 1), valid_to=REFORM
    )
    area.parents.create(parent=province, valid_from=date(2019, 4, 1), valid_to=REFORM)
    return area


def former_province(code, name):
    return Area.objects.create(
        code=code, name=name, level="province", kind="tinh", valid_from=date(2019, 4, 1), valid_to=REFORM
    )


def learners(n, commune, course, *, at=AFTER, consents=("statistics",), **fields):
    """Enrolments of n new people who live in the commune."""
    people = add_people({"at": at, "consents": consents, "commune": commune, **fields} for _ in range(n))
    return Enrolment.objects.bulk_create(
        Enrolment(person=person, course=course, area=commune, enrolled_at=at, last_activity_at=at) for person in people
    )


def finish(enrolments, *, at=AFTER, passed=True):
    """Each reads every lesson and takes the quiz of the course."""
    keys = courses.keys(enrolments[0].course)
    record_activities(
        (one, key, ActivityResult("lesson", f"f{next(_numbers)}", completed=True, passed=passed), at)
        for one in enrolments
        for key in keys
    )


def reader(username, role=None, **scope):
    """Someone who signs in; with a role perhaps, and then with the second factor that it needs."""
    user = User.objects.create(username=username)
    if role:
        grant(user, Role(role), by=None, at=NOW, **scope)
        Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": "JBSWY3DPEHPK3PXP"})
    return user
