"""Members of the office for tests, signed in with both factors."""

from __future__ import annotations

from django.test import Client
from django.utils import timezone

PASSWORD = "correct horse battery staple"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def make_staff(role: str = "lead"):
    from tempen.web.office.models import Staff

    staff = Staff(email=f"{role}@office.example", role=role, totp_secret=SECRET)
    staff.set_password(PASSWORD)
    staff.save()
    return staff


def code_now(offset: int = 0) -> str:
    from pyotp.totp import TOTP

    return TOTP(SECRET).generate_otp(int(timezone.now().timestamp()) // 30 + offset)


def sign_in(role: str = "lead") -> Client:
    """A browser of this role, without going through the pages."""
    from django.contrib import auth
    from django.http import HttpRequest

    from tempen.web.office.models import Staff

    staff = Staff.objects.filter(role=role).first() or make_staff(role)
    client = Client(headers={"Accept-Language": "en"})
    request = HttpRequest()
    request.session = client.session
    auth.login(request, staff, "django.contrib.auth.backends.ModelBackend")
    request.session["second"] = True
    request.session.save()
    client.cookies["office"] = request.session.session_key
    return client
