"""Where the site's short-lived counters live."""

from typing import Any

from django.core.cache import caches
from django.core.cache.backends.db import DatabaseCache
from django.core.cache.backends.locmem import LocMemCache
from django.db import connections, router
from django.utils import timezone

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


class SharedCache(DatabaseCache):
    """The cache named "shared": in the database, and emptied of what has expired once a night.

    Django deletes expired rows only when the table is over its limit, and then unexpired ones with them.
    """

    def forget_expired(self) -> int:
        """Delete what has expired; returns how many rows."""
        database = connections[router.db_for_write(self.cache_model_class)]
        table, expires = database.ops.quote_name(self._table), database.ops.quote_name("expires")
        with database.cursor() as cursor:
            now = database.ops.adapt_datetimefield_value(timezone.now())
            cursor.execute(f"DELETE FROM {table} WHERE {expires} < %s", [now])  # noqa: S608 (our own names)
            return cursor.rowcount


def forget_expired_limits() -> int:
    """Delete the rate limits that no longer count; returns how many. For the night's work."""
    cache = caches["shared"]
    return cache.forget_expired() if isinstance(cache, SharedCache) else 0
