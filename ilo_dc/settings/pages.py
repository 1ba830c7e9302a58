"""Apps, middleware, templates, languages, and the files that browsers take and people upload."""

import os

from django.utils.translation import gettext_lazy as _

from ilo_dc.settings.environment import BASE_DIR, PORTAL_HOME, TESTING

INSTALLED_APPS = [
    "ilo_dc.core",
    "portfolio",
    "funding",
    "constituents",
    "reporting",
    "ilo_dc.portal",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.forms",
    "pgtrigger",
    "pghistory",
    "allauth",
    "allauth.account",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.mfa",
    "axes",
    "csp",
    "django_htmx",
    "django_filters",
    "django_tables2",
    "django_celery_beat",
    "django_structlog",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
]

MIDDLEWARE = [
    "ilo_dc.core.client_address.ClientAddressMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "ilo_dc.core.middleware.SecureApiMiddleware",
    "ilo_dc.core.health.HealthMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "ilo_dc.core.middleware.PrivateMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "ilo_dc.core.accounts.middleware.IdleMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "ilo_dc.core.accounts.middleware.DeputyMiddleware",
    "django_structlog.middlewares.RequestMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "ilo_dc.core.accounts.middleware.SecondStepMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "ilo_dc.core.limits.LimitsMiddleware",
    "ilo_dc.core.middleware.HistoryMiddleware",
    "ilo_dc.core.middleware.ErrorsMiddleware",
    "ilo_dc.core.parameters.ParametersMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "ilo_dc.urls"
WSGI_APPLICATION = "ilo_dc.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "ilo_dc.core.ui.tags",
                "ilo_dc.core.ui.figure_tags",
                "ilo_dc.core.ui.form_tags",
                "ilo_dc.core.ui.reading_tags",
                "ilo_dc.core.ui.table_tags",
                "ilo_dc.core.writing.tags",
                "ilo_dc.core.saved_filters.tags",
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "ilo_dc.core.context.portal",
            ],
        },
    }
]
# Functions of the person who asks; core shows what they answer and knows no app above itself.
PORTAL_NAVIGATION = "ilo_dc.portal.navigation.navigation.navigation_for"
PORTAL_CONTACT = os.environ.get("PORTAL_CONTACT", "")  # an e-mail address; the foot of each page shows it
PORTAL_START = "ilo_dc.portal.work.panels.start_of"
FORM_RENDERER = "ilo_dc.core.ui.forms.PortalRenderer"
DJANGO_TABLES2_TEMPLATE = "ui/table.html"

# --- Language, time, numbers ---

LANGUAGE_CODE = "en"
LANGUAGES = [
    ("en", "English"),
    ("fr", "Français"),
    ("es", "Español"),
]  # those with a translation in locale/, and no others: wherever a language is chosen, it is one of these
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = USE_TZ = True
TIME_ZONE = "UTC"
FORMAT_MODULE_PATH = "ilo_dc.formats"
COUNTRY_NAME_LANGUAGES = ("en", "fr", "es", "ar", "zh", "ru")
PORTAL_NAME = _("Development Cooperation Portal")

# --- Files ---

STATIC_URL = "/static/"
STATIC_ROOT = PORTAL_HOME / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "ilo_dc.core.documents.storage.WholeFiles"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if TESTING
        else "ilo_dc.core.ui.storage.ServedFiles"
    },
}
WHITENOISE_MAX_AGE = 31536000
UPLOAD_MB = int(os.environ.get("PORTAL_UPLOAD_MB", "20"))

# An import that withdraws more rows than this, and a larger part of those within its scope, is saved only
# by somebody who types their number.
IMPORT_WITHDRAWS_ROWS = 5
IMPORT_WITHDRAWS_PERCENT = 10
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000  # a matrix of 25 rows and 60 columns has three answers a cell
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_PERMISSIONS = 0o600
MEDIA_ROOT = PORTAL_HOME / "files"
