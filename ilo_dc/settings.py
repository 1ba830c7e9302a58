"""Settings, all taken from the environment; without any, a demonstration on embedded services.

PORTAL_HOME            state of an installation (default `.portal/`)
DATABASE_URL           PostgreSQL 15 to 18 (default: the embedded server's socket)
REDIS_URL              Redis or Valkey (default: the embedded broker's socket; empty: files)
PORTAL_MODE            demonstration (default) or live; fixed at the first start
PORTAL_SECRET_KEY      default: made once and kept in PORTAL_HOME
PORTAL_HOSTS           comma-separated host names (default: this machine only)
PORTAL_SITE            the portal's own address, for links in mail (default: the first of PORTAL_HOSTS)
PORTAL_HTTPS           1 behind TLS: secure cookies, HSTS, redirect
PORTAL_PROXIES         how many proxies stand before the portal with PORTAL_HTTPS (default 1)
PORTAL_EMAIL_URL       smtp://user:password@host:port?tls=1 (default: messages go to the log)
PORTAL_UPDATE_PERIOD   how often outcomes are reported on: half_year (default) or year
PORTAL_UPLOAD_MB       largest accepted upload (default 20)
PORTAL_OPENID_URL      an OpenID Connect issuer, with PORTAL_OPENID_CLIENT and PORTAL_OPENID_SECRET
"""

import os
import sys
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import structlog
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _
from psycopg.conninfo import conninfo_to_dict

from ilo_dc.embedded import paths

BASE_DIR = Path(__file__).resolve().parent.parent
PORTAL_HOME = paths.portal_home()
TESTING = "pytest" in sys.modules

PORTAL_MODE = os.environ.get("PORTAL_MODE", "demonstration")
SECRET_KEY = os.environ.get("PORTAL_SECRET_KEY") or paths.secret_key(PORTAL_HOME)
DEBUG = False
ALLOWED_HOSTS = os.environ.get("PORTAL_HOSTS", "localhost,127.0.0.1,[::1],testserver").split(",")
HTTPS = os.environ.get("PORTAL_HTTPS") == "1"
_PORT = "" if HTTPS or ALLOWED_HOSTS[0] != "localhost" else f":{os.environ.get('PORT', '8000')}"
PORTAL_SITE = os.environ.get("PORTAL_SITE") or (
    f"{'https' if HTTPS else 'http'}://{ALLOWED_HOSTS[0].lstrip('*.') or 'localhost'}{_PORT}/"
)
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS] if HTTPS else []

INSTALLED_APPS = [
    "ilo_dc.core",
    "portfolio",
    "funding",
    "constituents",
    "reporting",
    "ilo_dc.portal",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
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
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_structlog.middlewares.RequestMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "ilo_dc.core.middleware.HistoryMiddleware",
    "ilo_dc.core.middleware.ErrorsMiddleware",
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
                "ilo_dc.core.templatetags.ui",
                "ilo_dc.core.templatetags.ui_saving",
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
FORM_RENDERER = "ilo_dc.core.forms.PortalRenderer"

# --- Database: PostgreSQL only ------------------------------------------------------------------


def _database(url: str) -> dict[str, object]:
    """Return Django's settings for one libpq URL, read by libpq's own parser."""
    parts = {key: str(value) for key, value in conninfo_to_dict(url).items()}
    named = {"NAME": "dbname", "USER": "user", "PASSWORD": "password", "HOST": "host", "PORT": "port"}
    settings: dict[str, object] = {key: parts.pop(name, "") for key, name in named.items()}
    pool = {"min_size": 1, "max_size": 8, "timeout": 10}
    options: dict[str, object] = {**parts, "pool": False if TESTING else pool}
    # A pooled connection is tried before it is given out, so that a restarted database is noticed here.
    return {
        "ENGINE": "django.db.backends.postgresql",
        "CONN_HEALTH_CHECKS": True,
        **settings,
        "OPTIONS": options,
    }


DATABASES = {"default": _database(os.environ.get("DATABASE_URL") or paths.default_database_url(PORTAL_HOME))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Broker and cache ---------------------------------------------------------------------------

REDIS_URL = os.environ.get("REDIS_URL", paths.default_redis_url(PORTAL_HOME))
if REDIS_URL:
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}}
    CELERY_BROKER_URL = REDIS_URL.replace("unix://", "redis+socket://", 1)
else:
    CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
            "LOCATION": str(PORTAL_HOME / "cache"),
        }
    }
    CELERY_BROKER_URL = "filesystem://"
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(PORTAL_HOME / "broker" / "queue"),
        "data_folder_out": str(PORTAL_HOME / "broker" / "queue"),
        "processed_folder": str(PORTAL_HOME / "broker" / "done"),
        "control_folder": str(PORTAL_HOME / "broker" / "control"),
    }

CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TASK_TRACK_STARTED = False
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULE = {
    "sweep-runs": {"task": "core.sweep_runs", "schedule": 30.0},
    "sweep-idempotency-keys": {"task": "core.sweep_idempotency_keys", "schedule": 3600.0},
    "digest": {"task": "core.schedule_digest", "schedule": 600.0},
    "update-reminders": {"task": "portfolio.schedule_update_reminders", "schedule": 3600.0},
    "programme-notices": {"task": "portfolio.schedule_programme_notices", "schedule": 3600.0},
    "observe-gaps": {"task": "reporting.schedule_gap_observations", "schedule": 60.0},
}
SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"

# --- People and sign-in -------------------------------------------------------------------------

AUTH_USER_MODEL = "core.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "ilo_dc.core.accounts.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_RATE_LIMITS = {"login_failed": False}  # axes locks out, by name and address together
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_PREVENT_ENUMERATION = True
AXES_FAILURE_LIMIT = 8
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_TEMPLATE = "account/locked_out.html"
AXES_RESET_ON_SUCCESS = True
AXES_USERNAME_FORM_FIELD = "login"
AXES_USERNAME_CALLABLE = "ilo_dc.core.accounts.name_for_lockout"  # by name or by address: one count
AXES_VERBOSE = False
if HTTPS:  # behind the proxy the caller's address is in its header; else one caller locks out all
    AXES_IPWARE_PROXY_COUNT = int(os.environ.get("PORTAL_PROXIES", "1"))
    AXES_IPWARE_META_PRECEDENCE_ORDER = ["HTTP_X_FORWARDED_FOR", "REMOTE_ADDR"]
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
SOCIALACCOUNT_ADAPTER = "ilo_dc.core.accounts.SocialAccountAdapter"
SOCIALACCOUNT_PROVIDERS: dict[str, object] = {}
if os.environ.get("PORTAL_OPENID_URL"):
    SOCIALACCOUNT_PROVIDERS["openid_connect"] = {
        "APPS": [
            {
                "provider_id": "office",
                "name": "ILO",
                "client_id": os.environ["PORTAL_OPENID_CLIENT"],
                "secret": os.environ["PORTAL_OPENID_SECRET"],
                "settings": {"server_url": os.environ["PORTAL_OPENID_URL"]},
            }
        ]
    }
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"

# --- Security headers ---------------------------------------------------------------------------

SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31536000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_REDIRECT_EXEMPT = ["^health/$"]
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
PORTAL_UPDATE_PERIOD = os.environ.get("PORTAL_UPDATE_PERIOD", "half_year")
if PORTAL_UPDATE_PERIOD not in {"half_year", "year"}:
    raise ImproperlyConfigured("PORTAL_UPDATE_PERIOD is half_year or year.")
UPLOAD_MB = int(os.environ.get("PORTAL_UPLOAD_MB", "20"))
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000  # a matrix of 25 rows and 60 columns has three answers a cell
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_PERMISSIONS = 0o600
MEDIA_ROOT = PORTAL_HOME / "files"

# --- Language, time, numbers --------------------------------------------------------------------

LANGUAGE_CODE = "en"
LANGUAGES = [
    ("en", "English"),
    ("fr", "Français"),
    ("es", "Español"),
    ("ar", "العربية"),
    ("zh-hans", "中文"),
    ("ru", "Русский"),
]
OFFERED_LANGUAGES = ("en", "fr", "es")  # the others lay out correctly and await a reviewed translation
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = USE_TZ = True
TIME_ZONE = "UTC"
FORMAT_MODULE_PATH = "ilo_dc.formats"

# --- Files the browser takes --------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = PORTAL_HOME / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if TESTING
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_MAX_AGE = 31536000

# --- E-mail -------------------------------------------------------------------------------------

DEFAULT_FROM_EMAIL = os.environ.get("PORTAL_EMAIL_FROM", "portal@localhost")
EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
if os.environ.get("PORTAL_EMAIL_URL"):
    _mail = urlsplit(os.environ["PORTAL_EMAIL_URL"])
    EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    EMAIL_HOST, EMAIL_PORT = _mail.hostname, _mail.port or 25
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _mail.username or "", _mail.password or ""
    EMAIL_USE_TLS = parse_qs(_mail.query).get("tls") == ["1"]

# --- API ----------------------------------------------------------------------------------------

REST_FRAMEWORK = {
    "DEFAULT_RENDERER_CLASSES": [
        "ilo_dc.core.api.renderers.JSONRenderer",
        "ilo_dc.core.api.renderers.CSVRenderer",
        "ilo_dc.core.api.renderers.XLSXRenderer",
    ],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser", "rest_framework.parsers.MultiPartParser"],
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "ilo_dc.core.api.authentication.ApiKeyAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticatedOrReadOnly"],
    "DEFAULT_PAGINATION_CLASS": "ilo_dc.core.api.pagination.KeysetPagination",
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_THROTTLE_CLASSES": ["ilo_dc.core.api.throttles.CallerThrottle"],
    "DEFAULT_THROTTLE_RATES": {
        "anonymous": os.environ.get("PORTAL_RATE_ANONYMOUS", "600/min"),
        "signed_in": os.environ.get("PORTAL_RATE_SIGNED_IN", "1800/min"),
    },
    "EXCEPTION_HANDLER": "ilo_dc.core.api.problems.problem_handler",
    "URL_FORMAT_OVERRIDE": "format",
    "DATETIME_FORMAT": "%Y-%m-%dT%H:%M:%S.%fZ",
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "ILO Development Cooperation Portal",
    "DESCRIPTION": "Every figure names its measure, scope and as-of date and links to its rows.",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
    "COMPONENT_SPLIT_REQUEST": True,
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    # Code lists of fields that bear the same name in several nouns.
    "ENUM_NAME_OVERRIDES": {
        "AlignmentLevelEnum": "portfolio.vocab.alignments.AlignmentLevel",
        "ProgrammeDocumentKindEnum": "portfolio.vocab.programmes.DocumentKind",
        "NoticeKindEnum": "ilo_dc.core.vocab.NoticeKind",
        "CrossWalkKindEnum": "portfolio.vocab.results.CrossWalkKind",
        "OutcomeKindEnum": "portfolio.vocab.results.OutcomeKind",
        "ProgrammeStatusEnum": "portfolio.vocab.programmes.ProgrammeStatus",
        "ProgressEnum": "portfolio.vocab.programmes.Progress",
        "ResultLevelEnum": "portfolio.vocab.results.NodeLevel",
        "ResultsFrameworkKindEnum": "portfolio.vocab.results.ResultsFrameworkKind",
        "FrameworkKindEnum": "portfolio.vocab.frameworks.FrameworkKind",
        "FrameworkStatusEnum": "portfolio.vocab.frameworks.FrameworkStatus",
    },
    "DISABLE_ERRORS_AND_WARNINGS": False,
}

# --- History, logs ------------------------------------------------------------------------------

DJANGO_TABLES2_TEMPLATE = "ui/table.html"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": structlog.stdlib.ProcessorFormatter,
            "processor": structlog.processors.JSONRenderer(),
            "foreign_pre_chain": [
                structlog.contextvars.merge_contextvars,
                structlog.processors.TimeStamper(fmt="iso"),
                structlog.stdlib.add_logger_name,
                structlog.stdlib.add_log_level,
            ],
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": os.environ.get("PORTAL_LOG_LEVEL", "INFO")},
}
structlog.configure(
    processors=[
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.filter_by_level,
        structlog.processors.TimeStamper(fmt="iso"),
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.stdlib.PositionalArgumentsFormatter(),
        structlog.processors.StackInfoRenderer(),
        structlog.processors.format_exc_info,
        structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
    ],
    logger_factory=structlog.stdlib.LoggerFactory(),
    cache_logger_on_first_use=True,
)

SILENCED_SYSTEM_CHECKS: list[str] = []
COUNTRY_NAME_LANGUAGES = ("en", "fr", "es", "ar", "zh", "ru")
PORTAL_NAME = _("Development Cooperation Portal")
