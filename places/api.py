"""Communes and higher areas through time: the only module of `places` that other packages import."""

from .atlas import Ambiguous, DeadEnd, UnknownCode
from .boundaries import BrokenOutlines, OutlineCount, load_boundaries
from .files import BrokenFiles, Problem
from .imports import Count, load
from .lineage import (
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
from .shapes import Drawing, Shape, drawing

__all__ = [
    "Ambiguous",
    "Area",
    "Basis",
    "BrokenFiles",
    "BrokenOutlines",
    "Count",
    "DeadEnd",
    "Drawing",
    "Edition",
    "Found",
    "Kind",
    "Level",
    "Measure",
    "MeasureKind",
    "Outline",
    "OutlineCount",
    "Problem",
    "Quality",
    "Shape",
    "Succession",
    "UnknownCode",
    "adults",
    "area",
    "children",
    "communes",
    "denominators",
    "drawing",
    "fold",
    "label",
    "load",
    "load_boundaries",
    "parent",
    "population",
    "resolve",
    "search",
    "series",
    "successors_by_id",
]
