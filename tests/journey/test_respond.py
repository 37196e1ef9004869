"""Answering in a real browser: two colleagues at once, a conflict, a phone, no script, axe.

Given the fictitious study in demonstration mode; when people answer as people do; then every page
is free of what axe-core can find, and what they said is in the receipt.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest

pytest.importorskip("django", reason="the web extra is not installed")
sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

from tests.unit.web.respond.test_faults import Server  # noqa: E402

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture(scope="module")
def server(tmp_path_factory) -> Iterator[Server]:
    if not CHROMIUM:
        pytest.skip("Chromium is not installed")
    found = Server(tmp_path_factory.mktemp("journey") / "data")
    yield found
    found.kill()


@pytest.fixture(scope="module")
def browser() -> Iterator[sync_api.Browser]:
    if not CHROMIUM:
        pytest.skip("Chromium is not installed")
    with sync_api.sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield found
        found.close()


def check_axe(page: sync_api.Page) -> None:
    """No violation of WCAG 2.2 AA or of axe-core's own good practice."""
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page, options={"runOnly": TAGS}).response["violations"]
    assert [(one["id"], one["nodes"][0]["target"]) for one in found] == [], page.url


def enter(context: sync_api.BrowserContext, server: Server, unit: str) -> sync_api.Page:
    """Open an organisation of the demonstration and its first page."""
    page = context.new_page()
    page.goto(f"http://localhost:{server.port}/?search={unit}")
    check_axe(page)
    page.click("form[action='/try/'] button")
    check_axe(page)
    page.click("main button.first")
    check_axe(page)
    return page


def test_a_response_from_first_page_to_receipt_with_every_page_checked(server, browser):
    context = browser.new_context(locale="en-GB")
    page = enter(context, server, "Draksala")
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.click("main button.first")
    assert not page.is_visible("#q-owner")
    page.check("#f-strategy-yes")
    page.wait_for_selector("#q-owner:not([hidden])")  # the script asked, and showed the question
    assert page.inner_text("#saved").startswith("Saved at")
    page.click("#q-strategy .clear button")  # what was marked can be taken away again
    page.wait_for_selector("#q-owner", state="hidden")
    assert not page.is_checked("#f-strategy-yes")
    page.check("#f-strategy-yes")
    page.fill("#f-budget", "a lot")
    page.focus("#f-strategy-yes")
    page.wait_for_selector("#f-budget-problem")  # told beside it, before the page is sent
    assert "1 answer is not saved" in page.inner_text("#saved")
    check_axe(page)
    page.click("button[value=next]")
    assert page.evaluate("document.activeElement.id") == "summary"
    check_axe(page)
    page.fill("#f-budget", "1 200")
    page.check("#f-owner-it")
    page.click("button[value=next]")
    check_axe(page)
    page.check("#f-services-school")
    for _ in range(4):
        page.click("button[value=next]")
        check_axe(page)
    page.fill("#f-comment", "Nothing <b>more</b>")
    page.click("button[value=next]")
    check_axe(page)
    assert "questions are unanswered" in page.inner_text("main")
    page.click("main button.first")
    check_axe(page)
    receipt = page.inner_text("main")
    assert "Thank you. Your answers are sent in." in receipt
    assert "School and preschool" in receipt and "Nothing <b>more</b>" in receipt
    assert faults == []
    context.close()


def test_two_colleagues_at_once_and_a_conflict_that_one_of_them_decides(server, browser):
    anna_at, bo_at = browser.new_context(locale="en-GB"), browser.new_context(locale="en-GB")
    anna = enter(anna_at, server, "Korpsala")
    anna.click("main button.first")
    first = anna.url
    anna.goto(first.split("section/")[0] + "colleagues/")
    check_axe(anna)
    anna.fill("#name", "Bo")
    anna.fill("#email", "bo@example.org")
    anna.check("#s-direction")
    anna.click("main button.first")
    check_axe(anna)
    bo = bo_at.new_page()
    bo.goto(anna.inner_text("p.link code"))
    bo.click("main button.first")
    bo.click("main button.first")
    anna.goto(first)
    anna.check("#f-strategy-no")
    bo.check("#f-strategy-drafting")
    anna.click("button[value=pause]")
    anna.wait_for_url("**/paused/")
    bo.click("button[value=next]")
    check_axe(bo)
    assert "changed this answer at" in bo.inner_text("#q-strategy")
    bo.check("#f-strategy-mine")
    bo.click("button[value=next]")
    anna.goto(first)
    assert anna.is_checked("#f-strategy-drafting")
    for context in (anna_at, bo_at):
        context.close()


def test_on_a_phone_without_scripts_in_swedish_a_matrix_is_questions_of_their_own(server, browser):
    context = browser.new_context(
        locale="sv-SE", java_script_enabled=False, viewport={"width": 320, "height": 640}
    )
    page = context.new_page()
    page.goto(f"http://localhost:{server.port}/?search=Dimsala")
    page.click("form[action='/try/'] button")
    page.click("main button.first")
    page.click("main button.first")
    page.check("#f-strategy-yes")
    page.click("button[value=next]")
    assert "leder till fler frågor" in page.inner_text("main")
    page.check("#f-owner-it")
    page.click("button[value=next]")
    page.click("button[value=next]")
    label = page.locator("label[for=f-benefit-quality-some]")
    assert label.is_visible()  # the step stands beside its button, not in a head far above
    label.click()
    page.click("button[value=next]")
    page.click("button[value=previous]")
    assert page.is_checked("#f-benefit-quality-some")
    assert "#" not in page.url  # where a question had led to is not carried along
    page.click("#q-benefit .clear button")
    assert not page.is_checked("#f-benefit-quality-some")
    wide = page.locator("html").bounding_box()
    assert wide and wide["width"] <= 320
    context.close()


def test_statements_and_ways_out_are_accessible_too(server, browser):
    context = browser.new_context(locale="sv-SE", viewport={"width": 390, "height": 800})
    page = enter(context, server, "Fjällsala")
    overview = page.url
    for tail in ("decline/", "colleagues/"):
        page.goto(overview + tail)
        check_axe(page)
    for path in ("/privacy/", "/accessibility/", "/left/", "/r/999999/", "/nowhere"):
        page.goto(f"http://localhost:{server.port}{path}")
        check_axe(page)
    context.close()


def test_the_keyboard_alone_is_enough(server, browser):
    context = browser.new_context(locale="en-GB")
    page = enter(context, server, "Rimsala")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.focus("main button.first")
    page.keyboard.press("Enter")
    page.wait_for_url("**/section/direction/")
    page.focus("#f-strategy-yes")
    page.keyboard.press("ArrowDown")
    assert page.is_checked("#f-strategy-drafting")
    page.focus("button[value=next]")
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineWidth")
    assert float(outline.removesuffix("px")) >= 2
    page.keyboard.press("Enter")
    page.wait_for_url("**/section/**")
    context.close()
