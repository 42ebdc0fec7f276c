"""QTI 1.2, 2.0–2.2 and 3.0: reading questions of other platforms, running their scoring rules, writing 3.0. Pure."""

from .reading import read
from .writing import Unwritable, left_out, write

__all__ = ["Unwritable", "left_out", "read", "write"]
