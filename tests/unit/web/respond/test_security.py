"""The threat model's rows on links, sessions and respondents (docs/security.md), one by one."""

from __future__ import annotations

import io
import logging
import re
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.utils import timezone

from tests.unit.web.respond.walk import Walker, invite


def pages() -> list[tuple[str, str]]:
    """Every address below /r/<contact>/, with the method that it takes."""
    from tempen.web.respond.urls import urlpatterns

    found = []
    for pattern in urlpatterns:
        route = str(pattern.pattern)
        if route.startswith("r/<int:contact>/"):
            tail = route.removeprefix("r/<int:contact>/")
            tail = tail.replace("<slug:section>", "direction").replace("<int:colleague>", "1")
            found += [("get", tail), ("post", tail)]
    return found


def test_no_address_gives_anything_to_another_organisations_session(on_each_database):
    mine = Walker().open(invite("k001", "Anna")).begin()
    mine.save("direction", strategy="no")
    other = Walker().open(invite("k002", "Bo"))
    assert len(pages()) > 20
    for method, tail in pages():
        found = getattr(other.client, method)(f"/r/{mine.contact}/{tail}")
        text = found.content.decode()
        assert found.status_code in (403, 405), (method, tail, found.status_code)
        assert "Draksala" not in text and "Anna" not in text, (method, tail)
    from tempen.web.respond.models import Answer, Response, Unit

    assert Answer.objects.count() == 1 and Response.objects.count() == 1
    assert Unit.objects.get(code="k001").disposition == "started"


def test_no_address_gives_anything_without_a_session(on_sqlite):
    mine = Walker().open(invite("k001", "Anna")).begin()
    for method, tail in pages():
        found = getattr(Client(), method)(f"/r/{mine.contact}/{tail}")
        assert found.status_code in (403, 405), (method, tail)
        assert "Draksala" not in found.content.decode()


def test_a_link_is_kept_as_a_digest_of_at_least_128_bits(on_sqlite):
    from tempen.web.respond.links import BYTES, make_link
    from tempen.web.respond.models import Link

    token = make_link(invite("k001")).rpartition("/")[2]
    assert BYTES * 8 >= 128
    assert token not in str(Link.objects.values())


def expired(link):
    link.update(expires_at=timezone.now() - timedelta(seconds=1))


def revoked(link):
    link.update(revoked_at=timezone.now())


@pytest.mark.parametrize("end", [expired, revoked])
def test_a_link_that_has_ended_opens_nothing(on_sqlite, end):
    from tempen.web.respond.links import make_link
    from tempen.web.respond.models import Link

    address = urlsplit(make_link(invite("k001"))).path
    end(Link.objects.all())
    found = Client().post(address)
    assert found.status_code == 404
    assert "visit" not in found.cookies


def test_revoking_a_link_ends_the_sessions_it_opened(on_sqlite):
    from tempen.web.respond.links import revoke_links
    from tempen.web.respond.models import Contact

    walker = Walker().open(invite("k001")).begin()
    revoke_links(Contact.objects.get(), timezone.now())
    assert walker.get("section/direction/").status_code == 403


def test_the_session_key_changes_with_every_link_and_is_kept_as_a_digest(on_sqlite):
    from tempen.web.respond.models import Visit

    walker = Walker()
    walker.client.cookies["visit"] = "set-by-somebody-else"
    walker.open(invite("k001"))
    key = walker.client.cookies["visit"].value
    walker.open(invite("k002"))
    assert "set-by-somebody-else" != key != walker.client.cookies["visit"].value
    assert Visit.objects.count() == 1
    assert key not in str(Visit.objects.values())


def test_the_token_leaves_the_address_bar_and_cookies_are_out_of_reach_of_scripts(on_sqlite):
    from tempen.web.respond.links import make_link

    address = urlsplit(make_link(invite("k001"))).path
    found = Client().post(address)
    assert found.status_code == 303
    assert address.rpartition("/")[2] not in found.headers["Location"]
    cookie = found.cookies["visit"]
    assert cookie["httponly"] and cookie["samesite"] == "Lax"


def test_behind_tls_nothing_goes_without_it(on_sqlite):
    from dataclasses import replace

    from django.conf import settings
    from django.test import override_settings

    from tempen.web.respond.links import make_link
    from tempen.web.settings import make_settings

    address = urlsplit(make_link(invite("k001"))).path
    safe = replace(settings.TEMPEN, https=True)
    with override_settings(TEMPEN=safe):
        found = Client().post(address, secure=True)
    cookie = found.cookies["__Host-visit"]
    assert cookie["secure"] and cookie["path"] == "/" and not cookie["domain"]
    assert "max-age=31536000" in found.headers["Strict-Transport-Security"]
    made = make_settings(safe)
    assert made["SESSION_COOKIE_SECURE"] and made["CSRF_COOKIE_SECURE"]


def test_leaving_ends_the_session_on_the_server(on_sqlite):
    walker = Walker().open(invite("k001"))
    key = walker.client.cookies["visit"].value
    walker.client.post("/leave/")
    walker.client.cookies["visit"] = key
    assert walker.get().status_code == 403


def test_an_expired_session_in_mid_page_keeps_what_was_typed(on_sqlite):
    from tempen.web.respond.models import Answer, Visit

    contact = invite("k001")
    walker = Walker().open(contact).begin()
    shown = walker.read("direction")
    Visit.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    walker.save("direction", shown, strategy="no")
    assert walker.response.status_code == 403
    assert 'name="q.strategy" value="no"' in walker.html
    assert "is not saved yet" in walker.html
    walker.open(contact)  # the link again, in another tab; then the button of the first
    walker.save("direction", shown, strategy="no")
    assert Answer.objects.get().value == "no"


def test_forms_need_a_token_of_this_site(on_sqlite):
    strict = Client(enforce_csrf_checks=True)
    assert strict.post("/language/", {"lang": "en"}).status_code == 403
    assert strict.post("/l/whatever").status_code == 403


def test_a_form_whose_cookies_are_gone_keeps_what_was_typed(on_sqlite):
    """Only where the browser says that a page of ours sent it: another site's form is not kept."""
    strict = Client(enforce_csrf_checks=True)
    sent, ours = {"q.strategy": "no", "csrfmiddlewaretoken": "old"}, "http://testserver"
    kept = strict.post("/r/1/section/direction/", sent, headers={"Origin": ours})
    assert kept.status_code == 403 and b'name="q.strategy" value="no"' in kept.content
    assert b'value="old"' not in kept.content
    for origin in ({"Origin": "https://elsewhere.example"}, {}):
        foreign = strict.post("/r/1/section/direction/", sent, headers=origin)
        assert foreign.status_code == 403 and b"q.strategy" not in foreign.content


def test_guessing_links_is_slowed_down(on_sqlite):
    answers = [Client().post(f"/l/guess{n}").status_code for n in range(25)]
    assert answers[0] == 404 and answers[-1] == 429


def test_inviting_is_limited(on_sqlite):
    walker = Walker().open(invite("k001")).begin()
    for n in range(21):
        data = {"name": "Bo", "email": f"bo{n}@example.org", "sections": ["effects"]}
        walker.post("colleagues/", data)
    assert walker.response.status_code == 429


def test_papers_are_limited(on_sqlite, monkeypatch):
    from tempen.web.respond import papers

    monkeypatch.setattr(papers, "MOST", 0)
    walker = Walker().open(invite("k001"))
    assert walker.get("questionnaire.pdf").status_code == 429


def test_every_page_has_strict_headers_and_no_script_of_its_own(on_sqlite):
    walker = Walker().open(invite("k001")).begin()
    for tail in ("", "section/direction/", "review/", "colleagues/", "decline/", "paused/"):
        walker.get(tail)
        headers, html = walker.response.headers, walker.response.content.decode()
        policy = headers["Content-Security-Policy"]
        nonce = re.search(r"script-src 'nonce-([\w-]+)'", policy).group(1)
        assert "unsafe" not in policy
        for rule in ("default-src", "frame-ancestors", "base-uri"):
            assert f"{rule} 'none'" in policy
        assert "form-action 'self'" in policy and headers["X-Frame-Options"] == "DENY"
        for script in re.findall(r"<script[^>]*>[^<]*", html):
            assert "src=" in script and f'nonce="{nonce}"' in script and script.endswith(">")
        assert not re.search(r"\son\w+=|style=|javascript:", html)
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Cache-Control"] == "no-store"
        assert headers["Referrer-Policy"] == "same-origin"


NASTY = "</textarea><script>alert(1)</script>\" onfocus='x' {{ 7 }} {% now %} &lt;"


def test_what_people_write_is_shown_as_they_wrote_it(on_sqlite):
    walker = Walker().open(invite("k001", NASTY)).begin()
    walker.save("respondent", comment=NASTY)
    for tail in ("section/respondent/", "review/", "colleagues/"):
        walker.get(tail)
        raw = walker.response.content.decode()
        assert "<script>alert" not in raw
        assert NASTY.split("{{")[0] in walker.html
    given = {"name": NASTY, "email": "bo@example.org", "sections": ["effects"]}
    for page in (walker.post("colleagues/", given), walker.post("send"), walker.get("receipt/")):
        assert "<script>alert" not in page.content.decode()
    assert f"by {NASTY.split('{{')[0]}" in walker.html


def test_texts_of_the_study_are_data_too(on_sqlite):
    from tempen.web.study import served

    here = served()
    texts: dict = here.study.texts["en"].by_key  # type: ignore[assignment]
    before = dict(texts)
    keys = ("title", "intro", "sections.direction", "items.strategy.question")
    keys += ("items.strategy.options.yes", "items.budget.help")
    texts.update(dict.fromkeys(keys, NASTY))
    here.painter("en").blank.clear()
    try:
        walker = Walker().open(invite("k001")).begin()
        for tail in ("", "section/direction/", "review/"):
            walker.get(tail)
            assert "<script>alert" not in walker.response.content.decode()
            assert "alert(1)" in walker.html
    finally:
        texts.update(before)
        here.painter("en").blank.clear()


def test_a_body_that_is_too_large_is_refused(on_sqlite):
    walker = Walker().open(invite("k001")).begin()
    shown = walker.read("respondent")
    assert walker.save("respondent", shown, comment="x" * 1_100_000).status_code == 400
    many = {f"q.{n}": "1" for n in range(2100)}
    assert walker.post("section/respondent/", {"shown": shown, **many}).status_code == 400


def test_a_request_that_no_page_makes_is_refused_without_a_trace(on_sqlite):
    walker = Walker().open(invite("k001")).begin()
    for shown in ("strategy:99999999999999", "strategy:-1", "nothing:1", ":::", "x" * 5000):
        walker.save("direction", shown, strategy="no")
        assert walker.response.status_code in (303, 422)
    assert walker.get("section/nowhere/").status_code == 404
    assert (
        walker.client.post("/language/", {"lang": "en", "next": "//evil.example"}).headers[
            "Location"
        ]
        == "/"
    )


def test_nothing_that_was_answered_and_no_token_is_logged(on_sqlite):
    from tempen.web.log import WithoutSecrets

    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.addFilter(WithoutSecrets())
    logger = logging.getLogger("django.request")
    logger.addHandler(handler)
    logger.setLevel(logging.WARNING)  # more than an installation logs
    try:
        walker = Walker().open(invite("k001")).begin()
        walker.save("respondent", comment="a secret remark")
        Client().post("/l/a-secret-token-of-somebody")
        Client().get("/l/a-secret-token-of-somebody/more")
    finally:
        logger.removeHandler(handler)
        logger.setLevel(logging.NOTSET)
    assert "a-secret" not in stream.getvalue() and "a secret" not in stream.getvalue()
    assert "/l/…" in stream.getvalue()
