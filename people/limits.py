"""How often something may be tried that could be guessed: counted where allauth counts failed sign-ins.

The rates stand in the settings beside those (ACCOUNT_RATE_LIMITS).
"""

from allauth.core import ratelimit
from django.http import HttpRequest


def too_many_tries(request: HttpRequest, action: str, *, key: str) -> bool:
    """Say whether no further try is allowed now; this question counts as none."""
    return not ratelimit.consume(request, action=action, key=key, dry_run=True)


def count_try(request: HttpRequest, action: str, *, key: str) -> None:
    """Count a try that failed."""
    ratelimit.consume(request, action=action, key=key)
