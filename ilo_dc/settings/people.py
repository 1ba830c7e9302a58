"""Who signs in and how, sessions, security headers."""

import os
from urllib.parse import urlsplit

from csp.constants import NONE, SELF

from ilo_dc.settings.environment import HTTPS, PORTAL_MODE, SECRET_KEY

AUTH_USER_MODEL = "core.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "ilo_dc.core.accounts.passwords.StrengthValidator", "OPTIONS": {"least": 3}},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "ilo_dc.core.accounts.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_RATE_LIMITS = {
    "login_failed": False,  # axes locks out, by name and address together
    "second_step": "5/5m/key,50/d/key",  # codes that one person tries, until one is right
}
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_PREVENT_ENUMERATION = True
AXES_FAILURE_LIMIT = 8
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_TEMPLATE = "account/locked_out.html"
AXES_RESET_ON_SUCCESS = True
AXES_USERNAME_FORM_FIELD = "login"
AXES_USERNAME_CALLABLE = "ilo_dc.core.accounts.adapters.name_for_lockout"  # by name or by address: one count
AXES_VERBOSE = False
AXES_CLIENT_IP_CALLABLE = "ilo_dc.core.client_address.counted_as"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_ADAPTER = "ilo_dc.core.accounts.second_step.SecondStepAdapter"
MFA_FORMS = {
    "authenticate": "ilo_dc.core.accounts.second_step.SignInForm",
    "reauthenticate": "ilo_dc.core.accounts.second_step.ConfirmForm",
    "activate_totp": "ilo_dc.core.accounts.second_step.SetUpForm",
}
# The rule is for those who register under another's address. Here an administrator writes the address, and
# allauth notes it as unverified when it makes the invitation's link: nobody invited could set up anything.
MFA_ALLOW_UNVERIFIED_EMAIL = True
_asked = os.environ.get("PORTAL_TWO_STEP_ROLES") or (
    "admin,manager,finance" if PORTAL_MODE == "live" else "none"
)
TWO_STEP_ROLES = [] if _asked == "none" else [role.strip() for role in _asked.split(",")]
_before = os.environ.get("PORTAL_FORMER_KEYS", "")
SEALING_SECRETS = [SECRET_KEY, *filter(None, _before.split(","))]  # the first seals, all unseal
SOCIALACCOUNT_ADAPTER = "ilo_dc.core.accounts.adapters.SocialAccountAdapter"
SOCIALACCOUNT_PROVIDERS: dict[str, object] = {}
SIGN_IN_ORIGINS: list[str] = []  # where the form that starts a single sign-on is led to
if os.environ.get("PORTAL_OPENID_URL"):
    SOCIALACCOUNT_PROVIDERS["openid_connect"] = {
        "APPS": [
            {
                "provider_id": "office",
                "name": "ILO",
                "client_id": os.environ["PORTAL_OPENID_CLIENT"],
                "secret": os.environ["PORTAL_OPENID_SECRET"],
                "settings": {"server_url": os.environ["PORTAL_OPENID_URL"], "oauth_pkce_enabled": True},
            }
        ]
    }
    SIGN_IN_ORIGINS = ["{0.scheme}://{0.netloc}".format(urlsplit(os.environ["PORTAL_OPENID_URL"]))]
SESSION_COOKIE_AGE = 12 * 3600
SESSION_IDLE_SECONDS = 60 * int(
    os.environ.get("PORTAL_IDLE_MINUTES") or ("60" if PORTAL_MODE == "live" else "0")
)
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_ENGINE = "ilo_dc.core.accounts.sessions"  # rows of the database: they outlive the broker

# --- Security headers ---

SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31536000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
API_PATHS = r"^api/(?!v1/docs/)"  # what programs ask for: over plain HTTP it is refused, pages are led on
SECURE_REDIRECT_EXEMPT = ["^health/$", API_PATHS]
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
        "form-action": [SELF, *SIGN_IN_ORIGINS],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

# --- Who owns a figure ---

# Roles that answer what readers report of a figure: MEASURE=ROLE+ROLE,... for some, for all others these.
FIGURE_OWNERS_ELSE = ("manager", "admin")
FIGURE_OWNERS = {
    measure.strip(): tuple(role.strip() for role in roles.split("+"))
    for measure, _equals, roles in (
        one.partition("=") for one in os.environ.get("PORTAL_FIGURE_OWNERS", "").split(",") if one.strip()
    )
}
