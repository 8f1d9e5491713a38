"""Settings of the site, all read from the environment; `docs/reference/settings.md` lists them.

`GT_MODE=town` is the default and is strict. `GT_MODE=demo` relaxes exactly what `DEMO_RELAXES` names.
"""

import os
import secrets
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured

from goldenthread.core.database import SQLITE_PRAGMAS
from goldenthread.ui import languages
from goldenthread.web.environment import database_from, files_under, flag, from_environment, mail_from

PACKAGE = Path(__file__).resolve().parent.parent

MODE = from_environment("GT_MODE", "town")
if MODE not in ("demo", "town"):
    raise ImproperlyConfigured(f"GT_MODE is “{MODE}”: it must be demo or town.")
DEMO = MODE == "demo"
DEMO_RELAXES = {
    "ALLOWED_HOSTS": "this machine only, unless GT_HOSTS says otherwise",
    "SECURE_SSL_REDIRECT, SESSION_COOKIE_SECURE, CSRF_COOKIE_SECURE, SECURE_HSTS_SECONDS": "off: http on localhost",
    "EMAIL_BACKEND": "mails are written to a folder, never sent",
    "one-click sign-in and “Look as…”": "allowed, for the invented people of the demonstration only",
}

DATA_DIR = files_under(from_environment("GT_DATA_DIR", "var"))
DATABASE = database_from(
    os.environ.get("DATABASE_URL", f"sqlite:///{DATA_DIR / 'goldenthread.sqlite3'}"), SQLITE_PRAGMAS
)
DATABASES = {"default": DATABASE}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"


def _kept_secret(name: str) -> str:
    """A secret made once and kept, readable by this account only, in the data folder."""
    path = DATA_DIR / name
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(48))
    return path.read_text()


SECRET_KEY = from_environment("GT_SECRET", "") or _kept_secret("secret")
SECRET_KEY_FALLBACKS = [old for old in from_environment("GT_OLD_SECRETS", "").split() if old]
FIELD_KEYS = from_environment("GT_FIELD_KEYS", "").split() or [_kept_secret("field-key")]  # newest first

# What a town must say before it is served. Commands on the machine itself work without.
NOT_READY: list[str] = []
HOSTS = from_environment("GT_HOSTS", "").split()
ALLOWED_HOSTS = HOSTS or ["localhost", "127.0.0.1", "[::1]"]
SITE_ADDRESS = from_environment("GT_ADDRESS", "http://localhost:8000" if DEMO else f"https://{ALLOWED_HOSTS[0]}")
if not DEMO and not HOSTS:
    NOT_READY.append("GT_HOSTS is not set: name the addresses this site answers to, separated by spaces.")
if not DEMO and not SITE_ADDRESS.startswith("https://"):
    NOT_READY.append("GT_ADDRESS must start with https:// : a town is not run without TLS.")
TLS_CERTIFICATE, TLS_KEY = from_environment("GT_TLS_CERTIFICATE", ""), from_environment("GT_TLS_KEY", "")
if not DEMO and not (flag("GT_BEHIND_PROXY", default=False) or (TLS_CERTIFICATE and TLS_KEY)):
    NOT_READY.append(
        "Nothing here speaks TLS: set GT_BEHIND_PROXY=yes when a web server in front does, "
        "or GT_TLS_CERTIFICATE and GT_TLS_KEY to the two files (see docs/how-to/deploy.md)."
    )

PARTNERSHIP_NAME = from_environment("GT_NAME", "Golden Thread")
HOST_NAME = from_environment("GT_HOST_NAME", "")  # who looks after the installation, in words
CONTACT = from_environment("GT_CONTACT", "")
SOURCE_ADDRESS = from_environment("GT_SOURCE", "")  # where the source of this very version can be read, if anywhere
CHECK_DAYS = int(from_environment("GT_CHECK_DAYS", "182"))  # a listing that was not checked for so long is in doubt
DEBUG = False

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",  # allauth's passkey and session pages need it
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "goldenthread.core",
    "goldenthread.ui",
    "goldenthread.capabilities.directory",
    "goldenthread.capabilities.network",
    "goldenthread.web",
]

MIDDLEWARE = [
    "goldenthread.web.health.middleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "goldenthread.web.language.middleware",  # an account may have said which
    "goldenthread.web.accounts.sessions.middleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "goldenthread.ui.page.actor_middleware",
    "goldenthread.web.limits.middleware",
]
ROOT_URLCONF = "goldenthread.web.urls"
WSGI_APPLICATION = "goldenthread.web.wsgi.application"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": sorted(str(path) for path in PACKAGE.glob("*/templates"))
        + sorted(str(path) for path in PACKAGE.glob("capabilities/*/templates")),
        "APP_DIRS": False,
        "OPTIONS": {
            "environment": "goldenthread.ui.jinja.environment",
            "context_processors": [
                "goldenthread.ui.context.layout",
                "goldenthread.web.tour.context",
                "django.template.context_processors.static",
            ],
        },
    },
    {  # allauth's e-mails only
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [str(PACKAGE / "web" / "mail")],
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": ["django.template.context_processors.request"]},
    },
]
FORM_RENDERER = "goldenthread.ui.forms.Renderer"
MENU = "goldenthread.web.menu.menu"

AUTH_USER_MODEL = "core.Account"
AUTHENTICATION_BACKENDS = [
    "goldenthread.web.accounts.backend.Backend",
]
LOGIN_URL = "/sign-in/"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "goldenthread.web.accounts.AccountAdapter"
ACCOUNT_FORMS = {
    "request_login_code": "goldenthread.web.accounts.forms.AskForCode",
    "confirm_login_code": "goldenthread.web.accounts.forms.TypeCode",
}
ACCOUNT_RATE_LIMITS = {"request_login_code": "60/5m/ip,3/m/key,10/h/key"}  # a hub's visitors share one address
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 3
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 600
ACCOUNT_EMAIL_VERIFICATION = "none"  # signing in by an e-mailed code proves the address
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = False
MFA_ADAPTER = "goldenthread.web.accounts.PasskeyAdapter"
MFA_FORMS = {
    "login_webauthn": "goldenthread.web.accounts.forms.UsePasskey",
    "add_webauthn": "goldenthread.web.accounts.forms.AddPasskey",
}
MFA_SUPPORTED_TYPES = ["webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEMO
LOOK_AS = "goldenthread.web.demo_people.look_as" if DEMO else ""

SESSION_ENGINE = "goldenthread.web.accounts.store"
SESSION_COOKIE_AGE = 60 * 60 * 12
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_NAME = "session" if DEMO else "__Host-session"  # a browser takes the second from this very host only
CSRF_COOKIE_NAME = "csrf" if DEMO else "__Host-csrf"
CSRF_FAILURE_VIEW = "goldenthread.web.errors.form_refused"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = not DEMO
SECURE_SSL_REDIRECT = not DEMO
SECURE_HSTS_SECONDS = 0 if DEMO else 60 * 60 * 24 * 365
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = not DEMO
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if flag("GT_BEHIND_PROXY", default=False) else None
SECURE_REFERRER_POLICY = "same-origin"
CSRF_TRUSTED_ORIGINS = [SITE_ADDRESS]
X_FRAME_OPTIONS = "DENY"
SILENCED_SYSTEM_CHECKS = (
    ["security.W004", "security.W008", "security.W012", "security.W016"] if DEMO else []
)  # exactly what DEMO_RELAXES says of TLS

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
        "manifest-src": ["'self'"],
    }
}

UPLOAD_LIMIT = int(from_environment("GT_UPLOAD_MB", "300")) * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
FILE_UPLOAD_TEMP_DIR = str(files_under(DATA_DIR / "uploads"))

USE_TZ = True
TIME_ZONE = from_environment("GT_ZONE", "Europe/London")
USE_I18N = True
LANGUAGE_CODE = "en"
LANGUAGES = languages.LANGUAGES
languages.teach_django()
LANGUAGE_COOKIE_SECURE = not DEMO
LANGUAGE_COOKIE_SAMESITE = "Lax"
LOCALE_PATHS = [str(PACKAGE / "locale")]

STATIC_URL = "/static/"
STATICFILES_DIRS = [str(PACKAGE / "ui" / "static")]
STATIC_ROOT = str(files_under(DATA_DIR / "static"))  # may stay empty
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
WHITENOISE_IMMUTABLE_FILE_TEST = r"^.+-[0-9A-Za-z]{8}\..+$"

CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "OPTIONS": {"MAX_ENTRIES": 20_000},  # the default of 300 thrashes
    }
}
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": []}}

_MAIL = mail_from(from_environment("GT_MAIL", ""))
EMAIL_BACKEND = _MAIL["backend"] if _MAIL else "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = str(DATA_DIR / "mail")
EMAIL_HOST, EMAIL_PORT = _MAIL.get("host", "localhost"), _MAIL.get("port", 25)
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _MAIL.get("user", ""), _MAIL.get("password", "")
EMAIL_USE_TLS, EMAIL_USE_SSL = _MAIL.get("tls", False), _MAIL.get("ssl", False)
DEFAULT_FROM_EMAIL = from_environment("GT_MAIL_FROM", "golden-thread@localhost")
if not DEMO and not _MAIL:
    NOT_READY.append("GT_MAIL is not set: sign-in codes could not be sent (see docs/how-to/deploy.md).")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"()": "goldenthread.web.logs.Structured"}},
    "filters": {"no_people": {"()": "goldenthread.web.logs.NoPeople"}},
    "handlers": {"out": {"class": "logging.StreamHandler", "formatter": "plain", "filters": ["no_people"]}},
    "root": {"handlers": ["out"], "level": from_environment("GT_LOG_LEVEL", "INFO")},
    "loggers": {
        "django.server": {"handlers": ["out"], "propagate": False},
    },
}
