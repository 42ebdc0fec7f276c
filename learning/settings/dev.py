"""A newcomer's machine: `make run` uses this. Nothing to set, nothing leaves the machine."""

import secrets

from .base import *  # noqa: F403
from .base import VAR
from .env import env_bool, env_secret

DEBUG = env_bool("DEBUG", False)

_secret = VAR / "secret_key"
if not _secret.exists():
    VAR.mkdir(parents=True, exist_ok=True)
    _secret.write_text(secrets.token_urlsafe(48))
    _secret.chmod(0o600)
SECRET_KEY = env_secret("SECRET_KEY", file=_secret)
SHOW_DEMO_LOGINS = True
# A newcomer's machine has no https; passkeys can be tried on http://localhost all the same.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True
