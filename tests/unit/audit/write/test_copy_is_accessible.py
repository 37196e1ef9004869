"""The copy with findings in its margin, in a real browser: axe finds nothing to mend."""

from __future__ import annotations

import shutil

import pytest

from tempen.audit import read
from tempen.audit.write.margin import write
from tests.unit.audit.write.findings import audit_of, finding_at
from tests.unit.audit.write.test_margin import TEXT

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")


@pytest.mark.skipif(not CHROMIUM, reason="Chromium is not installed")
def test_a_browser_finds_no_violation(tmp_path):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    playwright = pytest.importorskip("playwright.sync_api")
    reading = read("a.md", TEXT.encode())
    findings = finding_at(reading, "45 %"), finding_at(reading, "75 %", severity="warning")
    path = tmp_path / "copy.html"
    path.write_text(write(reading, audit_of(reading, *findings), "sv"), "utf-8")
    with playwright.sync_playwright() as drive:
        browser = drive.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_context(bypass_csp=True).new_page()
        page.goto(path.as_uri())
        found = axe.Axe().run(page).response["violations"]
        browser.close()
    assert [one["id"] for one in found] == []
