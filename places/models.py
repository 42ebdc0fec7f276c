"""Administrative areas through time. Nothing here is about a person."""

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


class Area(models.Model):
    """One administrative unit for as long as its code meant the same thing.

    Codes are reused: the key is (code, valid_from). A unit that changed its meaning is two rows.
    """

    code = models.CharField(max_length=8, help_text="official code of the statistics office")
    name = models.CharField(max_length=120, help_text="with its kind: “Phường Đạo Thạnh”")
    level = models.CharField(max_length=10, choices=Level)
    kind = models.CharField(max_length=24, choices=Kind)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True, help_text="first day on which it no longer was; empty: still is")
    # None: the source does not say.
    is_urban = models.BooleanField(null=True, blank=True)
    # Centre of the outline, degrees WGS 84. None: not known.
    lat = models.FloatField(null=True, blank=True)
    lon = models.FloatField(null=True, blank=True)
    # Official area in km², mud flats included; densities use it, never the outline's.
    area_km2 = models.FloatField(null=True, blank=True)
    # What people write when they look for it: folded names, old and new, one a line (places.search).
    search_text = models.TextField(blank=True, editable=False)

    class Meta:
        ordering = ["code", "valid_from"]
        constraints = [
            models.UniqueConstraint(fields=["code", "level", "valid_from"], name="places_area_code_from"),
            # Which unit a code means today must have one answer.
            models.UniqueConstraint(
                fields=["code", "level"], condition=Q(valid_to=None), name="places_area_one_current"
            ),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gt=F("valid_from")), name="places_area_dates"
            ),
        ]
        indexes = [models.Index(fields=["level", "valid_to"], name="places_area_level_to")]

    def __str__(self) -> str:
        return self.name


class AreaParent(models.Model):
    """An area lay in a higher one from–to; a commune in a district until 1 July 2025, in a province since."""

    area = models.ForeignKey(Area, models.CASCADE, related_name="parents")
    parent = models.ForeignKey(Area, models.CASCADE, related_name="parts")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["area", "parent", "valid_from"], name="places_parent_once"),
        ]


class Succession(models.Model):
    """A share of an old area's people became part of a new area on a day (the weights of one old area sum to 1)."""

    old = models.ForeignKey(Area, models.CASCADE, related_name="successions")
    new = models.ForeignKey(Area, models.CASCADE, related_name="predecessions")
    on = models.DateField()
    weight = models.DecimalField(max_digits=9, decimal_places=8, help_text="share of the old area's people, 0–1")
    # legal_whole: the whole unit passed; estimated_*: a split, estimated.
    basis = models.CharField(max_length=40)
    instrument = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["old", "new", "on"], name="places_succession_once"),
            models.CheckConstraint(condition=Q(weight__gt=0, weight__lte=1), name="places_succession_weight"),
        ]


class MeasureKind(models.TextChoices):
    POPULATION = "population", _("inhabitants")
    HOUSEHOLDS = "households", _("households")
    ADULTS = "adults_15", _("inhabitants aged 15 and over")
    ELDERLY = "elderly_60", _("inhabitants aged 60 and over")


class Measure(models.Model):
    """A dated count for an area, with where it comes from and how sure it is."""

    area = models.ForeignKey(Area, models.CASCADE, related_name="measures")
    kind = models.CharField(max_length=12, choices=MeasureKind)
    year = models.PositiveSmallIntegerField()
    value = models.PositiveIntegerField()
    source = models.CharField(max_length=200)
    # exact, estimate, reported, …: shown beside the figure.
    quality = models.CharField(max_length=60)

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
