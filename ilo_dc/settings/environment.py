"""Where this installation stands: its folder, mode, addresses; the other settings build on these."""

import os
import sys
from pathlib import Path

from ilo_dc.embedded import paths

BASE_DIR = Path(__file__).resolve().parent.parent.parent
PORTAL_HOME = paths.portal_home()
TESTING = "pytest" in sys.modules

PORTAL_MODE = os.environ.get("PORTAL_MODE", "demonstration")
SECRET_KEY = os.environ.get("PORTAL_SECRET_KEY") or paths.secret_key(PORTAL_HOME)
DEBUG = False
ALLOWED_HOSTS = os.environ.get("PORTAL_HOSTS", "localhost,127.0.0.1,[::1],testserver").split(",")
HTTPS = os.environ.get("PORTAL_HTTPS") == "1"
PORTAL_PROXIES = int(os.environ.get("PORTAL_PROXIES", "1" if HTTPS else "0"))
_PORT = "" if HTTPS or ALLOWED_HOSTS[0] != "localhost" else f":{os.environ.get('PORT', '8000')}"
PORTAL_SITE = os.environ.get("PORTAL_SITE") or (
    f"{'https' if HTTPS else 'http'}://{ALLOWED_HOSTS[0].lstrip('*.') or 'localhost'}{_PORT}/"
)
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS] if HTTPS else []
