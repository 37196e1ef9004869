"""What mozilla-django-oidc asks of us; imported only where a directory is set up.

The library checks a token's signature, its nonce and, where there is one, its last moment. Whom it
is from and whom it is for it leaves to us (OpenID Connect Core 3.1.3.7, 5.3.2).
"""

from __future__ import annotations

import logging
from typing import Any

from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse
from jwt import PyJWTError
from mozilla_django_oidc.auth import OIDCAuthenticationBackend
from mozilla_django_oidc.views import OIDCAuthenticationCallbackView
from requests import RequestException

from tempen.web.office.models import Staff
from tempen.web.office.views.sign_in import go_on

logger = logging.getLogger("tempen.web.office.oidc")


class Directory(OIDCAuthenticationBackend):
    """Members of the office by their verified address; nobody is made a member by signing in."""

    def verify_token(self, token: str, **kwargs: Any) -> dict[str, Any]:
        """The claims of a token that this directory made for us, and that still holds.

        raises  SuspiciousOperation it is of another directory, for another service, or without end
        """
        claims = super().verify_token(token, **kwargs)
        ours = self.OIDC_RP_CLIENT_ID
        told = claims.get("aud")
        audience = told if isinstance(told, list) else [told]
        if claims.get("iss") != settings.TEMPEN_OIDC_ISSUER:
            raise SuspiciousOperation("the token is of another directory")
        if ours not in audience or claims.get("azp", ours) != ours:
            raise SuspiciousOperation("the token is for another service")
        if not claims.get("exp") or not claims.get("sub"):
            raise SuspiciousOperation("the token has no end or is about nobody")
        return claims

    def get_userinfo(self, access_token: str, id_token: str, payload: Any) -> Any:
        """What the directory tells about the one whom the token is about, and of nobody else."""
        claims = super().get_userinfo(access_token, id_token, payload)
        if claims.get("sub") != payload.get("sub"):
            raise SuspiciousOperation("the directory told of somebody else")
        return claims

    def verify_claims(self, claims: dict[str, Any]) -> bool:
        return bool(claims.get("email")) and claims.get("email_verified") in (True, "true")

    def filter_users_by_claims(self, claims: dict[str, Any]) -> Any:
        email = str(claims.get("email", "")).strip().lower()
        return Staff.objects.filter(email=email, is_active=True)


class Callback(OIDCAuthenticationCallbackView):
    """As good as a password: the second factor follows."""

    def get(self, request: HttpRequest) -> HttpResponseRedirect:
        try:
            return super().get(request)
        except (SuspiciousOperation, PyJWTError, RequestException, KeyError, ValueError) as error:
            logger.warning("sign-in through the directory: %s", type(error).__name__)
            return self.login_failure()

    def login_success(self) -> HttpResponseRedirect:
        return go_on(self.request, self.user)

    def login_failure(self) -> HttpResponseRedirect:
        return HttpResponseRedirect(f"{reverse('office:sign_in')}?directory=no")
