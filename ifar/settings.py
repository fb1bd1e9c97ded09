"""The one settings file. Everything that differs between installations is an environment variable; see docs/operations.md.

Outside demonstration mode (`IFAR_DEMO=1`) it refuses to start with anything unsafe: no secret key, no host names, a runtime
role that owns tables, plain HTTP. Nothing here decides a rule of the register.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.utils.csp import CSP
from django.utils.translation import gettext_lazy as _
from psycopg.conninfo import conninfo_to_dict
from whitenoise.compress import Compressor

from ifar import catalogues, embedded, languages
from ifar.database import PATH

ROOT = Path(__file__).resolve().parent
IFAR_HOME = Path(os.environ.get("IFAR_HOME", ROOT.parent / "var"))
DEMO = os.environ.get("IFAR_DEMO") == "1"
TESTING = os.environ.get("IFAR_TESTING") == "1"
DEBUG = False


def _flag(name: str, default: bool) -> bool:
    return os.environ.get(name, "1" if default else "0") == "1"


def _list(name: str) -> list[str]:
    return [part.strip() for part in os.environ.get(name, "").split(",") if part.strip()]


# --- identity of this installation -------------------------------------------------------------------------------------
IFAR_DEPLOYMENT = os.environ.get("IFAR_DEPLOYMENT", "all")
IFAR_HUBS = _list("IFAR_HUBS") or (
    ["hub.region.example+0d50b1b6+ASXp4Y9TIS9CFI/GNKI6t253K9FftHwwSZ/2ywyY3Q5Z"] if DEMO else []
)
"""The keys of the logs of hubs to which returns go, as `ifar key show` prints them; the demonstration country knows an invented one."""
IFAR_COUNTRY = os.environ.get("IFAR_COUNTRY", "XX")
IFAR_COUNTRY_NAME = os.environ.get("IFAR_COUNTRY_NAME", "Kestria" if DEMO else "")
_INVENTED = (
    {"ar": "كستريا", "fr": "Kestrie", "ru": "Кестрия", "zh": "凯斯特里亚"}
    if IFAR_COUNTRY_NAME == "Kestria"
    else {}
)
IFAR_COUNTRY_NAMES = {
    language: name
    for language in languages.LANGUAGES
    if (name := os.environ.get(f"IFAR_COUNTRY_NAME_{language.upper()}", _INVENTED.get(language, "")))
}
"""Language -> the State's name in it, where that is another one than `IFAR_COUNTRY_NAME`."""
IFAR_LEDGER_NAME = os.environ.get("IFAR_LEDGER_NAME", "ifar.example/demo" if DEMO or TESTING else "")
IFAR_RETURNS_DUE = os.environ.get("IFAR_RETURNS_DUE", "iafq=")
"""Month and day of the next year by which each official return is due, such as `iafq=09-30`; nothing after `=` where no day is set."""
IFAR_SMALL_CELL = int(os.environ.get("IFAR_SMALL_CELL", "5"))
"""The smallest count that open data publish; at least 2."""
IFAR_PLAN_DAYS = int(os.environ.get("IFAR_PLAN_DAYS", "14"))
IFAR_FIRST_MEASURE_DAYS = int(os.environ.get("IFAR_FIRST_MEASURE_DAYS", "30"))
"""Days after a hotspot was confirmed by which a response is approved, and its first measure done: proposals of ours, no instrument's."""
IFAR_JUDGE_DAYS = int(os.environ.get("IFAR_JUDGE_DAYS", "7"))
"""Days after an alert was raised by which an analyst has judged it: the same."""
IFAR_CUSTODY_HOURS = int(os.environ.get("IFAR_CUSTODY_HOURS", "24"))
"""The longest time that an exhibit is between giving and receiving without a gap in its chain of custody."""

# --- secrets -----------------------------------------------------------------------------------------------------------
SECRET_KEY = os.environ.get("IFAR_SECRET_KEY", "")
if not SECRET_KEY:
    if not (DEMO or TESTING):
        raise ImproperlyConfigured(
            "IFAR_SECRET_KEY is not set. Make one with `ifar secret` and keep it outside the repository, "
            "or set IFAR_DEMO=1 to look at the demonstration country."
        )
    SECRET_KEY = embedded.demonstration_secret(IFAR_HOME)
SECRET_KEY_FALLBACKS = _list("IFAR_SECRET_KEYS_BEFORE")

ALLOWED_HOSTS = _list("IFAR_HOSTS") or (
    ["localhost", "127.0.0.1", "[::1]", "testserver"] if DEMO or TESTING else []
)
if not ALLOWED_HOSTS:
    raise ImproperlyConfigured(
        "IFAR_HOSTS is not set: name the host names under which officers reach ifar, comma separated."
    )
if not (DEMO or TESTING) and not IFAR_LEDGER_NAME:
    raise ImproperlyConfigured(
        "IFAR_LEDGER_NAME is not set: the name that this register's checkpoints carry, e.g. register.example.org."
    )

# --- applications ------------------------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "ifar",
    "ifar.ledger",
    "ifar.outbox",
    "ifar.acts",
    "ifar.accounts",
    "ifar.reference",
    "ifar.files",
    "ifar.documents",
    "ifar.matters",
    "ifar.bulk",
    "ifar.parties",
    "ifar.licensing",
    "ifar.registry",
    "ifar.placement",
    "ifar.ammunition",
    "ifar.books",
    "ifar.portal",
    "ifar.cashier",
    "ifar.recoveries",
    "ifar.tracing",
    "ifar.trade",
    "ifar.stocks",
    "ifar.hotspots",
    "ifar.community",
    "ifar.retention",
    "ifar.returns",
    "ifar.oversight",
    "ifar.programme",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.contrib.postgres",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "procrastinate.contrib.django",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "ifar.reference.loaded.VersionsMiddleware",
    "ifar.accounts.session_store.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "ifar.accounts.middleware.SignedInMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "ifar.accounts.middleware.ActorMiddleware",
    "ifar.portal.middleware.OwnRoomsMiddleware",
    "ifar.http.ErrorMiddleware",
    "ifar.accounts.views.list_files.ListFileMiddleware",
]

FORM_RENDERER = "ifar.form_renderer.Renderer"
ROOT_URLCONF = "ifar.urls"
WSGI_APPLICATION = "ifar.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "ifar.template_loader.Loader",
                    [
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "ifar.page_context.frame",
            ],
        },
    }
]

# --- databases ---------------------------------------------------------------------------------------------------------
# Two addresses: DATABASE_URL for the runtime role, DATABASE_OWNER_URL for migrations. Without them the embedded server's.
_EMBEDDED = None if "DATABASE_URL" in os.environ else embedded.addresses(IFAR_HOME)


IFAR_SERVER_ROLES = _list("IFAR_SERVER_ROLES")
"""Roles of whoever runs the database server: superusers besides its first one, those that replicate or make roles. `ifar verify` names any other."""

STATEMENT_SECONDS = int(os.environ.get("IFAR_STATEMENT_SECONDS", "0"))
"""How long one statement of the runtime role may take; 0: as long as it takes. The web server's processes set it (`ifar/wsgi.py`), so that it costs
no statement and no round trip; a question about marks has a limit of its own (`ifar/registry/search/fetching.py`)."""


def _address(alias: str, variable: str, role: str | None) -> dict[str, Any]:
    url = os.environ.get(variable) or (_EMBEDDED or {}).get(alias)
    if url is None and role is not None:
        url, options = os.environ.get("DATABASE_OWNER_URL"), f"-c role={role}"
    else:
        options = f"-c statement_timeout={STATEMENT_SECONDS}s" if alias == "default" else ""
    # The verifier's sessions say it later (`reading.PLAINLY`), so that it sees what the server says.
    if alias != "verifier":
        options += " -c gin_fuzzy_search_limit=0"
    # Every search reads what waits to enter the index of new marks' keys; who writes them by the thousand says more (`imports/writing.py`).
    if alias == "default":
        options += " -c gin_pending_list_limit=64kB"
    parts = {
        key: str(value) for key, value in conninfo_to_dict(url or "host=127.0.0.1 port=1 dbname=ifar").items()
    }
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.pop("dbname", "ifar"),
        "USER": parts.pop("user", ""),
        "PASSWORD": parts.pop("password", ""),
        "HOST": parts.pop("host", ""),
        "PORT": parts.pop("port", ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {
            **parts,
            "application_name": f"ifar {alias}",
            # For the hot acts, which ask for server-side cursors themselves; Django's own statements stay unprepared.
            "prepare_threshold": 2,
            "options": f"-c timezone=UTC -c search_path={PATH.replace(' ', '')} {options} {parts.get('options', '')}".strip(),
        },
        "ATOMIC_REQUESTS": False,
    }


DATABASES = {
    "default": _address("default", "DATABASE_URL", None),
    "owner": _address("owner", "DATABASE_OWNER_URL", None),
    "sequencer": _address("sequencer", "DATABASE_SEQUENCER_URL", "ifar_sequencer"),
    "verifier": _address("verifier", "DATABASE_VERIFIER_URL", "ifar_verifier"),
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- people and sign-in ------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.ScryptPasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("username", "name", "email")},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "ifar.accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_USER_MODEL_USERNAME_FIELD = "username"
ACCOUNT_USER_MODEL_EMAIL_FIELD = "email"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 900
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if _flag("IFAR_BEHIND_PROXY", False) else 0
CACHES = {
    "default": {"BACKEND": "ifar.accounts.shared_counters.Remembered"}
}  # shared by all worker processes
MFA_ADAPTER = "ifar.accounts.adapter.MFAAdapter"
MFA_FORMS = {
    "add_webauthn": "ifar.accounts.key_forms.AddKeyForm",
    "authenticate_webauthn": "ifar.accounts.key_forms.SecondFactorForm",
    "edit_webauthn": "ifar.accounts.key_forms.EditKeyForm",
    "login_webauthn": "ifar.accounts.key_forms.PasskeyForm",
    "reauthenticate_webauthn": "ifar.accounts.key_forms.AgainForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "ifar"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEMO or TESTING
IFAR_SECOND_FACTOR_REQUIRED = _flag("IFAR_SECOND_FACTOR_REQUIRED", not DEMO)
if not (DEMO or TESTING) and not IFAR_SECOND_FACTOR_REQUIRED:
    raise ImproperlyConfigured("IFAR_SECOND_FACTOR_REQUIRED=0 is for the demonstration only.")
IFAR_IDLE_MINUTES = int(os.environ.get("IFAR_IDLE_MINUTES", "30"))
IFAR_SESSIONS_PER_PERSON = int(os.environ.get("IFAR_SESSIONS_PER_PERSON", "3"))
IFAR_PROPOSAL_DAYS = int(os.environ.get("IFAR_PROPOSAL_DAYS", "30"))
IFAR_TAKEN_ALONE = int(os.environ.get("IFAR_TAKEN_ALONE", "500"))
IFAR_COUNTERSIGN_HOURS = int(os.environ.get("IFAR_COUNTERSIGN_HOURS", "72"))
USERSESSIONS_TRACK_ACTIVITY = False

SESSION_ENGINE = "ifar.accounts.session_store"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_NAME = "ifar_session"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_NAME = "ifar_csrf"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_TRUSTED_ORIGINS = _list("IFAR_TRUSTED_ORIGINS")
CSRF_FAILURE_VIEW = "ifar.http.csrf_failure"

# --- transport ---------------------------------------------------------------------------------------------------------
_TLS = _flag("IFAR_TLS", not (DEMO or TESTING))
if not (DEMO or TESTING) and not _TLS:
    raise ImproperlyConfigured(
        "IFAR_TLS=0 is for the demonstration only: officers' passwords must not travel in the clear."
    )
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = _TLS
SECURE_HSTS_SECONDS = 31536000 if _TLS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = _TLS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _flag("IFAR_BEHIND_PROXY", False) else None
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SECURE_CSP = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:"],
    "font-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "form-action": [CSP.SELF],
    "base-uri": [CSP.NONE],
    "frame-ancestors": [CSP.NONE],
    "manifest-src": [CSP.SELF],
}

# --- languages ---------------------------------------------------------------------------------------------------------
LANGUAGE_CODE = os.environ.get("IFAR_LANGUAGE", "en")
_LANGUAGES = {
    "en": _("English"),
    "ar": _("Arabic"),
    "fr": _("French"),
    "es": _("Spanish"),
    "ru": _("Russian"),
    "zh": _("Chinese"),
}
LANGUAGES = [(code, _LANGUAGES[code]) for code in languages.LANGUAGES]
catalogues.tell_django()
LOCALE_PATHS = [ROOT / "locale"]
FORMAT_MODULE_PATH = "ifar.formats"
USE_I18N = True
USE_TZ = True
TIME_ZONE = os.environ.get("IFAR_TIME_ZONE", "UTC")

# --- files, static -----------------------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATICFILES_DIRS = [ROOT / "static"]
STATIC_ROOT = IFAR_HOME / "static"
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": str(IFAR_HOME / "files")},
    },
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if TESTING
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = TESTING
# Boundaries and towns are read by the server alone: nobody fetches them, and they took most of the compressing.
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = (*Compressor.SKIP_COMPRESS_EXTENSIONS, "csv", "json")
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700
FILE_UPLOAD_HANDLERS = ["ifar.files.uploads.LimitedUpload"]
FILE_UPLOAD_TEMP_DIR = str(IFAR_HOME / "files" / "incoming")
SILENCED_SYSTEM_CHECKS = ["files.E001"]  # the store makes its folder when the first file arrives
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
DATA_UPLOAD_MAX_NUMBER_FILES = 20
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
IFAR_UPLOAD_LIMIT = int(os.environ.get("IFAR_UPLOAD_LIMIT", str(256 * 1024 * 1024)))

IFAR_REPORTS_FOLDER = os.environ.get("IFAR_REPORTS_FOLDER", str(IFAR_HOME / "reports"))
"""The folder between the register and the pages for reports from outside, which may stand on another machine (decision 0033)."""
IFAR_REPORTS_ADDRESS = os.environ.get("IFAR_REPORTS_ADDRESS", "")
"""Where those pages are, `https://report.example.org/report/`; empty, no page leads there."""

# --- IATI ------------------------------------------------------------------------------------------------------------------
IFAR_IATI_FOLDER = os.environ.get("IFAR_IATI_FOLDER", "")
"""Where the published schemas and ruleset of IATI 2.03 lie. Empty: files are judged by our own table alone, and the answers say so."""
IFAR_IATI_REF = os.environ.get("IFAR_IATI_REF", "XX-IFAR-DEMO" if DEMO or TESTING else "")
"""The identifier of the organisation that publishes, as its registration says it. Empty: nothing is exported."""
IFAR_IATI_KIND = os.environ.get("IFAR_IATI_KIND", "40")
"""Its code of IATI's list OrganisationType; 40 is multilateral."""

# --- ledger ------------------------------------------------------------------------------------------------------------
IFAR_WITNESSES = _list("IFAR_WITNESSES")
IFAR_WITNESSES_NEEDED = int(os.environ.get("IFAR_WITNESSES_NEEDED", "1"))
IFAR_WITNESS_MINUTES = int(os.environ.get("IFAR_WITNESS_MINUTES", "60"))

# --- bound books ---------------------------------------------------------------------------------------------------------
IFAR_BOOKS_COPY = os.environ.get("IFAR_BOOKS_COPY", "")
"""Folder for the daily copies of the bound books, on another disk or machine; empty: none is written."""
IFAR_COUNTED_APART = _flag("IFAR_COUNTED_APART", default=True)
"""Whether who counted a trader's shop may not close the matters of its differences; a State whose shops have one person turns it off."""

# --- the identity register ------------------------------------------------------------------------------------------------
# Empty: nobody is asked. `https`: a service of the State (docs/operations.md has the form). `extract`: a file that was loaded.
IFAR_IDENTITY_REGISTER = os.environ.get("IFAR_IDENTITY_REGISTER", "")
IFAR_IDENTITY_ADDRESS = os.environ.get("IFAR_IDENTITY_ADDRESS", "")
IFAR_IDENTITY_CERTIFICATE = os.environ.get("IFAR_IDENTITY_CERTIFICATE", "")
IFAR_IDENTITY_KEY = os.environ.get("IFAR_IDENTITY_KEY", "")
IFAR_IDENTITY_AUTHORITIES = os.environ.get("IFAR_IDENTITY_AUTHORITIES", "")
IFAR_IDENTITY_SECONDS = int(os.environ.get("IFAR_IDENTITY_SECONDS", "4"))
IFAR_IDENTITY_EXTRACT = os.environ.get("IFAR_IDENTITY_EXTRACT", str(IFAR_HOME / "identity.sqlite"))
if IFAR_IDENTITY_REGISTER not in ("", "https", "extract"):
    raise ImproperlyConfigured("IFAR_IDENTITY_REGISTER is empty, https or extract.")
if IFAR_IDENTITY_REGISTER == "https" and not (
    IFAR_IDENTITY_ADDRESS.startswith("https://") and IFAR_IDENTITY_CERTIFICATE and IFAR_IDENTITY_KEY
):
    raise ImproperlyConfigured(
        "IFAR_IDENTITY_REGISTER=https wants IFAR_IDENTITY_ADDRESS (https://…), IFAR_IDENTITY_CERTIFICATE and IFAR_IDENTITY_KEY."
    )

# --- services of sources of incidents --------------------------------------------------------------------------------------
IFAR_FEEDS = os.environ.get("IFAR_FEEDS", "")
"""File (TOML) that says which sources are fetched, where, and with which keys (docs/operations.md); empty: none is."""

# --- mail and log ------------------------------------------------------------------------------------------------------
_MAIL_HOST = os.environ.get("IFAR_MAIL_HOST")
MAILERS = {
    "default": {
        "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "OPTIONS": {"host": _MAIL_HOST, "use_tls": True},
    }
    if _MAIL_HOST
    else {"BACKEND": "django.core.mail.backends.dummy.EmailBackend"},
}
DEFAULT_FROM_EMAIL = os.environ.get("IFAR_MAIL_FROM", "ifar@localhost")
# Short messages to holders: a provider over HTTP, or a folder from which something else takes them (`licensing/reminder_delivery.py`).
IFAR_SMS_URL = os.environ.get("IFAR_SMS_URL", "")
IFAR_SMS_TOKEN = os.environ.get("IFAR_SMS_TOKEN", "")
IFAR_SMS_SENDER = os.environ.get("IFAR_SMS_SENDER", "")
IFAR_SMS_SPOOL = os.environ.get("IFAR_SMS_SPOOL", str(IFAR_HOME / "sms") if DEMO else "")
IFAR_REMINDER_CONTACT = os.environ.get("IFAR_REMINDER_CONTACT", "")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["stderr"], "level": os.environ.get("IFAR_LOG_LEVEL", "WARNING")},
}
