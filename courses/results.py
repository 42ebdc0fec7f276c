"""What any source reports about an activity. Pure: no framework, no clock."""

from dataclasses import dataclass
from decimal import Decimal

__all__ = ["ActivityResult"]


@dataclass(frozen=True)
class ActivityResult:
    """One report: a lesson read, an attempt scored, a class attended.

    `ref` is the source's own name for this report; its second arrival changes nothing.
    `passed` None: this activity is not passed or failed. `score`, `max_score` in points, None: not scored.
    """

    source: str
    ref: str
    completed: bool
    passed: bool | None = None
    score: Decimal | None = None
    max_score: Decimal | None = None

    def __post_init__(self) -> None:
        if not self.source or not self.ref:
            raise ValueError("a result names its source and its ref")
        if (self.score is None) != (self.max_score is None):
            raise ValueError("a score comes with its maximum")

    @property
    def counts(self) -> bool:
        """Whether the activity is done by this result: completed, and not failed."""
        return self.completed and self.passed is not False
