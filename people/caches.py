"""Where the site's short-lived counters live."""

from typing import Any

from django.core.cache import caches
from django.core.cache.backends.locmem import LocMemCache

# What allauth counts must hold over all processes: rate limits and second-factor codes already used.
_SHARED_PREFIX = "allauth"


class SiteCache(LocMemCache):
    """This process's memory, except for allauth's keys: those are kept in the cache named "shared".

    allauth has no setting for its cache and uses the default one. In memory each process would count
    its own attempts; a database cache for everything would cost every page a query.
    """

    def add(self, key: str, value: Any, *args: Any, **kwargs: Any) -> bool:
        return self._home(key).add(key, value, *args, **kwargs)

    def get(self, key: str, *args: Any, **kwargs: Any) -> Any:
        return self._home(key).get(key, *args, **kwargs)

    def set(self, key: str, value: Any, *args: Any, **kwargs: Any) -> None:
        self._home(key).set(key, value, *args, **kwargs)

    def delete(self, key: str, *args: Any, **kwargs: Any) -> bool:
        return self._home(key).delete(key, *args, **kwargs)

    def _home(self, key: str) -> Any:
        return caches["shared"] if str(key).startswith(_SHARED_PREFIX) else super()
