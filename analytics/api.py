"""Figures by commune: the only module of `analytics` that other packages import."""

from .build import build_figures, newest_build, refresh_if_stale
from .models import Build, Figure

__all__ = ["Build", "Figure", "build_figures", "newest_build", "refresh_if_stale"]
