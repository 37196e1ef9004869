"""Signing in: a password, then a code; the link that lets a new member choose a password."""

from __future__ import annotations

import secrets
import time
from datetime import timedelta

import segno
from django.contrib import auth
from django.contrib.auth.hashers import check_password, make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST

from tempen.web import errors
from tempen.web.limits import attempt, client
from tempen.web.office import second
from tempen.web.office.access import SECOND, enter
from tempen.web.office.models import Staff
from tempen.web.respond.links import digest
from tempen.web.study import served
from tempen.web.transact import at_once

HALF = "half"  # in the session: who has shown a password, and when
SPAN = timedelta(minutes=15)
MOST, MOST_FROM, MOST_CODES = 10, 40, 6  # by account, by address, of codes
HALF_LASTS = 600  # seconds
TOKEN_LASTS = timedelta(hours=72)
BACKEND = "django.contrib.auth.backends.ModelBackend"
form = require_http_methods(["GET", "HEAD", "POST"])


@form
def sign_in(request: HttpRequest) -> HttpResponse:
    from tempen.web.office.oidc import is_set

    back = request.POST.get("next") or request.GET.get("next", "")
    facts = {"next": back, "oidc": is_set(), "refused": "directory" in request.GET}
    if request.method != "POST":
        return render(request, "office/sign_in.html", facts)
    email = request.POST.get("email", "").strip().lower()[:254]
    wait = max(
        attempt("sign-in", email, MOST, SPAN), attempt("from", client(request), MOST_FROM, SPAN)
    )
    if wait:
        return errors.too_many(request, wait)
    staff = Staff.objects.filter(email=email, is_active=True).first()
    # An unknown address costs the same time as a wrong password.
    kept = staff.password if staff and staff.password else UNKNOWN
    right = check_password(request.POST.get("password", ""), kept)
    if staff is None or not right:
        facts |= {"wrong": True, "email": email}
        return render(request, "office/sign_in.html", facts, status=403)
    return go_on(request, staff, back)


UNKNOWN = make_password(secrets.token_hex())


def go_on(request: HttpRequest, staff: Staff, back: str = "") -> HttpResponseRedirect:
    """The first factor is shown: nothing is open yet, in a session that nobody knew before."""
    request.session.flush()
    request.session[HALF] = [staff.pk, int(time.time()), back]
    return redirect("office:code" if staff.totp_secret else "office:second_factor")


def find_half(request: HttpRequest) -> tuple[Staff, str] | None:
    pk, at, back = request.session.get(HALF, (0, 0, ""))
    if time.time() - at > HALF_LASTS:
        return None
    staff = Staff.objects.filter(pk=pk, is_active=True).first()
    return (staff, back) if staff else None


@form
def code(request: HttpRequest) -> HttpResponse:
    found = find_half(request)
    if found is None or not found[0].totp_secret:
        return redirect("office:sign_in")
    staff, back = found
    if request.method != "POST":
        return render(request, "office/code.html")
    if wait := attempt("code", str(staff.pk), MOST_CODES, SPAN):
        return errors.too_many(request, wait)
    with at_once():
        right = second.use_code(staff, request.POST.get("code", ""), timezone.now())
    if not right:
        return render(request, "office/code.html", {"wrong": True}, status=403)
    return enter_office(request, staff, back)


def enter_office(request: HttpRequest, staff: Staff, back: str) -> HttpResponse:
    auth.login(request, staff, BACKEND)  # a new session key
    request.session.pop(HALF, None)
    request.session[SECOND] = True
    enter(staff, "sign_in")
    safe = url_has_allowed_host_and_scheme(back, allowed_hosts=None) and back.startswith("/office/")
    return HttpResponseRedirect(back if safe else reverse("office:overview"))


@form
def second_factor(request: HttpRequest) -> HttpResponse:
    """Set up the second factor; it holds when a code from the telephone is right."""
    found = find_half(request)
    if found is None or found[0].totp_secret:
        return redirect("office:sign_in")
    staff, back = found
    if request.method != "POST" or "totp" not in request.session:
        request.session.setdefault("totp", second.make_secret())
        return render(request, "office/second_factor.html", show_secret(request, staff))
    if wait := attempt("code", str(staff.pk), MOST_CODES, SPAN):
        return errors.too_many(request, wait)
    secret = request.session["totp"]
    step = second.find_step(secret, request.POST.get("code", ""), timezone.now())
    if step is None:
        facts = show_secret(request, staff) | {"wrong": True}
        return render(request, "office/second_factor.html", facts, status=403)
    shown, kept = second.make_recovery()
    staff.totp_secret, staff.totp_step, staff.recovery = secret, step, kept
    staff.save(update_fields=["totp_secret", "totp_step", "recovery"])
    request.session.pop("totp")
    enter(staff, "second_factor")
    went = enter_office(request, staff, back)
    return render(request, "office/recovery.html", {"codes": shown, "next": went["Location"]})


def show_secret(request: HttpRequest, staff: Staff) -> dict[str, object]:
    secret = request.session["totp"]
    issuer = served().publisher(request.lang) or served().study.id  # type: ignore[attr-defined]
    picture = segno.make(second.address(staff, secret, issuer), error="m")
    groups = " ".join(secret[i : i + 4] for i in range(0, len(secret), 4))
    return {"secret": groups, "picture": picture.svg_data_uri(scale=5, border=2)}


@form
def link(request: HttpRequest, token: str) -> HttpResponse:
    """A new member, or one who has forgotten, chooses a password. A GET changes nothing."""
    if wait := attempt("office-link", client(request), MOST_FROM, SPAN):
        return errors.too_many(request, wait)
    staff = Staff.objects.filter(
        token_digest=digest(token), token_until__gt=timezone.now(), is_active=True
    ).first()
    if staff is None:
        return render(request, "office/link.html", {"gone": True}, status=404)
    if request.method != "POST":
        return render(request, "office/link.html", {"staff": staff, "email": staff.email})
    password = request.POST.get("password", "")
    wrong = find_weakness(staff, password, request.POST.get("again", ""))
    email = staff.email or request.POST.get("email", "").strip().lower()[:254]
    if "@" not in email or Staff.objects.filter(email=email).exclude(pk=staff.pk).exists():
        wrong = "email"
    if wrong:
        facts = {"staff": staff, "wrong": wrong, "email": email}
        return render(request, "office/link.html", facts, status=400)
    staff.email, staff.token_digest, staff.token_until = email, "", None
    staff.set_password(password)
    staff.save()
    enter(staff, "password")
    return go_on(request, staff)


def find_weakness(staff: Staff, password: str, again: str) -> str:
    if password != again:
        return "different"
    try:
        validate_password(password, staff)
    except ValidationError:
        return "weak"
    return ""


def make_token(staff: Staff) -> str:
    """A link that lets its holder choose the password of the account, once."""
    from django.conf import settings

    token = secrets.token_urlsafe(24)
    staff.token_digest, staff.token_until = digest(token), timezone.now() + TOKEN_LASTS
    staff.save(update_fields=["token_digest", "token_until"])
    return f"{settings.TEMPEN.address}/office/link/{token}/"


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    auth.logout(request)
    return redirect("office:sign_in")
