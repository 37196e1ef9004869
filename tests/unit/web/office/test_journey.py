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


def answer_first(page, address: str, mails: int) -> None:
    """Open some letters of the mailbox, and answer what is asked until the receipt."""
    for at in range(mails):
        page.goto(f"{address}/office/mail/box/")
        page.locator("table a").nth(at).click()
        page.locator(".letter a").click()
        page.locator("button.first").click()
        page.locator("button.first").click()
        for _ in range(12):
            if page.locator(".done").count():
                break
            radio = page.locator("input[type=radio]:visible")
            if radio.count():
                radio.first.check()
            page.locator("button.first").last.click()
        assert page.locator(".done").count(), page.url


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
    wait(lambda: page.goto(box) and "180 mails" in page.content())

    answer_first(page, address, 3)
    page.goto(f"{address}/office/")
    assert page.locator(".figures dd").nth(1).inner_text().startswith("3 ")

    page.goto(f"{address}/office/mail/reminder/")
    assert page.locator(".figures dd").nth(1).inner_text() == "177"
    page.get_by_role("button", name="Set it going").click()
    wait(lambda: page.goto(box) and "357 mails" in page.content())
    assert check(page, address) == []

    for _ in range(3):
        page.goto(f"{address}/office/")
        page.get_by_role("button", name="Let sixty").click()
    page.goto(f"{address}/office/wave/")
    page.fill("#wave", "2028")
    page.get_by_role("button", name="Close the wave").click()
    assert "The answers are in the study folder" in page.content()
    report(study)


def report(study: Path) -> None:
    from tempen.pipeline import estimate_study

    estimated = estimate_study(study)
    (rate,) = [r for r in estimated.response if r.wave == "2028" and r.domain_level == "all"]
    assert (rate.answered, rate.eligible) == (180, 180)
