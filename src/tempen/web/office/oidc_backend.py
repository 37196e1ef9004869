"""What mozilla-django-oidc asks of us; imported only where a directory is set up."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponseRedirect
from mozilla_django_oidc.auth import OIDCAuthenticationBackend
from mozilla_django_oidc.views import OIDCAuthenticationCallbackView

from tempen.web.office.models import Staff
from tempen.web.office.views.sign_in import go_on


class Directory(OIDCAuthenticationBackend):
    """Members of the office by their verified address; nobody is made a member by signing in."""

    def verify_claims(self, claims: dict[str, Any]) -> bool:
        return bool(claims.get("email")) and claims.get("email_verified") in (True, "true")

    def filter_users_by_claims(self, claims: dict[str, Any]) -> Any:
        email = str(claims.get("email", "")).strip().lower()
        return Staff.objects.filter(email=email, is_active=True)


class Callback(OIDCAuthenticationCallbackView):
    """As good as a password: the second factor follows."""

    def login_success(self) -> HttpResponseRedirect:
        return go_on(self.request, self.user)
