"""Data that statistics stumble over: each is a coded fault or a stated result, never NaN.

A case changes a copy of examples/tiny. What still builds is built with every table there is, and
asked everything; what it prints is searched for numbers that are none.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import polars as pl
import pytest

import tempen
from tempen.errors import TempenError
from tempen.pipeline import Request, build_report, check, estimate
from tempen.study import load
from tests.journey.test_bad_input import A, F, S, all_of, lines, put, swap
from tests.unit.study.drawn import copy_tiny

Spoil = Callable[[Path], None]
PLAIN = "# R\n\n```method\n```\n\n```all_tables\nby: sector\nwave: '2025'\n```\n"
HEADER = "unit;submitted;strategy;board;benefit.service;benefit.quality;trust;support;order;staff"


def plain(study: Path) -> None:
    """A report that claims nothing: the method, and a table of everything by sector."""
    for lang in ("sv", "en"):
        (study / f"report/{lang}.md").write_text(PLAIN, "utf-8")


def answered(*rows: str) -> Spoil:
    """The answers of 2025: `unit strategy board benefit.service … staff` in short."""
    made = [f"{row.split(';')[0]};2025-03-0{1 + i % 9};{row.partition(';')[2]}" for i, row in
            enumerate(rows)]  # fmt: skip
    return put(A, "\n".join([HEADER + ";comment", *(f"{row};" for row in made)]) + "\n")


def everyone(rest: str, units: str = "t1 t2 t3 t4 t5 c1 c2 c3") -> Spoil:
    return answered(*(f"{unit};{rest}" for unit in units.split()))


ALIKE = "yes;yes;great;great;high;law;people data tools;10"


def weighting(text: str) -> Spoil:
    """The first weighting, as YAML in one line."""
    return swap(
        "  - name: groups\n    method: groups              # none | groups | base\n"
        "    groups: [sector]\n    least: 2",
        f"  - {{name: groups, {text}}}",
        S,
    )


def rake(totals: str) -> Spoil:
    return weighting(
        f"method: rake, groups: [sector], least: 2, margins: [sector], totals: {totals}"
    )


FAULTS: dict[str, tuple[Spoil, list[str]]] = {
    "a total below zero": (
        rake('{"2025": {sector: {town: -7, county: 5}}}'),
        ["STUDY-03", "STUDY-05"],
    ),
    "a total of zero for those who answered": (
        rake('{"2025": {sector: {town: 0, county: 5}}}'),
        ["WEIGHT-16"],
    ),
    "a total that is missing": (rake('{"2025": {sector: {town: 7}}}'), ["WEIGHT-16"]),
    "a total that is no number": (
        rake('{"2025": {sector: {town: .nan, county: 5}}}'),
        ["STUDY-03", "STUDY-03"],
    ),
    "a margin that is no division of the frame": (
        weighting(
            "method: rake, groups: [sector], least: 2, margins: [sector, strategy_], "
            'totals: {"2025": {sector: {town: 7, county: 5}}}'
        ),
        ["STUDY-16"],
    ),
    "more answers than units": (
        all_of(
            swap("    answers: answers/2025.csv", "    answers: answers/2025.csv\n"
                 "    unlinked: keep", S),
            put(A, HEADER.replace(";strategy", ";sector;strategy") + ";comment\n" + "".join(
                f"{unit};2025-03-04;county;{ALIKE};\n" for unit in (["c1", "c2", "c3", "c4", "c5"])
            ) + f";2025-03-04;county;{ALIKE};\n" * 3 + "".join(
                f"t{i};2025-03-04;town;{ALIKE};\n" for i in (1, 2, 3))),
        ),
        ["WEIGHT-03"],
    ),
    "a million levels": (
        answered(*(f"t{i};v{i};yes;great;great;high;law;people data tools;1" for i in (1, 2, 3, 4))),
        ["ITEM-21"] * 4,
    ),
    "a million sectors": (
        put(F, "unit,name,sector\n" + "".join(f"u{i},U{i},s{i}\n" for i in range(3000))),
        ["FRAME-04"] * 50,
    ),
    "an answer of infinity": (everyone(ALIKE.replace("10", "inf")), ["ITEM-24"]),
    "no unit that is eligible": (
        put(F, "unit,name,sector,eligible\n" + "".join(
            f"{u},{u},{'town' if u < 'd' else 'county'},no\n"
            for u in ["t1", "t2", "t3", "t4", "t5", "t8", "t9", "c1", "c2", "c3", "c4", "c5"])),
        ["FRAME-15"],
    ),
    "no unit that answered is eligible": (all_of(
        put(F, "unit,name,sector,eligible\n" + "".join(
            f"{u},{u},{'town' if u[0] == 't' else 'county'},{'yes' if u in 't9 c5' else 'no'}\n"
            for u in ["t1", "t2", "t3", "t4", "t5", "t8", "t9", "c1", "c2", "c3", "c4", "c5"])),
        everyone(ALIKE), weighting("method: none")), ["WEIGHT-29"]),
}  # fmt: skip

FINE: dict[str, Spoil] = {
    "all said the same": everyone(ALIKE),
    "nobody chose a level": everyone(ALIKE.replace("yes;yes", "drafting;no")),
    "one answer in a sector": all_of(
        answered(*(f"{u};{ALIKE}" for u in ("t1", "t2", "t3", "c1"))), weighting("method: none")
    ),
    "nobody of a sector answered": all_of(
        everyone(ALIKE, "t1 t2 t3 t4"), weighting("method: none")
    ),
    "nobody is in a sector": all_of(
        lines(F, lambda line: not line.startswith("c")), everyone(ALIKE, "t1 t2 t3 t4")
    ),
    "everybody answered": everyone(ALIKE, "t1 t2 t3 t4 t5 t8 t9 c1 c2 c3 c4 c5"),
    "an item that all left blank": everyone(ALIKE.replace("great;great;high", ";;")),
    "a number that all left blank": everyone(ALIKE.replace("tools;10", "tools;")),
    "a number that is always zero": everyone(ALIKE.replace(";10", ";0")),
    "only one question answered": everyone("yes;;;;;;;"),
    "one answer in all": all_of(answered(f"t1;{ALIKE}"), weighting("method: none")),
    "a wave of which nothing is shown": all_of(everyone(ALIKE), swap("disclose_n: 1",
                                               "disclose_n: 100", S)),
    "dominance, and one giant": all_of(
        answered(*(f"t{i};{ALIKE[:-2]}{n}" for i, n in zip((1, 2, 3, 4, 5), (500, 1, 1, 1, 1),
                                                           strict=True)),
                 *(f"c{i};{ALIKE}" for i in (1, 2, 3))),
        swap("limits:", "disclosure: {p_percent: 10, dominance: {n: 1, share: 0.85}}\nlimits:", S),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_coded(tmp_path, name):
    spoil, expected = FAULTS[name]
    study = copy_tiny(tmp_path)
    plain(study)
    spoil(study)
    found = [fault for fault in check(study) if fault.severity == "error"]
    assert sorted(fault.code for fault in found) == expected
    assert all("nan" not in fault.say("en").split() for fault in found)


@pytest.mark.parametrize("name", FINE)
def test_a_result_is_stated_and_never_nan(tmp_path, name):
    study = copy_tiny(tmp_path)
    plain(study)
    FINE[name](study)
    built = build_report(Request(study, tmp_path / "out", formats=("html", "xlsx")))
    for path, _ in built.files:
        if path.suffix == ".html":
            assert none_numbers(path.read_text("utf-8")) == []
    assert list(ask_everything(study)) == []


def none_numbers(html: str) -> list[str]:
    """Numbers that are none, in what is read and in what charts are drawn from."""
    body = re.sub(
        r"<script(?![^>]*json)[^>]*>.*?</script>|<style.*?</style>", " ", html, flags=re.S
    )
    return re.findall(r"[^<>\n]{0,30}\b(?:nan|NaN|inf|Infinity)\b[^<>\n]{0,20}", body)


def ask_everything(folder: Path) -> Iterator[str]:
    """Every number of every table that comes out as none; coded faults are answers."""
    opened = tempen.open(folder)
    asked = opened.nonresponse
    questions: list[Callable[[], pl.DataFrame]] = [
        opened.response, opened.insights, opened.follow_up, asked.weights, asked.margins,
        asked.representativity, asked.propensity, asked.arrival,
    ]  # fmt: skip
    for item in opened.study.items:
        if item.kind != "text":
            id: Any = item.id
            questions += [lambda id=id, by=by: opened.estimate(id, by=by) for by in ("", "sector")]
            questions += [lambda id=id: opened.change(id), lambda id=id: asked.drivers(id)]
            questions += [lambda id=id: asked.sensitivity(id)]
    for question in questions:
        try:
            table = question()
        except TempenError:
            continue
        for row in json.loads(json.dumps(table.to_dicts(), default=str)):
            yield from (
                f"{name} {row}"
                for name, value in row.items()
                if isinstance(value, float) and not math.isfinite(value)
            )


# --- any microdata, without a study -------------------------------------------------------------

MICRODATA = pl.DataFrame(
    {
        "stratum": ["a"] * 4 + ["b"] * 4 + ["c"],
        "sector": pl.Series(["town"] * 8 + ["none"], dtype=pl.Enum(["town", "none", "county"])),
        "same": ["yes"] * 9,
        "rare": pl.Series(["yes"] + ["no"] * 8, dtype=pl.Enum(["yes", "no", "never"])),
        "half": ["yes", None] * 4 + [None],
        "zero": [0.0] * 9,
        "staff": [1.0, 2, 3, 4, 5, 6, 7, 8, None],
        "N": [8] * 4 + [4] * 4 + [1],
        "w": [2.0] * 4 + [1.0] * 5,
    }
)


def test_of_any_microdata_nothing_is_nan():
    """A stratum of one unit, one counted in full, levels nobody chose, a number that is always 0."""
    design = tempen.Design(MICRODATA, weights="w", strata="stratum", fpc="N", fpc_as="count")
    tables = [
        design.share(item, by=by) for item in ("same", "rare", "half") for by in ((), "sector")
    ]
    tables += [design.mean(item, by=by) for item in ("zero", "staff") for by in ((), "sector")]
    numbers = [
        value
        for table in tables
        for name, kind in table.schema.items()
        if kind.is_float()
        for value in table[name].drop_nulls()
    ]
    assert numbers and all(math.isfinite(value) for value in numbers)


WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "below zero": ({"w": [-1.0] + [1.0] * 8}, "EST-06"),
    "missing": ({"w": [None] + [1.0] * 8}, "EST-06"),
    "NaN": ({"w": [math.nan] + [1.0] * 8}, "EST-06"),
    "more units than the population": ({"N": [2] * 4 + [4] * 4 + [1]}, "EST-08"),
    "a rate where a count is said": ({"N": [0.5] * 9}, "EST-08"),
    "neither a rate nor a count": ({"N": [-1.0] * 9}, "EST-07"),
}


@pytest.mark.parametrize("name", WRONG)
def test_wrong_numbers_of_a_design_are_coded(name):
    columns, code = WRONG[name]
    table = MICRODATA.with_columns(**{n: pl.Series(v) for n, v in columns.items()})
    with pytest.raises(TempenError) as caught:
        tempen.Design(table, weights="w", strata="stratum", fpc="N", fpc_as="count").share("same")
    assert {fault.code for fault in caught.value.faults} == {code}


def test_what_two_weightings_warn_of_is_said_once(tmp_path):
    """t1 answered and is not eligible: so for the weighting by groups, and for the one of none."""
    study = copy_tiny(tmp_path)
    frame = (study / F).read_text("utf-8").splitlines()
    rows = [f"{line},{'eligible' if not i else 'no' if line[:3] == 't1,' else 'yes'}"
            for i, line in enumerate(frame)]  # fmt: skip
    (study / F).write_text("\n".join(rows), "utf-8")
    told = [fault.code for fault in estimate(load(study)).warnings]
    assert told.count("WEIGHT-05") == 1
