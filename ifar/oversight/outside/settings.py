"""Settings of the pages for reports from outside: a program of its own, which knows no database, no account, no session and no secret of the register.

Nothing is logged, no cookie is set, and what is sent never lies on a disk in clear: files stay in memory, and what cleans them works in `IFAR_REPORTS_WORK`,
which must lie in memory too. `nginx.conf` beside this file is the proxy before it. Whatever differs between installations is an environment variable.
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured
from django.utils.csp import CSP

from ifar import catalogues, languages

ROOT = Path(__file__).resolve().parents[2]
TESTING = os.environ.get("IFAR_TESTING") == "1"
DEBUG = False
SECRET_KEY = secrets.token_urlsafe(50)
"""Nothing is signed with it; Django asks for one."""
IFAR_REPORTS_FOLDER = os.environ.get("IFAR_REPORTS_FOLDER", "")
IFAR_REPORTS_KEY = "".join(os.environ.get("IFAR_REPORTS_KEY", "").split()).lower()
"""The fingerprint of the inspectorate's key, as inspectors read it to whoever installs this; another key in the folder is then refused."""
IFAR_REPORTS_WORK = os.environ.get("IFAR_REPORTS_WORK", "/dev/shm")  # noqa: S108 - it lies in memory, and folders in it are made for one file
IFAR_COUNTRY_NAME = os.environ.get("IFAR_COUNTRY_NAME", "")
IFAR_REPORTS_SECONDS = float(os.environ.get("IFAR_REPORTS_SECONDS", "2"))
"""Seconds that the answer to a code takes at least, right or wrong."""
ALLOWED_HOSTS = [name.strip() for name in os.environ.get("IFAR_REPORTS_HOSTS", "").split(",") if name.strip()]
if not (ALLOWED_HOSTS and IFAR_REPORTS_FOLDER):
    raise ImproperlyConfigured(
        "IFAR_REPORTS_HOSTS names the hosts of the pages for reports, IFAR_REPORTS_FOLDER the folder between them and the register."
    )

INSTALLED_APPS = ["ifar", "django.contrib.staticfiles"]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "ifar.oversight.outside.middleware.QuietMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "ifar.oversight.outside.urls"
DATABASES: dict[str, dict[str, str]] = {}
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "templates"],
        "OPTIONS": {"context_processors": ["django.template.context_processors.i18n"]},
    }
]
CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}

MOST_BYTES = 24 * 2**20
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]
FILE_UPLOAD_MAX_MEMORY_SIZE = MOST_BYTES
DATA_UPLOAD_MAX_MEMORY_SIZE = 2**20
DATA_UPLOAD_MAX_NUMBER_FILES = 5
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20

LANGUAGE_CODE = os.environ.get("IFAR_LANGUAGE", "en")
LANGUAGES = [(code, languages.NAMES[code]) for code in languages.LANGUAGES]
catalogues.tell_django()
LOCALE_PATHS = [ROOT / "locale"]
FORMAT_MODULE_PATH = "ifar.formats"
USE_I18N = USE_TZ = True
TIME_ZONE = os.environ.get("IFAR_TIME_ZONE", "UTC")

STATIC_URL = "/static/"
STATICFILES_DIRS = [ROOT / "static"]
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = True
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "no-referrer"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_CSP = {
    "default-src": [CSP.NONE],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF],
    "font-src": [CSP.SELF],
    "form-action": [CSP.SELF],
    "base-uri": [CSP.NONE],
    "frame-ancestors": [CSP.NONE],
}
"""No script at all."""
LOGGING_CONFIG = None
