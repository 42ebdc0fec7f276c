"""What holds everywhere. dev, test and production change as little as they can; every tuned value says why."""

from pathlib import Path
from urllib.parse import urlsplit

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from .env import env_bool, env_database, env_int, env_list, env_secret, env_text, env_url

ROOT = Path(__file__).resolve().parent.parent.parent
# Everything the running site writes by default: database, uploads, outbox, logs.
VAR = Path(env_text("VAR_DIR", str(ROOT / "var")))
# Reference and sample data that is not in the repo; commands and tests say so when it is missing.
SHARED_DIR = Path(env_text("SHARED_DIR", str(ROOT.parent / "shared")))

ALLOWED_HOSTS = env_list("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]")
SITE_URL = env_url("SITE_URL", "http://localhost:8000")

INSTALLED_APPS = [
    "learning",
    "analytics",
    "courses",
    "assessments",
    "cms",
    "people",
    "places",
    "wagtail.contrib.forms",
    "wagtail.contrib.redirects",
    "wagtail.contrib.settings",
    "wagtail.contrib.simple_translation",
    "wagtail.locales",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_tasks",
    "allauth",
    "allauth.account",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.mfa",
    "csp",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "csp.middleware.CSPMiddleware",
    "learning.middleware.AdminPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "people.middleware.SecondFactorMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
    "courses.complete.IncompleteMiddleware",
]

CSRF_FAILURE_VIEW = "cms.errors.csrf_failure"
ROOT_URLCONF = "learning.urls"
WSGI_APPLICATION = "learning.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "cms.context.site",
                "learning.demo.context.demo_logins",
            ],
            "builtins": ["django.templatetags.i18n", "django.templatetags.static", "cms.templatetags.site"],
        },
    }
]

DATABASES = {
    "default": env_database(
        "DATABASE_URL",
        f"sqlite:///{VAR / 'site.sqlite3'}",
        # Opening a connection costs more than a page; keeping it halves the page's CPU (STACK.md).
        conn_max_age=None,
        # No question before each request whether the connection still lives: after a restart of PostgreSQL one
        # request a thread fails, and an answer that failed is sent again by the page.
        conn_health_checks=False,
    )
}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = {
        # A transaction that will write takes its lock at once: waiting works, upgrading a read lock fails.
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        # WAL lets readers go on while one writes; NORMAL keeps every commit through a killed process.
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-20000;",
    }
else:
    # A statement met for the third time on a connection is prepared: parsed and planned once, not for every request.
    # A pooler between site and server must keep prepared statements (PgBouncer from 1.21 does).
    DATABASES["default"]["OPTIONS"] = {"server_side_binding": True, "prepare_threshold": 2}

# Rate limits and used second-factor codes must hold over all processes: SiteCache keeps allauth's keys in "shared",
# everything else in this process's memory, where a page pays nothing for it.
CACHES = {"default": {"BACKEND": "people.caches.SiteCache", "LOCATION": "site"}}
CACHES["shared"] = {
    "BACKEND": "people.caches.SharedCache",
    "LOCATION": "django_cache",
    # Django's 300 would let anyone lift a lock: failures at other names push it out.
    "OPTIONS": {"MAX_ENTRIES": 1_000_000},
}
# Where a rendition lies never changes; looking it up once a process saves a query a picture.
CACHES["renditions"] = {
    "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
    "LOCATION": "renditions",
    "TIMEOUT": 24 * 3600,
    "OPTIONS": {"MAX_ENTRIES": 5000},
}
SESSION_ENGINE = "people.sessions"
# A villager signs in once a season; a library computer has the "sign out" button in every header.
SESSION_COOKIE_AGE = 60 * 24 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"

AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = ["people.backends.SignInBackend"]
AUTH_PASSWORD_VALIDATORS = [
    # Eight characters and not a common one; the similarity rule confuses people whose name is short.
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 8}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/learn/"
LOGOUT_REDIRECT_URL = "/"

LANGUAGE_CODE = "vi"
LANGUAGES = WAGTAIL_CONTENT_LANGUAGES = [("vi", _("Vietnamese")), ("en", _("English"))]
# The first wins, and both win over the libraries: our own texts, then the words of Wagtail's editor. In an app's folder
# the latter would not reach the editor's JavaScript.
LOCALE_PATHS = [ROOT / "locale", ROOT / "locale" / "editor"]
FORMAT_MODULE_PATH = ["learning.formats"]
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_TZ = True
USE_I18N = True
WAGTAIL_I18N_ENABLED = True

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STATICFILES_DIRS = [ROOT / "static_build", ROOT / "static"]
MEDIA_URL = "/media/"
MEDIA_ROOT = VAR / "media"
# What learners send in as work: never served by address, only through a view that asks who is looking.
PRIVATE_ROOT = VAR / "private"
# All files one person may have here at once.
UPLOADS_PER_PERSON_MB = env_int("UPLOADS_PER_PERSON_MB", 100, at_least=1)
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    # Compressed once when collected, not for every visitor.
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedStaticFilesStorage"},
}
# Only the site's own user writes them; the web server, another user, reads them: uploads are public anyhow.
FILE_UPLOAD_PERMISSIONS = 0o644
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o755

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

WAGTAIL_SITE_NAME = "Nhịp Cầu Số"
WAGTAILADMIN_BASE_URL = SITE_URL
WAGTAILIMAGES_IMAGE_MODEL = "cms.SiteImage"
WAGTAILDOCS_DOCUMENT_MODEL = "cms.SiteDocument"
WAGTAILIMAGES_EXTENSIONS = ["gif", "jpg", "jpeg", "png", "webp", "svg"]
# A photograph from a phone is 3–8 MB; 30 MB images only cost the learners.
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 10 * 1024 * 1024
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 50_000_000
# Ten minutes of film for a phone; a longer one is several lessons.
WAGTAILDOCS_MAX_UPLOAD_SIZE = 50 * 1024 * 1024
WAGTAILDOCS_EXTENSIONS = ["pdf", "docx", "xlsx", "odt", "ods", "txt", "csv", "mp3", "mp4", "webm", "vtt"]
# Films and sounds are public; the web server before us can send parts of them, which phones ask for.
WAGTAILDOCS_SERVE_METHOD = "direct"
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
WAGTAIL_WORKFLOW_ENABLED = True
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAILADMIN_LOGIN_URL = WAGTAIL_FRONTEND_LOGIN_URL = "/account/login/"
WAGTAIL_USER_CREATION_FORM = None
TAGGIT_CASE_INSENSITIVE = True

DEFAULT_FROM_EMAIL = env_text("DEFAULT_FROM_EMAIL", "Nhịp Cầu Số <khong-tra-loi@localhost>")
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = VAR / "outbox"
SMS_BACKEND = env_text("SMS_BACKEND", "people.sms.OutboxBackend")

ACCOUNT_ADAPTER = "people.accounts.AccountAdapter"
ACCOUNT_FORMS = {
    "signup": "people.forms.SignupForm",
    "login": "people.forms.LoginForm",
    "request_login_code": "people.forms.RequestLoginCodeForm",
    "reset_password": "people.forms.ResetPasswordForm",
}
ACCOUNT_LOGIN_METHODS = {"username", "email", "phone"}
# None is starred: the form itself asks for one of the three ("phone*" would lock out people without a phone).
ACCOUNT_SIGNUP_FIELDS = ["phone", "email", "username", "password1*"]
# "optional" for allauth; people.accounts.FirstEmailStage lets the first sign-in of an e-mail account wait for its link.
ACCOUNT_EMAIL_VERIFICATION = "optional"
ACCOUNT_LOGIN_ON_EMAIL_CONFIRMATION = True
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
# Ten minutes and five tries: finding the message and typing six digits takes time at 70.
ALLAUTH_USER_CODE_FORMAT = {"numeric": True, "length": 6, "dashed": False}
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT = 600
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = ACCOUNT_PASSWORD_RESET_BY_CODE_MAX_ATTEMPTS = 5
ACCOUNT_PHONE_VERIFICATION_MAX_ATTEMPTS = 5
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = ACCOUNT_PHONE_VERIFICATION_SUPPORTS_RESEND = True
# allauth offers another number only to who has an account to change: the offer would tell which numbers have one.
ACCOUNT_PHONE_VERIFICATION_SUPPORTS_CHANGE = False
# Per address (ip) generous: a class of thirty shares the village hall's one connection. Per account (key) strict.
ACCOUNT_RATE_LIMITS = {
    "login": "120/m/ip",
    "login_failed": "60/m/ip,5/300s/key",
    "signup": "60/m/ip,300/h/ip",
    "request_login_code": "60/m/ip,3/m/key,10/d/key",
    "reset_password": "60/m/ip,3/m/key,10/d/key",
    "verify_phone": "60/m/ip,2/m/key,10/d/key",
    "change_phone": "3/m/user",
    # Wrong PINs of supervised quizzes; a village hall shares one address.
    "quiz_pin": "60/m/ip,5/300s/key",
}
ACCOUNT_UNIQUE_EMAIL = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_USER_DISPLAY = "people.accounts.display_name"
ACCOUNT_USERNAME_MIN_LENGTH = 3
SOCIALACCOUNT_ONLY = False
SOCIALACCOUNT_ADAPTER = "people.accounts.SocialAccountAdapter"
SOCIALACCOUNT_FORMS = {"signup": "people.forms.SocialSignupForm"}
# The first sign-in asks for commune and consent: an identity provider cannot consent for anyone.
SOCIALACCOUNT_AUTO_SIGNUP = False
MFA_ADAPTER = "people.accounts.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_TOTP_ISSUER = "Nhip Cau So"
MFA_PASSKEY_LOGIN_ENABLED = True
# A phone whose clock is half a minute off is still let in.
MFA_TOTP_TOLERANCE = 1

# Counts below this many people are hidden in everything public.
SUPPRESSION_THRESHOLD = env_int("SUPPRESSION_THRESHOLD", 10, at_least=3)
# How long figures on the public dashboard may lag behind the facts.
FIGURES_REFRESH_S = env_int("FIGURES_REFRESH_S", 30, at_least=1)
# tcp://host:port of a Dask scheduler that the roll-up of facts is mapped over; empty: it runs here.
ANALYTICS_SCHEDULER = env_text("ANALYTICS_SCHEDULER", "")

# The public site: nothing from elsewhere, nothing inline. The Wagtail admin has its own (learning.middleware).
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "media-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [SELF],
        "base-uri": [NONE],
        "manifest-src": [SELF],
    }
}
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
SILENCED_SYSTEM_CHECKS = [
    # allauth wants a starred sign-in field; ours asks for phone, e-mail or user name, any one (people.forms).
    "account.W001",
]
SHOW_DEMO_LOGINS = env_bool("SHOW_DEMO_LOGINS", False)

# A VNeID-like identity provider, where one is agreed: OpenID Connect with PKCE, named by its discovery address.
if env_text("OIDC_SERVER_URL", ""):
    _server_url = env_url("OIDC_SERVER_URL")
    SOCIALACCOUNT_PROVIDERS = {
        "openid_connect": {
            "OAUTH_PKCE_ENABLED": True,
            "APPS": [
                {
                    "provider_id": env_text("OIDC_PROVIDER_ID", "vneid"),
                    "name": env_text("OIDC_NAME", "VNeID"),
                    "client_id": env_text("OIDC_CLIENT_ID"),
                    "secret": env_secret("OIDC_CLIENT_SECRET"),
                    "settings": {"server_url": _server_url},
                }
            ],
        }
    }
    # Browsers apply form-action to the redirect that follows the button, too.
    _provider = urlsplit(env_url("OIDC_AUTHORIZE_URL", _server_url))
    CONTENT_SECURITY_POLICY["DIRECTIVES"]["form-action"].append(f"{_provider.scheme}://{_provider.netloc}")
