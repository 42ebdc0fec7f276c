"""Values worked out from the places and kept in the process until the places change."""

from collections.abc import Callable
from typing import Generic, TypeVar
from uuid import UUID

from .models import Edition

T = TypeVar("T")


class Kept(Generic[T]):
    """A value built on first use and built again after every change of the places.

    Calling it costs one query (the edition's token) and, when the token moved, the build.
    """

    def __init__(self, build: Callable[[], T]) -> None:
        self._build = build
        # One tuple, swapped whole: another thread sees the old value or the new one, never half of each.
        self._held: tuple[UUID | None, T] | None = None

    def __call__(self) -> T:
        token = Edition.now()
        if self._held is None or self._held[0] != token:
            self._held = (token, self._build())
        return self._held[1]
