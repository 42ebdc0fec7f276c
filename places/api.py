"""Communes and higher areas through time: the only module of `places` that other packages import."""

from .models import Area, Kind, Level, Measure, MeasureKind, Succession
from .names import fold

__all__ = ["Area", "Kind", "Level", "Measure", "MeasureKind", "Succession", "fold"]
