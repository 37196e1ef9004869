"""Signing in through the organisation's own directory (OpenID Connect): it takes the place of the
password. Who is of the office is still decided here, and the second factor is still asked for.

mozilla-django-oidc, the extra `oidc`, is imported only where an installation has set it up.
"""

from __future__ import annotations

import os
from typing import Any

from django.urls import URLPattern, path

NAMES = {
    "OIDC_RP_CLIENT_ID": "TEMPEN_OIDC_CLIENT",
    "OIDC_RP_CLIENT_SECRET": "TEMPEN_OIDC_SECRET",
    "OIDC_OP_AUTHORIZATION_ENDPOINT": "TEMPEN_OIDC_AUTHORIZATION",
    "OIDC_OP_TOKEN_ENDPOINT": "TEMPEN_OIDC_TOKEN",
    "OIDC_OP_USER_ENDPOINT": "TEMPEN_OIDC_USER",
    "OIDC_OP_JWKS_ENDPOINT": "TEMPEN_OIDC_KEYS",
    "TEMPEN_OIDC_ISSUER": "TEMPEN_OIDC_ISSUER",
}


def is_set() -> bool:
    """Whether the environment names a directory."""
    return all(os.environ.get(name) for name in NAMES.values())


def read_settings() -> dict[str, Any]:
    """Django's settings of the directory; none where it is not set up."""
    if not is_set():
        return {}
    return {
        **{setting: os.environ[name] for setting, name in NAMES.items()},
        "OIDC_RP_SIGN_ALGO": os.environ.get("TEMPEN_OIDC_ALGORITHM", "RS256"),
        "OIDC_RP_SCOPES": "openid email",
        "OIDC_USE_PKCE": True,
        "OIDC_CREATE_USER": False,
        "OIDC_TIMEOUT": 10,
        "LOGIN_REDIRECT_URL_FAILURE": "/office/sign-in/",
        "OIDC_AUTHENTICATION_CALLBACK_URL": "office:oidc_callback",
        "AUTHENTICATION_BACKENDS": [
            "django.contrib.auth.backends.ModelBackend",
            "tempen.web.office.oidc_backend.Directory",
        ],
    }


def urls() -> list[URLPattern]:
    if not is_set():
        return []
    from mozilla_django_oidc.views import OIDCAuthenticationRequestView

    from tempen.web.office.oidc_backend import Callback

    return [
        path("oidc/", OIDCAuthenticationRequestView.as_view(), name="oidc"),
        path("oidc/callback/", Callback.as_view(), name="oidc_callback"),
    ]
