"""The house: contracts hold, words are translated, generated pages are up to date."""

from __future__ import annotations

import importlib.util
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tempen.errors import CODES, Fault, Place, TempenError

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "tempen"


def test_import_contracts_hold():
    run = subprocess.run(
        [Path(sys.executable).parent / "lint-imports", "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert run.returncode == 0, run.stdout


def test_help_needs_only_the_command_line_library():
    code = "import sys, tempen.cli; print(*{name.split('.')[0] for name in sys.modules})"
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True
    ).stdout.split()
    heavy = {"polars", "numpy", "scipy", "pydantic", "typst", "docx", "vl_convert", "babel", "yaml"}
    assert not heavy & set(loaded)


def test_every_error_code_says_fault_and_mend():
    for code, (fault, mend) in CODES.items():
        assert re.fullmatch(r"[A-Z]+-\d\d", code), code
        assert fault[0].isupper() or fault[0] in "“{", code
        assert mend.endswith("."), code


def test_every_error_code_is_used():
    text = "\n".join(path.read_text(encoding="utf-8") for path in SOURCE.rglob("*.py"))
    unused = [code for code in CODES if text.count(f'"{code}"') < 2]
    assert unused == []


def test_a_fault_reads_as_place_fault_mend():
    fault = Fault("FILE-01", Place("study.yaml", 7), {"file": "frame/2025.csv"})
    assert fault.say("en") == (
        "study.yaml:7: FILE-01 There is no file “frame/2025.csv”.\n"
        "    Mend: create it, or correct the path."
    )
    assert str(TempenError([fault])) == fault.say("en")


def docs_builder():
    spec = importlib.util.spec_from_file_location("docs_build", ROOT / "docs" / "build.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_generated_pages_are_as_the_code_makes_them():
    stale = [
        path.name
        for path, text in docs_builder().pages().items()
        if not path.exists() or path.read_text(encoding="utf-8") != text
    ]
    assert stale == [], "run `make docs`"


FENCED = re.compile(r"^```.*?^```", re.DOTALL | re.MULTILINE)  # code holds no links


def test_every_page_of_the_documentation_links_to_pages_that_exist():
    broken = [
        f"{page.name}: {target}"
        for page in [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]
        for text in [FENCED.sub("", page.read_text(encoding="utf-8"))]
        for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", text)
        if not (page.parent / target).exists()
    ]
    assert broken == []


TEXT = (".py", ".md", ".yaml", ".toml", ".lock", ".css", ".js", ".po", ".csv", ".txt")


def committed_text() -> dict[str, str]:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True)
    if listed.returncode:
        pytest.skip("not a git checkout")
    names = [name for name in listed.stdout.splitlines() if name.endswith(TEXT)]
    return {name: (ROOT / name).read_text(encoding="utf-8", errors="replace") for name in names}


def test_committed_text_names_no_machine():
    """Neither where this checkout lies, nor whoever's home it was made in."""
    own = {f"{ROOT}/", f"{ROOT.parent}/", f"{Path.home()}/"} - {"//"}
    pattern = re.compile("|".join(map(re.escape, sorted(own))))
    assert [name for name, text in committed_text().items() if pattern.search(text)] == []


def test_locks_hold_hashes_and_no_addresses():
    locks = {name: text for name, text in committed_text().items() if name.endswith(".lock")}
    assert locks
    assert [name for name, text in locks.items() if "://" in text or "--hash=" not in text] == []
