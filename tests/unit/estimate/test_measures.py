"""Measures of a study: against sums by hand, and against each other."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import polars as pl
import pytest

import tempen
from tempen.edit import score_indices
from tempen.estimate import ADJUSTMENTS, Estimates
from tempen.study.indices import with_indices
from tempen.terms.cases import Aggregates
from tempen.terms.estimate import ALL, Measure
from tempen.terms.study import Domain, Index, Weighting
from tests.unit.estimate.drawn import SECTOR, SIZE, N, answers, blank, estimated, survey

NET = Measure("net", ("trust",), ("high",), ("low",))
TOTAL = Measure("total", ("staff",))


def by_hand(made: Estimates, y: pl.Expr, wave: str = "2024") -> tuple[float, float]:
    """The stratified total of y and its error: N_h mean, N_h² (1 - f) s² / n."""
    table = made.passes["groups", wave].sample.table
    total, V = 0.0, 0.0
    for sector, Nh in N.items():
        values = table.filter(sector=sector).select(y).to_series().cast(pl.Float64).to_numpy()
        n = len(values)
        total += Nh * values.mean()
        V += Nh**2 * (1 - n / Nh) * values.var(ddof=1) / n
    return total, V**0.5


def test_a_total_is_that_of_a_stratified_sample():
    made = estimated()
    found = made.measure(TOTAL, "2024")
    assert (found.value, found.se) == pytest.approx(by_hand(made, pl.col("staff:value")))
    units = made.measure(Measure("total", ("board",), ("yes",)), "2024")
    assert (units.value, units.se) == pytest.approx(by_hand(made, pl.col("board") == 0))


def test_a_net_is_the_mean_of_plus_and_minus_one():
    made = estimated()
    found = made.measure(NET, "2024")
    total, se = by_hand(made, (pl.col("trust") == 2).cast(int) - (pl.col("trust") == 0).cast(int))
    assert (found.value, found.se) == pytest.approx((total / 50, se / 50))
    shares = [made.share("trust", level, "2024").value or 0.0 for level in ("high", "low")]
    assert found.value == pytest.approx(shares[0] - shares[1])
    assert (found.n, found.base) == (made.share("trust", "low", "2024").n, pytest.approx(50))


def test_the_same_numbers_as_a_design_gives():
    """Median, ratio and alpha by the study and by `tempen.Design` on the same microdata."""
    study = with_indices(survey(indices=(Index("both", ("trust", "use"), least=2),)))
    made = estimated(study, score_indices(study, blank(answers(), "use", 0.2)))
    sample = made.passes["groups", "2024"].sample
    table = sample.table.with_columns(
        w=pl.Series(sample.design.weight),
        N=pl.col("sector").replace_strict(N),
        a=pl.col("trust"),
        b=pl.when(pl.col("use") >= 0).then(pl.col("use")),
    )
    design = tempen.Design(table, weights="w", strata="sector", fpc="N")
    pairs = [
        (Measure("quantile", ("staff",)), design.quantile("staff:value", 0.5)),
        (Measure("quantile", ("staff",), p=0.8), design.quantile("staff:value", 0.8)),
        (Measure("ratio", ("staff", "both")), design.ratio("staff:value", "both:value")),
        (Measure("alpha", ("both",)), design.alpha(["a", "b"])),
        (Measure("mean", ("both",)), design.mean("both:value")),
    ]
    for measure, expected in pairs:
        found, row = made.measure(measure, "2024"), expected.row(0, named=True)
        said = (found.value, found.se, found.low, found.high, found.n)
        assert said == pytest.approx(tuple(row[k] for k in ("estimate", "se", "low", "high", "n")))


def test_every_cell_of_a_crossing_is_there_the_empty_ones_as_well():
    crossing = Domain("cell", "crossing", ("town/a", "town/b", "county/a", "county/b"),
                      parts=(SECTOR, SIZE))  # fmt: skip
    cases = answers()
    kept = cases.table.filter((pl.col("sector") != "county") | (pl.col("size") != "b"))
    made = estimated(survey(domains=(SECTOR, SIZE, crossing)), replace(cases, table=kept))
    cells = [made.measure(NET, "2024", "cell", level) for level in crossing.levels]
    table = made.passes["groups", "2024"].sample.table
    counts = [table.filter(sector=s, size=z).height for s in N for z in "ab"]
    assert [cell.n or 0 for cell in cells] == counts and counts[-1] == 0
    assert cells[-1].value is None and cells[-1].reliability.status == "withheld"
    shares = [made.share("trust", "high", "2024", "cell", level).n for level in crossing.levels]
    assert shares == counts


def test_a_share_by_size_is_the_ratio_of_two_totals():
    """Municipalities with so many of the people: sum(w s y) / sum(w s), and its residuals."""
    size = Weighting("people", "groups", ("sector",), size="people", of={"en": "the people"})
    plain = Weighting("groups", "groups", ("sector",))
    made = estimated(weightings=(plain, size))
    found = made.share("board", "yes", "2024", weighting="people")
    sample = made.passes["groups", "2024"].sample
    s = sample.table["unit"].str.tail(2).cast(int).to_numpy() + 10.0
    y = (sample.table["board"] == 0).to_numpy().astype(float)
    w = sample.design.weight
    R = (w * s * y).sum() / (w * s).sum()
    e = pl.Series(s * (y - R) / (w * s).sum())
    made_of = replace(sample, table=sample.table.with_columns(e=e))
    V = sum(
        Nh**2 * (1 - len(part) / Nh) * part["e"].var() / len(part)  # pyright: ignore
        for sector, Nh in N.items()
        for part in [made_of.table.filter(sector=sector)]
    )
    assert (found.value, found.se) == pytest.approx((R, V**0.5))
    assert found.base == pytest.approx((w * s).sum())


# --- compared ---------------------------------------------------------------------------------


def test_a_change_is_that_of_the_table():
    made = estimated()
    for measure, level, statistic in (
        (Measure("share", ("board",), ("yes",)), "yes", "share"),
        (Measure("mean", ("staff",)), "", "mean"),
    ):
        own = made.measure_change(measure, "2024", "2021", "size", "a")
        known = made.change(measure.variables[0], level, "2024", "2021", "size", "a", "", statistic)
        for name in ("value", "se", "low", "high", "p", "p_adjusted", "both", "method"):
            assert getattr(own, name) == pytest.approx(getattr(known, name)), name


def test_a_difference_is_that_of_the_table():
    made = estimated()
    own = made.measure_difference(Measure("share", ("board",), ("yes",)), "2024", "size", "a")
    known = made.difference("board", "yes", "2024", "size", "a")
    for name in ("value", "se", "p", "p_adjusted", "significant"):
        assert getattr(own, name) == pytest.approx(getattr(known, name)), name


def test_the_gap_between_strata_changes_as_two_changes_do():
    """Strata share no unit, so that the variances of their changes add up."""
    made = estimated()
    gap = made.gap_change(NET, "2024", "2021", "sector", "town", "county")
    one, two = (made.measure_change(NET, "2024", "2021", "sector", s) for s in ("town", "county"))
    assert gap.value == pytest.approx((one.value or 0) - (two.value or 0))
    assert gap.se == pytest.approx(np.hypot(one.se or 0, two.se or 0))
    assert gap.value == pytest.approx(gap.gaps[1] - gap.gaps[0])
    assert gap.tested and gap.seen == pytest.approx(2.88 * (gap.se or 0), rel=0.02)


def test_a_wave_has_no_gap_to_itself():
    cases = answers(waves=("2021",))
    twice = pl.concat([cases.table, cases.table.with_columns(wave=pl.lit("2024"))])
    made = estimated(cases=replace(cases, table=twice))
    for found in (
        made.measure_change(NET, "2024", "2021"),
        made.gap_change(NET, "2024", "2021", "size", "a", "b"),
        made.measure_change(Measure("quantile", ("staff",)), "2024", "2021"),
    ):
        assert found.value == pytest.approx(0) and found.se == pytest.approx(0, abs=1e-9)


def test_a_trend_has_the_slope_of_a_line_and_its_error_from_all_pairs_of_waves():
    made = estimated()
    found = made.trend(Measure("share", ("board",), ("yes",)), "2024")
    values = [made.share("board", "yes", wave).value or 0.0 for wave in found.waves]
    assert found.values == pytest.approx(tuple(values))
    assert found.value == pytest.approx(np.polyfit([2018, 2021, 2024], values, 1)[0])
    ends = made.change("board", "yes", "2024", "2018")  # the middle wave has no say in the slope
    assert (found.value, found.se) == pytest.approx(((ends.value or 0) / 6, (ends.se or 0) / 6))
    assert found.tested and found.p_any is not None and found.p_curved is not None


def test_a_battery_of_one_row_is_that_row_and_of_two_their_mean():
    made = estimated()
    row = made.measure_change(Measure("share", ("trust",), ("high",)), "2024", "2021")
    one = made.measure_change(Measure("battery", ("trust",), ("high",)), "2024", "2021")
    assert (one.value, one.se) == pytest.approx((row.value, row.se))
    other = made.measure_change(Measure("share", ("use",), ("high",)), "2024", "2021")
    two = made.measure_change(Measure("battery", ("trust", "use"), ("high",)), "2024", "2021")
    assert two.value == pytest.approx(((row.value or 0) + (other.value or 0)) / 2)
    assert two.rows == 2 and two.p_any is not None and one.p_any == pytest.approx(one.p)


def test_transitions_count_those_who_answered_twice():
    made = estimated(weightings=(Weighting("none", "none"),), study=None)
    old, new = (made.passes["none", wave].sample.table for wave in ("2021", "2024"))
    both = new.join(old.select("unit", before="trust"), on="unit")
    for before in range(3):
        rows = both.filter(before=before)
        for now in range(3):
            measure = Measure("transition", ("trust",), (LEVEL[now],), (LEVEL[before],))
            found = made.transition(measure, "2024", "2021")
            assert found.n == rows.height and found.count == rows.filter(trust=now).height
            assert found.value == pytest.approx(found.count / found.n)


LEVEL = ("low", "middle", "high")


def test_an_open_study_has_measures_and_no_tests():
    made = estimated(survey(design="open"), weightings=(Weighting("none", "none"),))
    net, change = made.measure(NET, "2024"), made.measure_change(NET, "2024", "2021")
    assert net.value is not None and net.low is None and net.se is None
    assert (change.tested, change.why, change.se) == (False, "open", None)
    gap = made.gap_change(NET, "2024", "2021", "sector", "town", "county")
    assert (gap.tested, gap.why) == (False, "open")
    odds = made.odds(("board", "yes"), ("trust", "high"), "2024")
    assert odds.ratio is not None and odds.low is None and odds.why == "open"
    assert made.trend(NET, "2024").why == "open"


def test_what_is_not_asked_alike_is_not_tested():
    study = survey()
    changed = [
        replace(i, waves={**i.waves, "2024": replace(i.waves["2024"], comparable="changed")})
        if i.id == "trust"
        else i
        for i in study.items
    ]
    made = estimated(replace(study, items=tuple(changed)))
    for found in (
        made.measure_change(NET, "2024", "2021"),
        made.gap_change(NET, "2024", "2021", "sector", "town", "county"),
        made.trend(NET, "2024"),
    ):
        assert found.value is not None and (found.tested, found.why) == (False, "not_comparable")
    assert made.measure_change(NET, "2021", "2018").tested


def test_all_on_one_side_has_an_interval_still():
    cases = answers()
    same = replace(cases, table=cases.table.with_columns(trust=pl.lit(2)))
    found = estimated(cases=same).measure(NET, "2024")
    assert found.value == 1 and found.low is not None and 0.7 < found.low < 1 and found.high == 1


def test_what_nobody_answered_is_stated():
    cases = blank(answers(), "staff", 1.0)
    found = estimated(cases=cases).measure(TOTAL, "2024", ALL, ALL)
    assert found.value is None and found.n == 0 and found.reliability.status == "withheld"


def test_printed_waves_are_compared_and_never_tested():
    printed = Aggregates(
        pl.DataFrame(
            {
                "wave": "2018",
                "variable": "board",
                "level": ["yes", "no", "yes", "yes"],
                "domain": [None, None, "sector", "sector"],
                "domain_level": [None, None, "town", "county"],
                "share": [0.4, 0.6, 0.45, 0.3],
                "base": None,
                "step": 0.01,
            }
        )
    )
    made = estimated(cases=answers(waves=("2021", "2024")), aggregates=printed)
    yes = Measure("share", ("board",), ("yes",))
    gap = made.gap_change(yes, "2024", "2018", "sector", "town", "county")
    assert gap.gaps[0] == pytest.approx(0.15)
    assert (gap.tested, gap.why, gap.p, gap.se) == (False, "printed", None, None)
    trend = made.trend(yes, "2024")
    assert trend.values[0] == 0.4 and trend.value is not None
    assert (trend.tested, trend.why, trend.p, trend.low) == (False, "printed", None, None)
    net = Measure("net", ("board",), ("yes",), ("no",))
    assert made.measure(net, "2018").value == pytest.approx(-0.2)
    assert made.measure_change(net, "2024", "2018").why == "printed"
    assert (
        made.transition(Measure("transition", ("board",), ("yes",), ("no",)), "2021", "2018").value
        is None
    )
    assert made.odds(("board", "yes"), ("trust", "high"), "2018").why == "printed"


def test_a_study_may_be_adjusted_after_holm():
    """Stricter: what is significant after Holm is so after Benjamini and Hochberg as well."""
    usual, strict = (
        estimated(replace(survey(), adjust=how)) for how in ADJUSTMENTS if how != "none"
    )
    for name in ("trust", "board"):
        rows = [made.changes.filter(variable=name, statistic="share") for made in (usual, strict)]
        assert rows[0]["p"].to_list() == rows[1]["p"].to_list()
        assert (rows[1]["p_adjusted"] >= rows[0]["p_adjusted"] - 1e-12).all()
    gaps = [m.gap_change(NET, "2024", "2018", "size", "a", "b") for m in (usual, strict)]
    assert gaps[0].p == gaps[1].p and (gaps[1].p_adjusted or 0) >= (gaps[0].p_adjusted or 0)


def test_calibrated_weights_give_a_measure_the_error_of_the_table():
    """Residuals of the calibration reach beyond a domain: case by case as in the one pass."""
    raked = Weighting("raked", "rake", ("sector",), margins=("sector", "size"))
    made = estimated(weightings=(raked,))
    yes = Measure("share", ("board",), ("yes",))
    apart = made.measure_difference(yes, "2024", "size", "a", "b")
    known = made.difference("board", "yes", "2024", "size", "a", "b")
    assert (apart.value, apart.se) == pytest.approx((known.value, known.se))
    moved = made.measure_change(yes, "2024", "2021", "size", "a")
    table = made.change("board", "yes", "2024", "2021", "size", "a")
    assert (moved.value, moved.se) == pytest.approx((table.value, table.se))
