"""The little survey of docs/method.md, built from the tables that the page prints."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import polars as pl

from tempen.disclose import release
from tempen.estimate import Estimates, estimate_all
from tempen.frame import response_rates
from tempen.terms.cases import Cases, Frame
from tempen.terms.estimate import ResponseRate
from tempen.terms.item import Item, Level, Missing, Variable
from tempen.terms.study import Domain, Limits, Study, Weighting
from tempen.terms.weight import Weights
from tempen.weight import weigh
from tests.surveys import make_item, make_study, make_variable
from tests.unit.docs.pages import Row, marked_tables

DATA = marked_tables("method.md", "data")
WAVES = ("2023", "2025")
SECTORS = Domain("sector", "frame", ("town", "county"), column="sector")
GROUPS = Weighting("groups", "groups", ("sector",), least=2)
NONE = Weighting("none", "none", ("sector",))
OPEN_LIMITS = Limits(n_eff=0, width=2, narrow=1, df=0, test_n=0, disclose_n=1)
LEVELS = ("yes", "drafting", "no", "dont_know")
MISSING = {"skipped": Missing.SKIPPED, "not applicable": Missing.NOT_APPLICABLE}


def plan() -> Item:
    kinds = [Level(id, "dont_know" if id == "dont_know" else "answer") for id in LEVELS]
    return replace(make_item("plan", LEVELS, WAVES), levels=tuple(kinds))


def staff() -> Item:
    return make_item("staff", (), WAVES, kind="number")


def variables() -> list[Variable]:
    begun = {"begun": ("yes", "drafting")}
    return [make_variable(plan(), begun), Variable("staff", "staff", None, "number")]


def units() -> list[Row]:
    """One row a unit; the page writes like ones on one line, “t7 t8”."""
    return [{**row, "unit": unit} for row in DATA["units"] for unit in row["unit"].split()]


def study_of(limits: Limits) -> Study:
    return make_study(
        [plan(), staff()], WAVES, variables=variables(), domains=[SECTORS],
        weightings=[GROUPS, NONE], limits=limits,
    )  # fmt: skip


def frame(wave: str) -> Frame:
    rows = [{"unit": row["unit"], "sector": row["sector"], "eligible": True} for row in units()]
    return Frame(wave, pl.DataFrame(rows))


def cases() -> Cases:
    made = [case(row, wave) for wave in WAVES for row in units() if row[f"plan {wave}"] != "–"]
    schema = {"plan": pl.Int16, "staff": pl.Int16, "staff:value": pl.Float64}
    return Cases(pl.DataFrame(made, schema_overrides=schema))


def case(row: Row, wave: str) -> dict[str, object]:
    said = row[f"staff {wave}"]
    number = said not in ("–", *MISSING)
    return {
        "wave": wave, "unit": row["unit"], "sector": row["sector"],
        "plan": LEVELS.index(row[f"plan {wave}"].replace("don't know", "dont_know")),
        "staff": 0 if number else int(MISSING.get(said, Missing.NOT_ASKED)),
        "staff:value": float(said) if number else None,
    }  # fmt: skip


@cache
def little(interval: str = "wilson") -> tuple[list[Weights], Estimates]:
    study = study_of(OPEN_LIMITS)
    frames = {wave: frame(wave) for wave in WAVES}
    weights = [weigh(study, frames, cases(), one) for one in (GROUPS, NONE)]
    return weights, estimate_all(study, cases(), weights, interval=interval)


def grouped(unknown: str) -> Weights:
    """The response groups of the page: collapsed, and answers of unknown sector."""
    columns = ("sector", "size")
    frames, answers = [], []
    for row in DATA["groups"]:
        place = dict(zip(columns, row["group"].split("/"), strict=True))
        frames += [place] * int(row["N"])
        answers += [place] * int(row["n"])
    lost = int(DATA["groups-unknown"][0]["n"])
    answers += [dict.fromkeys(columns)] * lost
    declared = {row["group"]: row["to"] for row in DATA["groups-collapse"]}
    weighting = Weighting("groups", "groups", columns, declared, 5, unknown)  # type: ignore[arg-type]
    study = make_study([], ["1"], variables=[], weightings=[weighting])
    table = number_units(frames).with_columns(eligible=True)
    given = number_units(answers).with_columns(wave=pl.lit("1"))
    return weigh(study, {"1": Frame("1", table)}, Cases(given), weighting)


def number_units(rows: list[dict[str, str]]) -> pl.DataFrame:
    units = [{"unit": str(at), **row} for at, row in enumerate(rows)]
    return pl.DataFrame(units, schema_overrides={"sector": pl.String, "size": pl.String})


def fieldwork() -> ResponseRate:
    """One wave of four items; who answered one of them answered in part."""
    said = {row["outcome"]: int(row["units"]) for row in DATA["fieldwork"]}
    items = [make_item(id, ("yes", "no"), ["1"]) for id in "abcd"]
    study = make_study(items, ["1"])
    outcomes = [outcome for outcome, number in said.items() for _ in range(number)]
    told = {"declined": "declined", "not eligible": "not_eligible"}
    table = pl.DataFrame(
        {"unit": [str(at) for at in range(len(outcomes))],
         "eligible": [outcome != "not eligible" for outcome in outcomes],
         "disposition": [told.get(outcome) for outcome in outcomes]},
        schema_overrides={"disposition": pl.String},
    )  # fmt: skip
    blank = {"complete": (0, 0, 0, 0), "partial": (0, -3, -3, -3)}
    answers = [
        {"wave": "1", "unit": str(at), **dict(zip("abcd", blank[outcome], strict=True))}
        for at, outcome in enumerate(outcomes)
        if outcome in blank
    ]
    made = Cases(pl.DataFrame(answers))
    return response_rates(study, study.waves[0], Frame("1", table), made)[-1]


def spread_out() -> Estimates:
    """One item, one stratum, with as many answers at each level as the page says."""
    counts = {row["level"]: int(row["answers"]) for row in DATA["scale"]}
    n, N = sum(counts.values()), int(DATA["scale-frame"][0]["N"])
    item = make_item("trust", tuple(counts), ["1"])
    weighting = Weighting("groups", "groups", ("sector",))
    study = make_study([item], ["1"], weightings=[weighting])
    codes = [code for code, number in enumerate(counts.values()) for _ in range(number)]
    answers = pl.DataFrame({"unit": [str(i) for i in range(n)], "trust": codes}).with_columns(
        wave=pl.lit("1"), sector=pl.lit("a"), trust=pl.col("trust").cast(pl.Int16)
    )
    table = pl.DataFrame({"unit": [str(i) for i in range(N)]})
    table = table.with_columns(sector=pl.lit("a"), eligible=True)
    weights = weigh(study, {"1": Frame("1", table)}, Cases(answers), weighting)
    return estimate_all(study, Cases(answers), [weights])


def small_groups() -> Estimates:
    """Answers by sector, as the page says, released; everyone said yes."""
    counts = {row["sector"]: int(row["answers"]) for row in DATA["disclosure"]}
    item = make_item("board", ("yes", "no"), ["1"])
    domain = Domain("sector", "frame", tuple(counts), column="sector")
    weighting = Weighting("none", "none", ("sector",))
    study = make_study([item], ["1"], domains=[domain], weightings=[weighting])
    rows = [{"sector": sector} for sector, number in counts.items() for _ in range(number)]
    answers = pl.DataFrame([{"unit": str(i), **row} for i, row in enumerate(rows)])
    answers = answers.with_columns(wave=pl.lit("1"), board=pl.lit(0, pl.Int16))
    table = pl.concat([answers, answers.with_columns(unit="u" + pl.col("unit"))])
    table = table.select("unit", "sector", eligible=True)
    weights = weigh(study, {"1": Frame("1", table)}, Cases(answers), weighting)
    made = estimate_all(study, Cases(answers), [weights])
    return release(made, study, Cases(answers), [weights])
