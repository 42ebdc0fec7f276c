"""Which cuts hold, and which held before."""

from django.db import IntegrityError, transaction
from django.utils import timezone

from ..models import ScaleVersion
from .levels import FRAMEWORK, PROVISIONAL_CUTS


def current_scale() -> ScaleVersion:
    """The cuts that hold now; the provisional ones where nobody has set any yet. One query."""
    newest = ScaleVersion.objects.first()
    if newest is not None:
        return newest
    try:
        with transaction.atomic():
            return ScaleVersion.objects.create(
                number=1, framework=FRAMEWORK, cuts=list(PROVISIONAL_CUTS), adopted_at=timezone.now()
            )
    except IntegrityError:  # another process was first
        return ScaleVersion.objects.get(number=1)


def scale_history() -> list[ScaleVersion]:
    """All versions, newest first, with who adopted them. One query."""
    return list(ScaleVersion.objects.select_related("adopted_by__person"))
