"""The whole of a fieldwork in a real browser, from the link that is printed to the report; axe
looks at every page of the office at phone and desk width."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.web import STUDY

CHROMIUM = shutil.which("chromium") or ""
PASSWORD = "ett långt och ovanligt lösenord"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
PAGES = ["", "units/", "units/1/", "contacts/", "mail/", "mail/reminder/", "mail/box/"]
DESK = ("", "units/1/", "mail/")  # looked at wide as well: the others are of the same parts
PAGES += ["questionnaire/", "wave/", "people/?search=k00", "staff/", "log/"]


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    """`tempen serve --demo` on a copy of the fictitious study; its address and first link."""
    folder = tmp_path_factory.mktemp("journey")
    study = shutil.copytree(STUDY, folder / "fiktiva")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    log = folder / "log"
    with log.open("wb") as file:
        process = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "tempen.cli",
                "serve",
                str(study),
                "--demo",
                "--port",
                str(port),
            ],
            stdout=file,
            stderr=file,
            env=os.environ | {"TEMPEN_LANG": "en"},
        )
    link = wait(lambda: next((x for x in log.read_text().split() if "/office/link/" in x), ""))
    address = f"http://localhost:{port}"
    wait(lambda: answers(port))
    yield address, link, study
    process.send_signal(signal.SIGTERM)
    process.wait(30)


def answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def wait(what, seconds: float = 90):
    until = time.monotonic() + seconds
    while not (found := what()):
        assert time.monotonic() < until
        time.sleep(0.2)
    return found


@pytest.fixture(scope="module")
def page():
    playwright = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
    if not CHROMIUM:
        pytest.skip("Chromium is not installed")
    with playwright.sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        context = browser.new_context(locale="en-GB")
        context.set_default_timeout(60_000)
        yield context.new_page()
        browser.close()


def sign_up(page, link: str) -> None:
    from django.utils import timezone
    from pyotp.totp import TOTP

    page.goto(link)
    page.fill("#email", "lead@office.example")
    page.fill("#password", PASSWORD)
    page.fill("#again", PASSWORD)
    page.click("button.first")
    secret = page.locator("code").first.inner_text().replace(" ", "")
    page.fill("#code", TOTP(secret).generate_otp(int(timezone.now().timestamp()) // 30))
    page.click("button.first")
    page.click("a.first")


def open_letter(page, address: str, at: int) -> None:
    """The link in a letter of the mailbox, as its reader presses it."""
    page.goto(f"{address}/office/mail/box/")
    page.locator("table a").nth(at).click()
    page.locator(".letter a").click()
    page.locator("button.first").click()


def answer_alone(page, address: str, at: int) -> None:
    """From the letter to the receipt, the first answer of each page."""
    open_letter(page, address, at)
    page.locator("button.first").click()
    go_through(page)


def go_through(page) -> None:
    for _ in range(12):
        if page.locator(".done").count():
            break
        radio = page.locator("input[type=radio]:visible")
        if radio.count():
            radio.first.check()
        page.locator("button.first").last.click()
    assert page.locator(".done").count(), page.url


def answer_together(page, address: str, at: int) -> None:
    """Two colleagues at the same question at once: who saves last chooses, and nothing is lost."""
    open_letter(page, address, at)
    page.get_by_role("link", name="Answer together with colleagues").click()
    page.fill("#name", "Bo")
    page.fill("#email", "bo@colleague.example")
    page.check("#s-direction")
    page.get_by_role("button", name="Invite").click()
    elsewhere = page.context.browser.new_context(locale="en-GB")
    bo = elsewhere.new_page()
    bo.goto(page.inner_text("p.link code"))
    for _ in range(2):  # open, begin
        bo.locator("button.first").click()
    page.get_by_role("link", name="Back to the overview").click()
    page.locator("button.first").click()
    bo.check("#f-strategy-drafting")
    bo.get_by_role("button", name="Save and go on later").click()
    bo.wait_for_url("**/paused/")
    page.check("#f-strategy-no")
    page.get_by_role("button", name="Save and go on", exact=True).last.click()
    assert "Bo changed this answer" in page.inner_text("#q-strategy")
    page.get_by_role("button", name="Save and go on", exact=True).last.click()
    assert "Two answers: choose which holds." in page.inner_text("#summary")
    page.check("#f-strategy-theirs")
    page.get_by_role("button", name="Save and go on", exact=True).last.click()
    page.wait_for_url("**/section/services/")
    go_through(page)
    assert "One is being drawn up" in page.inner_text("main")  # what Bo said
    elsewhere.close()


def check(page, address: str) -> list[tuple[str, int, str]]:
    """What axe finds, and pages that are wider than the screen."""
    from axe_playwright_python.sync_playwright import Axe

    found, axe = [], Axe()
    for path in PAGES:
        page.goto(f"{address}/office/{path}")
        for width in (1280, 390):
            page.set_viewport_size({"width": width, "height": 900})
            if width == 390 or path in DESK:
                told = axe.run(page, options={"runOnly": RULES}).response["violations"]
                found += [(path, width, one["id"]) for one in told]
            size = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
            found += [(path, width, "too wide")] if page.evaluate(size) else []
    page.set_viewport_size({"width": 1280, "height": 900})
    return found


def test_from_the_first_link_to_the_report(served, page):
    address, link, study = served
    sign_up(page, link)
    assert page.locator("h1").inner_text() == "Overview"

    page.goto(f"{address}/office/contacts/")
    page.get_by_role("button", name="Make up the contacts that are missing").click()
    assert "180 contacts can be written to" in page.content()

    page.goto(f"{address}/office/mail/invitation/")
    page.get_by_role("button", name="Set it going").click()
    box = f"{address}/office/mail/box/"
    assert "180 mails are in the outbox and are being sent." in page.inner_text("main")
    wait(lambda: page.goto(box) and "180 mails" in page.content())

    answer_alone(page, address, 0)
    answer_alone(page, address, 1)
    answer_together(page, address, 2)
    page.goto(f"{address}/office/")
    assert page.locator(".figures dd").nth(1).inner_text().startswith("3 ")

    page.goto(f"{address}/office/mail/reminder/")
    assert page.locator(".figures dd").nth(1).inner_text() == "177"
    page.get_by_role("button", name="Set it going").click()
    wait(lambda: page.goto(box) and "358 mails" in page.content())  # and one to Bo
    assert check(page, address) == []

    for _ in range(2):
        page.goto(f"{address}/office/")
        page.get_by_role("button", name="Let sixty").click()
    page.goto(f"{address}/office/wave/")
    page.fill("#wave", "2028")
    page.get_by_role("button", name="Close the wave").click()
    assert "The answers are in the study folder" in page.content()
    assert str(study.resolve() / "").rstrip("/") in page.inner_text("main")
    count(study)
    make_report(page)


def make_report(page) -> None:
    """The prose of the study is of its last wave: the report names each place that these answers
    do not bear out, and a preliminary one says something neutral there."""
    page.get_by_role("button", name="Make the report").click()
    told = wait_for_report(page)
    assert "report/sv.md:" in told and "The data do not support" in told
    page.get_by_role("button", name="Make a preliminary report").click()
    told = wait_for_report(page)
    files = page.locator(".cards li").first.locator("a").all_inner_texts()
    assert files == ["English, HTML", "English, PDF", "Svenska, HTML", "Svenska, PDF"], told


def wait_for_report(page) -> str:
    wait(lambda: page.reload() and "Being made" not in page.inner_text("main"))
    return page.locator(".cards li").first.inner_text()


def count(study: Path) -> None:
    from tempen.pipeline import estimate_study

    estimated = estimate_study(study)
    (rate,) = [r for r in estimated.response if r.wave == "2028" and r.domain_level == "all"]
    assert (rate.answered, rate.eligible) == (123, 180)
