"""The test run: fast password hashing, everything in a temporary folder, no rate limits unless a test asks."""

import atexit
import shutil
import tempfile
from pathlib import Path

from .base import *  # noqa: F403
from .base import DATABASES, STORAGES

DEBUG = False
SECRET_KEY = "only-for-tests-only-for-tests-only-for-tests"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
VAR = Path(tempfile.mkdtemp(prefix="bridge-test-"))
atexit.register(shutil.rmtree, VAR, ignore_errors=True)
MEDIA_ROOT = VAR / "media"
PRIVATE_ROOT = VAR / "private"
STATIC_ROOT = VAR / "static"
EMAIL_FILE_PATH = VAR / "outbox"
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
# Tests compare with the texts of the source, whether or not the catalogues are compiled; tests/journeys turn
# them on, because what people see must fit in Vietnamese.
LOCALE_PATHS: list[Path] = []
ACCOUNT_RATE_LIMITS = False
CACHES = {
    "default": {"BACKEND": "people.caches.SiteCache", "LOCATION": "test"},
    "shared": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "test-shared"},
}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # A file, not memory: the browser tests' server thread and the test see the same database.
    DATABASES["default"]["TEST"] = {"NAME": str(VAR / "test.sqlite3")}
