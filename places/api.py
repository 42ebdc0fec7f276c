"""Communes and higher areas through time: the only module of `places` that other packages import."""

from .files import BrokenFiles, Problem
from .imports import Count, load
from .lineage import (
    Ambiguous,
    DeadEnd,
    UnknownCode,
    adults,
    area,
    children,
    communes,
    denominators,
    parent,
    population,
    resolve,
    series,
    successors_by_id,
)
from .models import Area, Basis, Edition, Kind, Level, Measure, MeasureKind, Outline, Quality, Succession
from .names import fold
from .search import Found, label, search
