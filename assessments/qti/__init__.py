"""QTI 1.2, 2.0–2.2 and 3.0: reading questions of other platforms, and running their scoring rules. Pure."""

from .reading import read

__all__ = ["read"]
