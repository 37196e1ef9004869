"""A sample whose response groups cross its strata, from the frame to changes: two routes agree.

The study weighs and estimates by grouped sums of crossings; `tempen.Design` reads the same answers
as a table of everyone who was drawn, and goes case by case where it must.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import polars as pl
import pytest
from numpy.testing import assert_allclose

import tempen
from tempen.errors import TempenError
from tempen.estimate import Estimates, estimate_all
from tempen.frame.response import response_rates
from tempen.terms.cases import Cases, Frame
from tempen.terms.study import Domain, Study, Weighting
from tempen.terms.weight import Weights
from tempen.weight import weigh
from tests.surveys import make_item, make_study

WAVES = ("1", "2")
GROUPS = Weighting("groups", "groups", groups=("size",))
ITEM = make_item("q", "abc", WAVES)
COUNTY = Domain("county", "frame", ("x", "y"), column="county")


@cache
def units() -> pl.DataFrame:
    """300 units of two waves: who was drawn (half again), who came, what they said."""
    rng = np.random.default_rng(7)
    sector = np.repeat(["town", "rural"], [200, 100])
    table = pl.DataFrame(
        {
            "unit": [f"u{i}" for i in range(300)],
            "sector": sector,
            "size": rng.choice(["small", "large", "giant"], 300),
            "county": rng.choice(["x", "y"], 300),
            "N": np.repeat([200, 100], [200, 100]),
        }
    )
    for wave, start in (("1", 0.0), ("2", 0.3)):
        turn = (rng.permutation(300) if wave == "1" else np.arange(300)) % 100 / 100
        drawn = ((turn - start) % 1) < np.where(sector == "town", 0.4, 0.7)
        rate = table["size"].replace_strict({"small": 0.4, "large": 0.6, "giant": 0.9})
        came = drawn & (rng.random(300) < rate.to_numpy())
        answer = rng.choice(["a", "b", "c"], 300, p=[0.5, 0.3, 0.2])
        table = table.with_columns(
            pl.Series(f"drawn{wave}", drawn), pl.Series(f"came{wave}", came),
            pl.Series(f"q{wave}", answer),
        )  # fmt: skip
    return table


def frames(*, drawn: bool = True) -> dict[str, Frame]:
    shape = (
        units()
        .select("unit", "sector", "size", "county", eligible=True)
        .with_columns(disposition=pl.lit(None, pl.String))
    )
    said = {w: shape.with_columns(units()[f"drawn{w}"].alias("drawn")) if drawn else shape
            for w in WAVES}  # fmt: skip
    return {wave: Frame(wave, table) for wave, table in said.items()}


def cases() -> Cases:
    parts = [
        units().filter(f"came{w}").select(
            "unit", "sector", "size", "county", wave=pl.lit(w),
            q=pl.col(f"q{w}").cast(pl.Enum(["a", "b", "c"])).to_physical().cast(pl.Int16),
        )
        for w in WAVES
    ]  # fmt: skip
    return Cases(pl.concat(parts))


def study(weighting: Weighting = GROUPS) -> Study:
    return make_study([ITEM], WAVES, domains=[COUNTY], design="sample", weightings=[weighting])


def weights(weighting: Weighting = GROUPS) -> Weights:
    return weigh(study(weighting), frames(), cases(), weighting)


def estimates(engine: str = "embedded") -> Estimates:
    return estimate_all(study(), cases(), [weights()], engine=engine)


def design(wave: str) -> tempen.Design:
    return tempen.Design(
        units().filter(f"drawn{wave}").with_columns(q=pl.col(f"q{wave}")),
        strata="sector", fpc="N", answered=f"came{wave}", response_groups="size",
    )  # fmt: skip


def test_weights_are_those_of_the_draw_times_those_of_the_response():
    """A giant town: 200 towns over those drawn, times giants drawn over giants that came."""
    u, made = units(), weights()
    towns, giants = pl.col("sector") == "town", pl.col("size") == "giant"
    n = u.filter(towns, "drawn1").height
    asked = u.filter(giants, "drawn1").height
    answered = u.filter(giants, "came1").height
    own = made.table.filter(pl.col("stratum") == "town · giant", pl.col("wave") == "1")
    assert_allclose(own["weight"].unique(), [200 / n * asked / answered])


@pytest.mark.parametrize("engine", ["embedded", "polars"])
def test_shares_in_all_and_by_domain_as_the_design_has_them(engine: str):
    made = estimates(engine)
    for wave in WAVES:
        for by in ((), ("county",)):
            for row in design(wave).share("q", by=by).iter_rows(named=True):
                where = ("county", row["county"]) if by else ("all", "all")
                one = made.share("q", row["level"], wave, *where)
                told = np.array([one.value, one.se, one.low, one.high], float)
                assert_allclose(told, [row[c] for c in ("estimate", "se", "low", "high")])


def test_changes_as_the_designs_have_them():
    made = estimates()
    for by in ((), ("county",)):
        table = design("2").change("q", design("1"), unit="unit", by=by)
        for row in table.iter_rows(named=True):
            where = ("county", row["county"]) if by else ("all", "all")
            one = made.change("q", row["level"], "2", "1", *where)
            told = np.array([one.value, one.se], float)
            assert_allclose(told, [row["change"], row["se"]], rtol=1e-9)
            assert (one.both, one.method) == (row["both"], "overlap")


def test_calibrated_weights_take_residuals_in_both_phases():
    """Raked to county, errors are smaller than they were, and margins met."""
    raked = Weighting("raked", "rake", groups=("size",), margins=("county",))
    made = weights(raked)
    first = made.table.with_columns(cases().table["county"]).filter(wave="1")
    sums = dict(first.group_by("county").agg(pl.col("weight").sum()).iter_rows())
    known = dict(units().group_by("county").len().iter_rows())
    assert_allclose([sums[c] for c in "xy"], [known[c] for c in "xy"])
    one = estimate_all(study(raked), cases(), [made]).share("q", "a", "1")
    plain = estimates().share("q", "a", "1")
    assert one.se and plain.se and abs(one.se / plain.se - 1) < 0.05


def test_response_rates_are_of_those_who_were_drawn():
    rate = response_rates(study(), study().wave("1"), frames()["1"], cases())[-1]
    assert rate.invited == units()["drawn1"].sum()
    assert rate.answered == units()["came1"].sum()


def codes(made: Cases, given: dict[str, Frame], **settings: object) -> list[str]:
    weighting = replace(GROUPS, **settings)
    with pytest.raises(TempenError) as caught:
        weigh(study(weighting), given, made, weighting)
    return sorted({fault.code for fault in caught.value.faults})


def test_faults_are_told():
    assert codes(cases(), frames(drawn=False)) == ["WEIGHT-04"]
    nobody = {
        wave: replace(frame, table=frame.table.with_columns(drawn=pl.col("sector") == "town"))
        for wave, frame in frames().items()
    }
    assert codes(cases(), nobody) == ["WEIGHT-28"]
    assert codes(cases(), frames(), least=16) == ["WEIGHT-02"]


def test_an_answer_of_a_unit_that_was_not_drawn_has_no_weight():
    stranger = cases().table.head(1).with_columns(unit=pl.lit("elsewhere"))
    made = weigh(study(), frames(), Cases(pl.concat([stranger, cases().table])), GROUPS)
    assert [fault.code for fault in made.faults] == ["WEIGHT-27"]
    assert made.table.row(0) == ("1", "elsewhere", 0.0, None)


def test_groups_that_were_too_small_are_joined_across_strata():
    weighting = replace(GROUPS, least=16, collapse={"small": "big", "large": "big"})
    made = weigh(study(weighting), frames(), cases(), weighting)
    joined = made.phases.filter(pl.col("group") == "big", pl.col("wave") == "1")
    assert joined["first"].to_list() == ["rural", "town"]
    own = made.strata.filter(pl.col("wave") == "1", pl.col("stratum") == "town · big")
    assert own["from_groups"].to_list() == [["large", "small"]]
    assert made.table.filter(wave="1")["weight"].sum() == pytest.approx(300, rel=0.1)
