"""News that `people` sends upwards."""

from django.dispatch import Signal

# Sent inside the transaction with keep and drop (Persons): move everything that hangs on drop to keep.
person_merging = Signal()
