"""News for the packages above."""

from django.dispatch import Signal

# Sent inside the transaction that hands an attempt in, and again by a regrade that changes its score or passing.
# Arguments: attempt (with person and quiz), at; regrade: its id, only where one sends it.
attempt_scored = Signal()
