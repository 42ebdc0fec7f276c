"""Administrative areas through time. Nothing here is about a person."""

from typing import Any
from uuid import UUID, uuid4

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Level(models.TextChoices):
    PROVINCE = "province", _("province")
    DISTRICT = "district", _("district")
    COMMUNE = "commune", _("commune")


class Kind(models.TextChoices):
    """The official name of the kind of unit; districts ended on 1 July 2025, and with them townships."""

    TINH = "tinh", _("province (tỉnh)")
    THANH_PHO_TRUNG_UONG = "thanh_pho_trung_uong", _("centrally run city")
    HUYEN = "huyen", _("rural district (huyện)")
    THI_XA = "thi_xa", _("town (thị xã)")
    THANH_PHO = "thanh_pho", _("city of a province")
    QUAN = "quan", _("urban district (quận)")
    XA = "xa", _("rural commune (xã)")
    PHUONG = "phuong", _("ward (phường)")
    THI_TRAN = "thi_tran", _("township (thị trấn)")
    DAC_KHU = "dac_khu", _("special zone (đặc khu)")


class Edition(models.Model):
    """Which state of the places this database holds: one row, whose token is new after every change.

    What a process keeps in memory (successions, search index, drawings) is thrown away when the token moves.
    """

    ROW = 1

    token = models.UUIDField(default=uuid4)

    @classmethod
    def now(cls) -> UUID | None:
        """The token of the present state; None: nothing was ever loaded. One query."""
        return cls.objects.filter(pk=cls.ROW).values_list("token", flat=True).first()

    @classmethod
    def renew(cls) -> None:
        """Say that the places changed; needed after bulk writes, which do not pass through `save`."""
        cls.objects.update_or_create(pk=cls.ROW, defaults={"token": uuid4()})


class Area(models.Model):
    """One administrative unit for as long as its code meant the same name and ground.

    Codes are reused: the key is (code, valid_from). A unit that was renamed, reclassified or enlarged is two rows,
    tied by a succession, so that a figure about a row is always about the same ground.
    """

    code = models.CharField(
        max_length=5, help_text="official code: 2 digits for a province, 3 for a district, 5 for a commune"
    )
    name = models.CharField(max_length=120, help_text="with its kind: “Phường Đạo Thạnh”")
    level = models.CharField(max_length=10, choices=Level)
    kind = models.CharField(max_length=24, choices=Kind)
    valid_from = models.DateField(help_text="first day; for what is older than the files, the first day they speak of")
    valid_to = models.DateField(null=True, blank=True, help_text="first day on which it no longer was; empty: still is")
    # None: the source does not say.
    is_urban = models.BooleanField(null=True, blank=True)
    # Centre of the outline, degrees WGS 84. None: not known.
    lat = models.FloatField(null=True, blank=True)
    lon = models.FloatField(null=True, blank=True)
    # Official area in km², mud flats included; densities use it, never the outline's.
    area_km2 = models.FloatField(null=True, blank=True)

    class Meta:
        ordering = ["code", "valid_from"]
        constraints = [
            models.UniqueConstraint(fields=["code", "valid_from"], name="places_area_code_from"),
            # Which unit a code means today must have one answer.
            models.UniqueConstraint(fields=["code"], condition=Q(valid_to=None), name="places_area_one_current"),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gt=F("valid_from")), name="places_area_dates"
            ),
        ]
        indexes = [models.Index(fields=["level", "valid_to"], name="places_area_level_to")]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        super().save(*args, **kwargs)
        Edition.renew()


class AreaParent(models.Model):
    """An area lay in a higher one from–to; a commune in a district until 1 July 2025, in a province since."""

    area = models.ForeignKey(Area, models.CASCADE, related_name="parents")
    parent = models.ForeignKey(Area, models.CASCADE, related_name="parts")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            # An area lies in one higher area at a time.
            models.UniqueConstraint(fields=["area", "valid_from"], name="places_parent_once"),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gt=F("valid_from")), name="places_parent_dates"
            ),
        ]


class Basis(models.TextChoices):
    """How sure a weight is."""

    LEGAL_WHOLE = "legal_whole", _("the whole unit passed, by law")
    AREA_OVERLAY = "estimated_area_overlay", _("split; share of the ground, from overlaid outlines")
    ALL_PEOPLE = "all_people", _("all inhabitants passed, with a part of the ground")
    SAME_CODE = "same_code", _("assumed: the code went on under another name")
    ASSUMED_EQUAL = "assumed_equal", _("split; shares not published, taken as equal")


class Succession(models.Model):
    """A share of an ended area's people lives in a new one that began on the same day.

    The day is the old area's `valid_to` and the new one's `valid_from`; the weights of one old area sum to 1.
    """

    old = models.ForeignKey(Area, models.CASCADE, related_name="successions")
    new = models.ForeignKey(Area, models.CASCADE, related_name="predecessions")
    weight = models.DecimalField(max_digits=9, decimal_places=8, help_text="share of the old area's people, 0–1")
    basis = models.CharField(max_length=24, choices=Basis)
    # The resolution that ordered it, as “1663/NQ-UBTVQH15”; empty: not known.
    instrument = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["old", "new"], name="places_succession_once"),
            models.CheckConstraint(condition=Q(weight__gt=0, weight__lte=1), name="places_succession_weight"),
        ]

    def save(self, *args: Any, **kwargs: Any) -> None:
        super().save(*args, **kwargs)
        Edition.renew()


class MeasureKind(models.TextChoices):
    POPULATION = "population", _("inhabitants")
    HOUSEHOLDS = "households", _("households")
    ADULTS = "adults_15", _("inhabitants aged 15 and over")
    ELDERLY = "elderly_60", _("inhabitants aged 60 and over")


class Quality(models.TextChoices):
    """How a figure came about: shown beside it."""

    COUNTED = "counted", _("counted")
    SUMMED = "summed", _("counted; sum of the units it was made of")
    SUMMED_SPLIT = "summed_split", _("sum of the units it was made of; one of them was split by area")
    SAME_CODE = "same_code", _("counted for the unit that had this code then")
    AGE_ESTIMATE = "age_estimate", _("estimated from the ages in its district")
    REPORTED = "reported", _("reported, not checked")
    REPORTED_DOUBTFUL = "reported_doubtful", _("reported beside a wrong area")
    CORRECTED = "corrected", _("reported; a lost zero was restored")
    RATIO_ESTIMATE = "ratio_estimate", _("estimated from the census and the province's growth")


class Measure(models.Model):
    """A dated count for an area, with where it comes from and how sure it is."""

    area = models.ForeignKey(Area, models.CASCADE, related_name="measures")
    kind = models.CharField(max_length=12, choices=MeasureKind)
    year = models.PositiveSmallIntegerField()
    value = models.PositiveIntegerField()
    source = models.CharField(max_length=200)
    quality = models.CharField(max_length=24, choices=Quality)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["area", "kind", "year"], name="places_measure_once"),
        ]


class Outline(models.Model):
    """The simplified outline of an area, for drawing only: indicative, of no legal value."""

    area = models.OneToOneField(Area, models.CASCADE, related_name="outline")
    # GeoJSON geometry (Polygon or MultiPolygon), degrees WGS 84.
    geometry = models.JSONField()
    source = models.CharField(max_length=200)
