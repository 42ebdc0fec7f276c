"""News for the packages above."""

from django.dispatch import Signal

# Sent inside the transaction that hands an attempt in. Arguments: attempt (with person and quiz), at.
attempt_scored = Signal()
