"""Settings, all taken from the environment; without any, a demonstration on embedded services.

PORTAL_HOME            state of an installation (default `.portal/`)
DATABASE_URL           PostgreSQL 15 to 18, as a role that owns nothing (default: the embedded server)
PORTAL_OWNER_URL       the same database as the owner of its tables, who migrates, backs up and restores
REDIS_URL              Redis or Valkey (default: the embedded broker's socket; empty: files)
PORTAL_MODE            demonstration (default) or live; fixed at the first start
PORTAL_SECRET_KEY      default: made once and kept in PORTAL_HOME
PORTAL_FORMER_KEYS  comma-separated keys from before a change, until `manage.py seal_anew` was run
PORTAL_HOSTS           comma-separated host names (default: this machine only)
PORTAL_SITE            the portal's own address, for links in mail (default: the first of PORTAL_HOSTS)
PORTAL_HTTPS           1 behind TLS: secure cookies, HSTS, redirect
PORTAL_PROXIES         how many proxies of yours stand before it (default: 1 with PORTAL_HTTPS, else 0)
PORTAL_PLAIN_HTTP      1: a live installation may do without PORTAL_HTTPS, because nobody can hear the line
PORTAL_EMAIL_URL       smtp://user:password@host:port?tls=1 (default: messages are files in PORTAL_HOME/mail)
PORTAL_EMAIL_FROM      the sender of messages (default portal@localhost)
PORTAL_NO_EMAIL        1: a live installation may do without PORTAL_EMAIL_URL
PORTAL_UPDATE_PERIOD   how often outcomes are reported on: half_year (default) or year
PORTAL_UN_COLUMNS      how the UN export heads its columns: name=heading, separated by ; (default: the names)
PORTAL_UPLOAD_MB       largest accepted upload (default 20)
PORTAL_RATE_ANONYMOUS  requests to the API that one address may make (default 600/min)
PORTAL_RATE_PAGES      pages that one address may ask for without signing in (default 600/min)
PORTAL_RATE_SIGNED_IN  requests to the API that one person or key may make (default 1800/min)
PORTAL_TWO_STEP_ROLES  comma-separated roles that need two-step sign-in, or none (default: none; live:
                       admin,manager,finance)
PORTAL_IDLE_MINUTES    a session ends after so long without a request; 0: never (default: 0; live: 60)
PORTAL_LOG_LEVEL       INFO (default), WARNING ...
PORTAL_SHEET_...       limits of sheets (ilo_dc/settings/sheets.py, docs/how-to/run-and-deploy.md)
PORTAL_TASK_MINUTES    longest work in the background (default 30); PORTAL_WORKER_MEMORY_MB its memory
PORTAL_CONTACT         who answers for the portal: an e-mail address, at the foot of each page
PORTAL_FIGURE_OWNERS   who answers what readers report of a figure: MEASURE=ROLE+ROLE,...
PORTAL_PROJECT_CODES   how TC codes of projects are written: regular expressions, between semicolons
PORTAL_PROJECT_NUMBERS how project numbers are written, in the same way
PORTAL_PSC_RATE        usual rate of support costs in per cent of direct cost (default 13), and
                       PORTAL_POOLED_PSC_RATE that of pooled funds (default 7)
PORTAL_AGENT_FEE_RATE  usual fee of an administrative agent in per cent (default 1)
PORTAL_SECOND_SIGNATURE_USD  above how many US dollars a second person signs an approval (default 1000000)
PORTAL_OPENID_URL      an OpenID Connect issuer, with PORTAL_OPENID_CLIENT and PORTAL_OPENID_SECRET
"""

import os
from decimal import Decimal

from django.core.exceptions import ImproperlyConfigured

from ilo_dc.settings.api import *
from ilo_dc.settings.environment import *
from ilo_dc.settings.live import *
from ilo_dc.settings.pages import *
from ilo_dc.settings.people import *
from ilo_dc.settings.services import *
from ilo_dc.settings.sheets import *

PORTAL_UPDATE_PERIOD = os.environ.get("PORTAL_UPDATE_PERIOD", "half_year")
if PORTAL_UPDATE_PERIOD not in {"half_year", "year"}:
    raise ImproperlyConfigured("PORTAL_UPDATE_PERIOD is half_year or year.")
PORTAL_PROJECT_CODES = tuple(
    (os.environ.get("PORTAL_PROJECT_CODES") or "[A-Z]{3}/[0-9]{2}/[0-9A-Z]{2,3}/[A-Z]{3}").split(";")
)
PORTAL_PROJECT_NUMBERS = tuple((os.environ.get("PORTAL_PROJECT_NUMBERS") or "[0-9]{6}").split(";"))
PORTAL_PSC_RATE = Decimal(os.environ.get("PORTAL_PSC_RATE") or "13")
PORTAL_POOLED_PSC_RATE = Decimal(os.environ.get("PORTAL_POOLED_PSC_RATE") or "7")
PORTAL_AGENT_FEE_RATE = Decimal(os.environ.get("PORTAL_AGENT_FEE_RATE") or "1")
PORTAL_SECOND_SIGNATURE_USD = Decimal(os.environ.get("PORTAL_SECOND_SIGNATURE_USD") or "1000000")
SILENCED_SYSTEM_CHECKS: list[str] = []
PORTAL_UN_COLUMNS = {
    name.strip(): heading.strip()
    for name, _equals, heading in (
        part.partition("=") for part in os.environ.get("PORTAL_UN_COLUMNS", "").split(";") if part.strip()
    )
}
