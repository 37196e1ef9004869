"""Every address of the office, with every role: the table is walked, so none can be forgotten."""

from __future__ import annotations

import pytest
from django.urls import URLPattern

from tests.unit.web.office.signed import PASSWORD, code_now, make_staff, sign_in

ROLES = ("nobody", "reader", "assistant", "lead")


def addresses() -> list[tuple[URLPattern, str]]:
    """Each page with an address that matches it."""
    from tempen.web.office.urls import PAGES

    filled = {
        "<int:pk>": "1",
        "<str:name>": "rates",
        "<str:file>": "x.pdf",
        "<str:step>": "reminder",
    }
    found = []
    for pattern in PAGES:
        route = str(pattern.pattern)
        for part, value in filled.items():
            route = route.replace(part, value)
        assert "<" not in route
        found.append((pattern, f"/office/{route}"))
    return found


def test_every_address_needs_its_role_and_its_method(on_sqlite):
    """Nobody is sent to sign in, too low a role is refused, the wrong method does nothing."""
    from django.test import Client

    clients = {role: sign_in(role) for role in ROLES[1:]} | {"nobody": Client()}
    for pattern, address in addresses():
        view = pattern.callback
        for role in ROLES:
            method = clients[role].get if "GET" in view.methods else clients[role].post
            if role == "nobody":
                found = method(address)
                assert (found.status_code, found["Location"][:17]) == (302, "/office/sign-in/?")
            elif ROLES.index(role) < ROLES.index(view.role):
                assert method(address).status_code == 403, (role, address)
            elif "GET" in view.methods:
                assert method(address).status_code in (200, 404), (role, address)
                assert clients[role].post(address).status_code == 405
            else:
                assert clients[role].get(address).status_code == 405, (role, address)


def test_no_address_of_the_office_is_outside_the_table(on_sqlite):
    from tempen.web.office.urls import OPEN, PAGES, urlpatterns

    assert {p.name for p in OPEN} == {"sign_in", "code", "second_factor", "link", "sign_out"}
    assert urlpatterns == [*OPEN, *PAGES]
    assert all(hasattr(p.callback, "role") for p in PAGES)


def test_a_password_alone_opens_nothing(on_sqlite):
    from django.test import Client

    make_staff("lead")
    client = Client()
    given = {"email": "Lead@office.example ", "password": PASSWORD}
    assert client.post("/office/sign-in/", given)["Location"] == "/office/code/"
    assert client.get("/office/").status_code == 302
    assert client.post("/office/code/", {"code": "000000"}).status_code == 403
    code = code_now()
    before = client.cookies["office"].value
    assert client.post("/office/code/", {"code": code})["Location"] == "/office/"
    assert client.cookies["office"].value != before  # a session that nobody knew before
    assert client.get("/office/").status_code == 200
    again = Client()
    again.post("/office/sign-in/", given)
    assert again.post("/office/code/", {"code": code}).status_code == 403  # no code is good twice


def test_recovery_codes_open_once_each(on_sqlite):
    from tempen.web.office import second

    staff = make_staff()
    shown, staff.recovery = second.make_recovery()
    staff.save()
    from django.utils import timezone

    assert second.use_code(staff, shown[0].upper(), timezone.now())
    assert not second.use_code(staff, shown[0], timezone.now())
    assert second.use_code(staff, shown[1].replace("-", " "), timezone.now())
    assert shown[2] not in str(staff.recovery)


def test_guessing_is_slowed_down_by_account_and_by_address(on_sqlite, monkeypatch):
    from django.test import Client

    from tempen.web.office.views import sign_in as page

    assert page.MOST_FROM == 40
    monkeypatch.setattr(page, "MOST_FROM", 13)  # each guess costs what scrypt costs
    make_staff()
    wrong = {"email": "lead@office.example", "password": "guess"}
    found = [Client().post("/office/sign-in/", wrong).status_code for _ in range(12)]
    assert found[:10] == [403] * 10 and found[10:] == [429] * 2
    others = [{"email": f"b{n}@b.example", "password": "guess"} for n in range(2)]
    assert [Client().post("/office/sign-in/", one).status_code for one in others] == [403, 429]
    right = wrong | {"password": PASSWORD}
    assert Client().post("/office/sign-in/", right).status_code == 429


def test_codes_are_few_to_guess(on_sqlite):
    """Whoever has the password has six tries in a quarter of an hour, then not even the right one."""
    from django.test import Client

    make_staff()
    client = Client()
    client.post("/office/sign-in/", {"email": "lead@office.example", "password": PASSWORD})
    found = [client.post("/office/code/", {"code": "000000"}).status_code for _ in range(7)]
    assert found == [403] * 6 + [429]
    assert client.post("/office/code/", {"code": code_now()}).status_code == 429


def test_the_first_lead_comes_from_the_link_that_is_printed_and_it_holds_once(on_sqlite):
    from django.test import Client
    from pyotp.totp import TOTP

    from tempen.web.office.models import Entry, Staff
    from tempen.web.office.welcome import first_link

    token = first_link().split("/office/link/")[1]
    client, address = Client(), f"/office/link/{token}"
    assert client.get(address).status_code == 200
    assert not Staff.objects.get().password  # to look changes nothing
    given = {"email": "a@b.example", "password": PASSWORD, "again": PASSWORD}
    assert client.post(address, given | {"password": "short", "again": "short"}).status_code == 400
    assert client.post(address, given)["Location"] == "/office/second-factor/"
    assert Client().post(address, given).status_code == 404
    client.get("/office/second-factor/")
    secret = client.session["totp"]
    from django.utils import timezone

    code = TOTP(secret).generate_otp(int(timezone.now().timestamp()) // 30)
    page = client.post("/office/second-factor/", {"code": code})
    assert page.status_code == 200 and page.content.count(b"<code>") == 8
    assert client.get("/office/staff/").status_code == 200
    assert first_link() == ""
    assert {e.action for e in Entry.objects.all()} == {"password", "second_factor", "sign_in"}


def test_a_link_to_choose_a_password_ends_after_three_days(on_sqlite):
    from datetime import timedelta

    from django.test import Client
    from django.utils import timezone

    from tempen.web.office.models import Staff
    from tempen.web.office.welcome import first_link

    address = f"/office/link/{first_link().split('/office/link/')[1]}"
    assert Client().get(address).status_code == 200
    assert Staff.objects.get().token_until < timezone.now() + timedelta(days=3, seconds=1)
    Staff.objects.update(token_until=timezone.now() - timedelta(seconds=1))
    given = {"email": "a@b.example", "password": PASSWORD, "again": PASSWORD}
    assert Client().post(address, given).status_code == 404


def test_a_session_that_somebody_else_prepared_is_worth_nothing(on_sqlite):
    """Its key and what lies in it are gone with the password, before the second factor."""
    from django.test import Client

    make_staff()
    client = Client()
    session = client.session
    session["totp"] = "a secret that somebody else knows"
    session.save()
    client.cookies["office"] = planted = session.session_key
    given = {"email": "lead@office.example", "password": PASSWORD}
    assert client.post("/office/sign-in/", given)["Location"] == "/office/code/"
    assert client.cookies["office"].value != planted and "totp" not in client.session


def test_who_has_not_shown_the_second_factor_is_nobody(on_sqlite):
    client = sign_in("lead")
    session = client.session
    del session["second"]
    session.save()
    assert client.get("/office/")["Location"].startswith("/office/sign-in/")


@pytest.mark.parametrize("end", ["lock", "reset"])
def test_a_member_who_is_locked_or_starts_anew_is_out_at_once(on_sqlite, end):
    from tempen.web.office.models import Staff

    lead, reader = sign_in("lead"), sign_in("reader")
    assert reader.get("/office/").status_code == 200
    lead.post(f"/office/staff/{Staff.objects.get(role='reader').pk}/", {"do": end})
    assert reader.get("/office/").status_code == 302
    again = {"email": "reader@office.example", "password": PASSWORD}
    assert reader.post("/office/sign-in/", again).status_code == 403


def test_the_last_lead_can_neither_step_down_nor_be_locked_out(on_sqlite):
    from tempen.web.office.models import Staff

    client = sign_in("lead")
    me = Staff.objects.get()
    for given in ({"role": "reader"}, {"do": "lock"}):
        assert client.post(f"/office/staff/{me.pk}/", given).status_code == 400
    client.post("/office/staff/add/", {"email": "b@b.example", "role": "lead"})
    assert client.post(f"/office/staff/{me.pk}/", {"role": "reader"}).status_code == 302
    assert client.get("/office/staff/").status_code == 403  # at once, in the same session


@pytest.mark.parametrize("back", ["https://evil.example/", "//evil.example/office/", "/elsewhere"])
def test_signing_in_leads_to_the_office_and_nowhere_else(on_sqlite, back):
    from django.test import Client

    make_staff()
    client = Client()
    given = {"email": "lead@office.example", "password": PASSWORD, "next": back}
    client.post("/office/sign-in/", given)
    assert client.post("/office/code/", {"code": code_now()})["Location"] == "/office/"


def test_what_is_done_is_in_the_log_and_what_is_refused_is_not(on_sqlite):
    from tempen.web.office.models import Entry
    from tempen.web.respond.models import Unit

    client, unit = sign_in("assistant"), Unit.objects.get(code="k001")
    client.post(f"/office/units/{unit.pk}/settle/", {"disposition": "declined", "note": "by phone"})
    client.post(f"/office/units/{unit.pk}/settle/", {"disposition": "nonsense"})
    client.post(f"/office/units/{unit.pk}/merge/", {"into": "k002"})
    entry = Entry.objects.get()
    assert (entry.action, entry.unit, entry.who) == ("settle", unit, "assistant@office.example")
    assert entry.facts == {"disposition": "declined"}


def test_what_cannot_be_logged_is_not_done(on_sqlite, monkeypatch):
    """A doing and its entry are one transaction."""
    from django.db import DatabaseError

    from tempen.web.office import access
    from tempen.web.respond.models import Unit

    def full(*args, **facts):
        raise DatabaseError("disk full")

    client, unit = sign_in("assistant"), Unit.objects.get(code="k001")
    client.raise_request_exception = False
    monkeypatch.setattr(access, "enter", full)
    given = {"disposition": "declined"}
    assert client.post(f"/office/units/{unit.pk}/settle/", given).status_code == 500
    unit.refresh_from_db()
    assert unit.disposition == "not_started"


def test_a_form_from_elsewhere_does_nothing(on_sqlite):
    """CSRF: a POST without the token of the page is refused."""
    from django.test import Client

    from tempen.web.respond.models import Unit

    signed, unit = sign_in("lead"), Unit.objects.get(code="k001")
    strict = Client(enforce_csrf_checks=True)
    strict.cookies["office"] = signed.cookies["office"].value
    assert strict.get("/office/").status_code == 200
    found = strict.post(f"/office/units/{unit.pk}/settle/", {"disposition": "declined"})
    assert found.status_code == 403
    assert Unit.objects.get(pk=unit.pk).disposition == "not_started"


def test_the_directory_of_the_organisation_takes_the_place_of_the_password_alone(on_sqlite):
    """OpenID Connect: a verified address of a member, then the second factor; nobody else."""
    pytest.importorskip("mozilla_django_oidc", reason="the oidc extra is not installed")
    from tempen.web.office.oidc_backend import Directory

    staff = make_staff("reader")
    directory = Directory.__new__(Directory)
    claims = {"email": "Reader@office.example", "email_verified": True}
    assert directory.verify_claims(claims)
    assert not directory.verify_claims(claims | {"email_verified": False})
    assert list(directory.filter_users_by_claims(claims)) == [staff]
    assert not directory.filter_users_by_claims({"email": "x@b.example"})


def test_oidc_is_off_until_every_address_of_the_directory_is_given(monkeypatch):
    from tempen.web.office import oidc

    assert oidc.read_settings() == {} and oidc.urls() == []
    for name in oidc.NAMES.values():
        monkeypatch.setenv(name, "https://directory.example")
    found = oidc.read_settings()
    assert found["OIDC_USE_PKCE"] and found["OIDC_CREATE_USER"] is False
