"""The servers that the portal stands on: database, broker, cache, mail; and its logs."""

import os
from urllib.parse import parse_qs, urlsplit

import structlog
from psycopg.conninfo import conninfo_to_dict

from ilo_dc.embedded import paths
from ilo_dc.logs import scrub
from ilo_dc.settings.environment import PORTAL_HOME, TESTING

# --- Database: PostgreSQL only ---

CONNECT_SECONDS = 3  # for a server that neither answers nor refuses


def _database(url: str) -> dict[str, object]:
    """Return Django's settings for one libpq URL, read by libpq's own parser."""
    parts = {key: str(value) for key, value in conninfo_to_dict(url).items()}
    named = {"NAME": "dbname", "USER": "user", "PASSWORD": "password", "HOST": "host", "PORT": "port"}
    settings: dict[str, object] = {key: parts.pop(name, "") for key, name in named.items()}
    # How long a busy pool is waited for, says the engine; one that cannot reconnect starts anew when asked.
    pool = {"min_size": 1, "max_size": 8, "timeout": 0.5, "reconnect_timeout": 2}
    options: dict[str, object] = {
        "connect_timeout": CONNECT_SECONDS,
        **parts,
        "pool": False if TESTING else pool,
    }
    # A pooled connection is tried before it is given out, so that a restarted database is noticed here.
    return {
        "ENGINE": "ilo_dc.database",
        "CONN_HEALTH_CHECKS": True,
        **settings,
        "OPTIONS": options,
    }


_given = os.environ.get("DATABASE_URL")
DATABASES = {"default": _database(_given or paths.default_database_url(PORTAL_HOME))}
# Who makes the tables (ADR 0021): only `migrate` asks for it, and what serves is not told.
OWNER_DATABASE = _database(
    os.environ.get("PORTAL_OWNER_URL") or _given or paths.default_owner_url(PORTAL_HOME)
)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Broker and cache ---

# The portal works without either (ADR 0016): a request waits this long for them at most, once in a while.
BROKER_SECONDS = 0.5
REDIS_URL = os.environ.get("REDIS_URL", paths.default_redis_url(PORTAL_HOME))
if REDIS_URL:
    CACHES = {
        "default": {
            "BACKEND": "ilo_dc.core.cache.TolerantRedis",
            "LOCATION": REDIS_URL,
            "OPTIONS": {"socket_connect_timeout": BROKER_SECONDS, "socket_timeout": BROKER_SECONDS},
        }
    }
    CELERY_BROKER_URL = REDIS_URL.replace("unix://", "redis+socket://", 1)
else:
    CACHES = {
        "default": {
            "BACKEND": "ilo_dc.core.cache.TolerantFiles",
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
CELERY_BROKER_CONNECTION_MAX_RETRIES = None  # a worker waits for its broker, however long
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TASK_TRACK_STARTED = False
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULE = {
    "sweep-runs": {"task": "core.sweep_runs", "schedule": 30.0},
    "sweep-orphan-files": {"task": "core.sweep_orphan_files", "schedule": 6 * 3600.0},
    "sweep-letters": {"task": "core.sweep_letters", "schedule": 6 * 3600.0},
    "sweep-sessions": {"task": "core.sweep_sessions", "schedule": 6 * 3600.0},
    "sweep-idempotency-keys": {"task": "core.sweep_idempotency_keys", "schedule": 3600.0},
    "digest": {"task": "core.schedule_digest", "schedule": 600.0},
    "update-reminders": {"task": "portfolio.schedule_update_reminders", "schedule": 3600.0},
    "report-reminders": {"task": "portfolio.schedule_report_reminders", "schedule": 3600.0},
    "due-reports": {"task": "portfolio.schedule_due_reports", "schedule": 3600.0},
    "appraisal-reminders": {"task": "portfolio.schedule_appraisal_reminders", "schedule": 3600.0},
    "clearance-reminders": {"task": "funding.schedule_clearance_reminders", "schedule": 3600.0},
    "programme-notices": {"task": "portfolio.schedule_programme_notices", "schedule": 3600.0},
    "check-ledger": {"task": "funding.schedule_ledger_check", "schedule": 3600.0},
    "dues": {"task": "funding.schedule_dues", "schedule": 3600.0},
    "due-notices": {"task": "funding.schedule_due_notices", "schedule": 3600.0},
    "call-deadlines": {"task": "funding.schedule_call_deadlines", "schedule": 3600.0},
    "weekly-filters": {"task": "core.schedule_weekly_filters", "schedule": 3600.0},
    "handovers": {"task": "portal.schedule_handovers", "schedule": 600.0},
    "observe-gaps": {"task": "reporting.schedule_gap_observations", "schedule": 60.0},
}

# --- E-mail ---

DEFAULT_FROM_EMAIL = os.environ.get("PORTAL_EMAIL_FROM", "portal@localhost")
# Without a mail server messages are files: they hold links that let somebody in, which no log may hold.
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = str(PORTAL_HOME / "mail")
EMAIL_TIMEOUT = 10  # seconds
if os.environ.get("PORTAL_EMAIL_URL"):
    _mail = urlsplit(os.environ["PORTAL_EMAIL_URL"])
    EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    EMAIL_HOST, EMAIL_PORT = _mail.hostname, _mail.port or 25
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _mail.username or "", _mail.password or ""
    EMAIL_USE_TLS = parse_qs(_mail.query).get("tls") == ["1"]

# --- Logs ---

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": structlog.stdlib.ProcessorFormatter,
            "processors": [
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.format_exc_info,
                scrub,
                structlog.processors.JSONRenderer(),
            ],
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
