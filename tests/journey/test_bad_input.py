"""What a new user does wrong: each fault has its code and place, and none is a traceback.

A case spoils a copy of examples/tiny and tells every fault that `tempen check` then finds.
"""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from collections.abc import Callable
from io import BytesIO
from itertools import pairwise
from pathlib import Path

import pytest

from tempen.errors import TempenError
from tempen.pipeline import Request, build_report, check
from tests.unit.study.drawn import TINY, copy_tiny

S, Q, A, F = "study.yaml", "questionnaire.yaml", "answers/2025.csv", "frame/2025.csv"
SV, EN, RSV, REN = "texts/sv.yaml", "texts/en.yaml", "report/sv.md", "report/en.md"
BOTH = (RSV, REN)
Spoil = Callable[[Path], None]


def swap(old: str, new: str, *files: str) -> Spoil:
    """Replace a text, the first time that it stands in each file."""

    def spoil(study: Path) -> None:
        for file in files:
            text = (study / file).read_text("utf-8")
            assert old in text, f"{old!r} is not in {file}"
            (study / file).write_text(text.replace(old, new, 1), "utf-8")

    return spoil


def all_of(*spoils: Spoil) -> Spoil:
    def spoil(study: Path) -> None:
        for one in spoils:
            one(study)

    return spoil


def put(file: str, content: str | bytes) -> Spoil:
    data = content if isinstance(content, bytes) else content.encode()

    def spoil(study: Path) -> None:
        (study / file).write_bytes(data)

    return spoil


def answers(file: str, content: bytes) -> Spoil:
    """Answers in a file of another name."""
    return all_of(swap(A, file, S), put(file, content))


def lines(file: str, keep: Callable[[str], bool]) -> Spoil:
    def spoil(study: Path) -> None:
        text = (study / file).read_text("utf-8").splitlines(keepends=True)
        (study / file).write_text("".join(line for line in text if keep(line)), "utf-8")

    return spoil


def write(text: str) -> Spoil:
    """Something more in both reports, from line 46 on."""
    ends = {RSV: "# Metod", REN: "# Method"}
    return all_of(*(swap(end, f"{text}\n\n{end}", file) for file, end in ends.items()))


def chart(settings: str) -> Spoil:
    return write(f"```chart\nid: new\ntitle: New\nkind: bars\n{settings}\n```")


def zipped() -> bytes:
    file = BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("a.txt", "a")
    return file.getvalue()


def laughs() -> str:
    names = "abcdefghij"
    more = (f"{b}: &{b} [{', '.join([f'*{a}'] * 9)}]" for a, b in pairwise(names))
    return "\n".join(["a: &a [x, x, x, x, x, x, x, x, x]", *more])


def in_both(code: str, place: str) -> list[str]:
    return [f"report/{lang}.md:{place} {code}" for lang in ("en", "sv")]


CASES: dict[str, tuple[Spoil, list[str]]] = {
    # the study's own files
    "a misspelt key": (swap("resolve: last", "resolv: last", S), ["study.yaml:7 STUDY-01"]),
    "a circular routing rule": (
        swap("kind: single", "kind: single\n        ask_if: board in [yes]", Q),
        ["questionnaire.yaml:6 ROUTE-04"],
    ),
    "an item that does not exist": (
        swap("strategy in [", "stratgy in [", Q),
        ["questionnaire.yaml:14 ROUTE-01"],
    ),
    "a text missing in one language": (
        swap("    short: Staff\n", "", EN),
        ["texts/en.yaml:51 TEXT-01"],
    ),
    "an item with the name of a column that every case has": (
        all_of(swap("- id: staff", "- id: unit", Q), swap("  staff:", "  unit:", SV, EN)),
        ["questionnaire.yaml:43 ITEM-16"],
    ),
    "an item with the name of a domain of the frame": (
        all_of(swap("- id: staff", "- id: sector", Q), swap("  staff:", "  sector:", SV, EN)),
        ["questionnaire.yaml:43 ITEM-16"],
    ),
    "faults of three files at once": (
        all_of(
            swap("resolve: last", "resolv: last", S),
            swap("strategy in [", "stratgy in [", Q),
            swap("    short: Staff\n", "", EN),
        ),
        ["questionnaire.yaml:14 ROUTE-01", "study.yaml:7 STUDY-01", "texts/en.yaml:51 TEXT-01"],
    ),
    "a language that reports cannot be written in": (
        all_of(
            swap("[sv, en]", "[sv, en, fi]", S),
            swap('sv: "', 'fi: "Sana.", sv: "', Q),
            put("texts/fi.yaml", (TINY / EN).read_bytes()),
        ),
        ["study.yaml:3 STUDY-21"],
    ),
    # files that are not what their names say
    "an empty study.yaml": (put(S, ""), ["study.yaml:1 FILE-07"]),
    "UTF-16": (put(S, "id: tiny".encode("utf-16")), ["study.yaml:1 FILE-03"]),
    "bytes": (put(S, bytes(range(256))), ["study.yaml:2 FILE-03"]),
    "a tab": (
        swap("    status: planned", "\tstatus: planned", S),
        ["study.yaml:28 FILE-02"],
    ),
    "a billion laughs": (put(S, laughs()), ["study.yaml:6 FILE-04"]),
    "deep brackets": (put(S, "a: " + "[" * 5000), ["study.yaml:1 FILE-05"]),
    "too much": (put(S, "id: tiny\n" + "# more\n" * 1_200_000), ["study.yaml FILE-04"]),
    "Windows-1252": (
        lambda study: put(RSV, (study / RSV).read_text("utf-8").encode("cp1252"))(study),
        ["report/sv.md:3 FILE-03"],
    ),
    "a CSV that is a ZIP": (put(A, zipped()), [f"{A} STORE-02"]),
    "an XLSX that is HTML": (
        answers("answers/2025.xlsx", b"<html><table></table></html>"),
        ["answers/2025.xlsx STORE-02"],
    ),
    "a Parquet that is text": (
        answers("answers/2025.parquet", b"unit;strategy\n"),
        ["answers/2025.parquet STORE-02"],
    ),
    "a template that is not Word": (
        put("report/template.docx", "Hello"),
        ["report/template.docx WRITE-11"],
    ),
    # frames and answers
    "a unit twice": (swap("t2,Enhet T2", "t1,Enhet T2", F), [f"{F}:2 FRAME-03"]),
    "an unknown sector": (swap("t2,Enhet T2,town", "t2,Enhet T2,twn", F), [f"{F}:3 FRAME-04"]),
    "a frame without a column": (swap("name,sector", "name,sectr", F), [f"{F}:1 FRAME-01"]),
    "wrong codes": (swap(";yes;yes;", ";ja;yess;", A), [f"{A}:2 ITEM-21", f"{A}:2 ITEM-21"]),
    "an unknown unit": (swap("t1;", "zz;", A), [f"{A}:2 ANSWER-03"]),
    "several rows of a unit": (swap("resolve: last", "resolve: fault", S), [f"{A}:7 ANSWER-04"]),
    "a number that is none": (swap("tools;15;", "tools;NaN;", A), [f"{A}:2 ITEM-24"]),
    "a number too large": (swap("tools;15;", "tools;1000000;", A), [f"{A}:2 ITEM-25"]),
    "a quote left open": (swap("Vi har", '"Vi har', A), [f"{A}:3 STORE-10"]),
    "a row too long": (swap("t3;", "t3;x;", A), [f"{A}:4 STORE-09"]),
    "an empty file": (put(A, ""), [f"{A} STORE-03"]),
    "a wave with no answers": (lines(A, lambda line: line.startswith("unit")), [f"{A} ANSWER-11"]),
    "nobody in a sector": (
        lines(A, lambda line: not line.startswith("c")),
        ["study.yaml:19 WEIGHT-02"],
    ),
    # the reports
    "a guard that fails": (swap("> 50]]", "> 90]]", *BOTH), in_both("CLAIM-01", "4:1")),
    "an item of the report that does not exist": (
        swap("{{ share('strategy'", "{{ share('stratgy'", *BOTH),
        in_both("REF-04", "5:4"),
    ),
    "a typed number": (write("Here 42 answered."), in_both("REPORT-14", "46:6")),
    "a claim without a guard": (
        write("Majoriteten växer. A majority."),
        ["report/en.md:46:22 REPORT-16", "report/sv.md:46:1 REPORT-16"],
    ),
    "an unknown block": (write("```chrt\nid: a\n```"), in_both("REPORT-08", "46")),
    "an unknown setting": (chart("item: trust\ncolour: red"), in_both("REPORT-10", "51")),
    "a part in a wrong form": (chart("item: trust\nwhere: town"), in_both("REPORT-12", "51")),
    "an id of a wrong form": (
        write("```table\nid: a b\ntitle: New\nitem: trust\n```"),
        in_both("REPORT-19", "47"),
    ),
    "a wave that did not ask": (
        chart('item: trust\nwaves: ["2023"]'),
        in_both("REF-10", "51"),
    ),
    "a wave of a block that does not exist": (
        write('```response\nid: r\nwave: "1999"\n```'),
        in_both("REF-09", "48"),
    ),
    "figures of a wrong form": (
        write("```key_figures\nfigures: [a]\n```"),
        in_both("REPORT-12", "47"),
    ),
    "items without a common axis": (chart("items: [trust, staff]"), in_both("REPORT-18", "46")),
    "a figure that does not exist": (write("{{ figure('no') }}"), in_both("REF-29", "46:4")),
    "raw HTML": (write("<script>alert()</script>"), in_both("REPORT-02", "46")),
    "languages out of step": (
        swap(" ({{ interval('strategy', 'yes') }})", "", REN),
        ["report/sv.md:5:36 PARITY-02"],
    ),
    "faults of the report and the data at once": (
        all_of(write("Here 42."), swap(";yes;yes;", ";ja;yes;", A)),
        [*in_both("REPORT-14", "46:6"), f"{A}:2 ITEM-21"],
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_every_fault_is_told_with_its_place(tmp_path, name):
    spoil, expected = CASES[name]
    study = copy_tiny(tmp_path)
    spoil(study)
    told = check(study)
    serious = [fault for fault in told if fault.severity == "error"] or list(told)
    assert sorted(f"{fault.place} {fault.code}" for fault in serious) == sorted(expected)
    for fault in told:
        assert "\n    Mend: " in fault.say("en") and "\n    Åtgärd: " in fault.say("sv")


def with_marks_of_windows(study: Path) -> None:
    for path in study.rglob("*.*"):
        path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))


FINE: dict[str, Spoil] = {
    "Windows line ends and marks of byte order": with_marks_of_windows,
    "answers with quoted lines": swap("Vi har precis börjat.", '"Vi\nhar ""börjat"";"', A),
    "a decimal comma": swap("tools;15;", "tools;15,5;", A),
}


@pytest.mark.parametrize("name", FINE)
def test_what_only_looks_strange_is_no_fault(tmp_path, name):
    study = copy_tiny(tmp_path)
    FINE[name](study)
    assert check(study) == ()


def errors_of(study: Path) -> list[str]:
    return [f"{fault.place} {fault.code}" for fault in check(study) if fault.severity == "error"]


PLANNED = """id: tiny
languages: [en]
design: census
waves:
  - {id: "2027", status: planned}
"""


QUESTIONS = "# Questions\n\n```questionnaire\n```\n"
CHART = "\n```chart\nid: a\ntitle: A\nkind: bars\nitem: board\n```\n"


def test_a_study_of_one_planned_wave_and_no_domain_prints_its_questionnaire(tmp_path):
    study = copy_tiny(tmp_path)
    put(S, PLANNED)(study)
    put(Q, "sections: [{id: direction, items: [{id: board, kind: yesno}]}]")(study)
    put(REN, QUESTIONS + CHART)(study)
    assert errors_of(study) == ["report/en.md:6 REF-10"]
    put(REN, QUESTIONS)(study)
    assert errors_of(study) == []


def test_a_census_without_strata_is_one_group(tmp_path):
    study = copy_tiny(tmp_path)
    text = (study / S).read_text("utf-8")
    waves, _, rest = text.partition("domains:")
    lines_ = [line for line in waves.splitlines() if not line.startswith("strata")]
    put(S, "\n".join([*lines_, rest[rest.index("limits:") :]]))(study)
    for file in BOTH:
        put(file, (study / file).read_text("utf-8").partition("# Res")[0])(study)
    assert errors_of(study) == []


def test_a_folder_without_a_study_is_told_once(tmp_path):
    (tmp_path / "file").write_text("")
    for wrong in (tmp_path, tmp_path / "file", tmp_path / "nosuch"):
        assert errors_of(wrong) == [f"{wrong} FILE-11"]


def test_languages_out_of_step_stop_a_build_of_both(tmp_path):
    study = copy_tiny(tmp_path)
    swap(" ({{ interval('strategy', 'yes') }})", "", REN)(study)
    wanted = Request(study, tmp_path / "out", formats=("html",))
    with pytest.raises(TempenError) as caught:
        build_report(wanted)
    assert [fault.code for fault in caught.value.faults] == ["PARITY-02"]
    assert not (tmp_path / "out").exists()
    alone = Request(study, tmp_path / "out", formats=("html",), languages=("sv",))
    assert len(build_report(alone).files) == 1


# --- as a user meets it -------------------------------------------------------------------------


def tempen(
    *words: str, lang: str = "en", cwd: Path | None = None
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "tempen.cli", *words],
        env={**os.environ, "TEMPEN_LANG": lang},
        cwd=cwd,
        capture_output=True,
        text=True,
    )


def test_the_command_tells_faults_and_no_traceback(tmp_path):
    study = copy_tiny(tmp_path)
    CASES["a guard that fails"][0](study)
    said = tempen("report", str(study), "--out", str(tmp_path / "out"), lang="sv")
    assert said.returncode == 1 and said.stdout == ""
    assert said.stderr.startswith("report/en.md:4:1: CLAIM-01 ")
    assert said.stderr.endswith("2 fel, 0 varningar.\n")
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("words", "code", "first"),
    [
        (["check", "nosuch"], 1, "nosuch: FILE-11 "),
        (["report", "tiny", "--to", "html", "--out", "file"], 1, "file: FILE-10 "),
        (["report", "tiny", "--watch", "--port", "99999"], 2, "tempen report: USE-03 "),
        (["report", "tiny", "--nope"], 2, "tempen report: USE-01 "),
        (["report"], 2, "tempen report: USE-02 "),
        (["report", "tiny", "--port"], 2, "tempen: USE-04 "),
        (["nope"], 2, "tempen: USE-05 "),
        (["check", "tiny", "tiny"], 2, "tempen check: USE-06 "),
    ],
)
def test_wrong_paths_and_ports(tmp_path, words, code, first):
    copy_tiny(tmp_path)
    (tmp_path / "file").write_text("")
    said = tempen(*words, cwd=tmp_path)
    assert (said.returncode, said.stderr[: len(first)]) == (code, first)
    assert "Traceback" not in said.stderr
