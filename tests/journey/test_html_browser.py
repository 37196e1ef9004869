"""The web page in a browser: keyboard, evidence, filters, charts, narrow screens, axe."""

from __future__ import annotations

import csv
import os
import shutil
from pathlib import Path

import pytest

from tempen.report.write import html
from tests.documents import sample

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed")

FLAGS = ["--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync"]
if getattr(os, "geteuid", lambda: 1)() == 0:  # its sandbox refuses to run as root
    FLAGS.append("--no-sandbox")
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture(scope="module")
def report(tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("html") / "report.html"
    html.write(sample(), path)
    return path


@pytest.fixture(scope="module")
def browser():
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def visit(browser, report):
    """A function that opens the report; at the end nothing may have failed or been fetched."""
    faults: list[str] = []
    pages = []

    def visit(width: int = 1280, height: int = 900, **options):
        page = browser.new_page(viewport={"width": width, "height": height}, **options)
        page.on("console", lambda message: faults.append(message.text))
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("request", lambda request: faults.append(request.url) if is_far(request) else None)
        page.goto(report.as_uri())
        pages.append(page)
        return page

    yield visit
    for page in pages:
        page.close()
    assert faults == []


def is_far(request) -> bool:
    return not request.url.startswith(("file:", "data:", "blob:"))


def draw_all(page) -> None:
    for figure in page.locator("figure").all():
        figure.scroll_into_view_if_needed()
        figure.locator(".chart[data-drawn]").wait_for()


@pytest.mark.parametrize("width", [1280, 320])
def test_axe_finds_no_fault(visit, width):
    axe = pytest.importorskip(
        "axe_playwright_python.sync_playwright", reason="axe-playwright-python is not installed"
    ).Axe()
    page = visit(width)
    draw_all(page)
    page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true })")
    result = axe.run(page, options={"runOnly": WCAG})
    assert result.violations_count == 0, result.generate_report()
    page.locator("main p .num").first.click()
    result = axe.run(page, options={"runOnly": WCAG})
    assert result.violations_count == 0, result.generate_report()


@pytest.mark.parametrize("width", [320, 390, 768, 1280])
def test_nothing_is_wider_than_the_screen(visit, width):
    page = visit(width)
    draw_all(page)
    assert page.evaluate("document.documentElement.scrollWidth") == width


def test_number_opens_its_evidence_from_the_keyboard_and_gives_focus_back(visit):
    page = visit()
    number = page.locator("main p .num").first
    number.focus()
    page.keyboard.press("Enter")
    box = page.get_by_role("dialog", name="38 %")
    box.wait_for()
    assert "Har ni en strategi för ert arbete med AI?" in box.inner_text()
    assert "33–43 %" in box.inner_text()
    page.keyboard.press("Escape")
    assert box.count() == 0
    assert number.evaluate("element => element === document.activeElement")


def test_claim_shows_its_condition(visit):
    page = visit()
    page.locator(".claim").first.click()
    assert page.locator("#t-evidence code").inner_text() == "change"
    page.locator("#t-evidence .close").click()
    assert not page.locator("#t-evidence").is_visible()


def test_table_is_one_tab_stop_and_arrows_move_in_it(visit):
    page = visit()
    page.locator("#response .num").first.focus()
    for key in ("ArrowDown", "ArrowRight", "ArrowRight", "ArrowUp"):
        page.keyboard.press(key)
    focused = page.evaluate("document.activeElement.textContent")
    assert focused == "39\u00a0%"
    assert page.locator("#response [tabindex='0']").count() == 1


def test_chart_answers_the_pointer(visit):
    page = visit()
    draw_all(page)
    bar = page.locator("#strategy .live .mark-rect path").nth(1)
    bar.hover()
    tip = page.locator("#vg-tooltip-element.visible")
    tip.wait_for()
    assert "32–44" in tip.inner_text()
    bar.click()
    assert "38 %" in page.locator("#t-subject").inner_text().replace("\u00a0", " ")


def test_choosing_a_group_changes_chart_table_and_note(visit):
    page = visit()
    draw_all(page)
    figure = page.locator("#strategy")
    figure.locator("details summary").first.click()
    figure.get_by_role("combobox").select_option("region")
    figure.locator(".chart[data-drawn='region wide']").wait_for()
    assert figure.locator(".chart").get_attribute("aria-label").endswith("under diagrammet.")
    assert figure.locator("table:visible").count() == 1
    assert "12" in figure.locator("table:visible").inner_text()
    assert "12 svar. Få svar" in figure.locator(".view-note:visible").inner_text()


def test_one_choice_for_all_charts(visit):
    page = visit()
    page.locator("#t-filter").select_option("region")
    page.locator("#strategy .chart[data-drawn='region wide']").wait_for()
    assert page.locator("#strategy select").input_value() == "region"
    assert page.locator("#t-status").inner_text() == "1 av 4 diagram visar: Regioner"


def test_values_are_saved_as_csv(visit, tmp_path):
    page = visit()
    with page.expect_download() as download:
        page.locator("#strategy [data-do=csv]").click()
    download.value.save_as(tmp_path / "values.csv")
    with (tmp_path / "values.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file, delimiter=";"))
    assert rows[0] == [
        "Kategori",
        "Serie",
        "Värde",
        "Nedre gräns",
        "Övre gräns",
        "Svar",
        "Anmärkning",
    ]
    stamp = sample().stamp
    assert rows[1] == ["Ja", "2018", "0,05", "", "", "", stamp]
    assert rows[2] == ["Ja", "2024", "0,38", "0,32", "0,44", "224", stamp]


def test_page_reads_without_javascript(visit):
    page = visit(java_script_enabled=False)
    assert page.locator("figure .static.wide svg").first.is_visible()
    assert page.locator("select:visible, button:visible, [role=button]").count() == 0
    assert page.locator("#strategy details summary:visible").count() == 2


def test_print_shows_the_stamp_and_no_controls(visit):
    page = visit()
    page.emulate_media(media="print")
    assert page.locator(".stamp").is_visible()
    assert page.locator("button:visible, select:visible, nav:visible").count() == 0


def test_narrow_screen_folds_the_contents(visit):
    page = visit(390)
    contents = page.locator(".contents")
    assert contents.get_attribute("open") is None
    contents.locator("summary").first.click()
    page.get_by_role("link", name="1.2 Nytta").click()
    assert contents.get_attribute("open") is None
