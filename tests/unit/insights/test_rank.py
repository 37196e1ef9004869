"""What the data show is ranked; what chance shows, or what a study made up, is not."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from tempen.estimate import benjamini_hochberg, estimate_all
from tempen.insights import rank_insights
from tempen.insights.rank import size
from tempen.insights.scan import Found
from tempen.report.compile import render_sentence
from tempen.terms.cases import Cases, Frame
from tempen.terms.estimate import Change, Key
from tempen.terms.item import Item
from tempen.terms.study import Domain, Study, Texts, Weighting
from tempen.weight import weigh
from tests.surveys import make_item, make_study, make_variable

N = 200
UNITS = [f"u{k}" for k in range(50 * N)]  # few of many: next to no finite population correction
SECTOR = ["town", "county"] * (25 * N)
TEXTS = Texts(
    "en",
    {
        "items.plan.short": "Plan",
        "items.plan.options.yes": "Yes",
        "items.plan.options.no": "No",
        "items.tool.short": "Tool",
        "domains.sector.levels.town.plural": "towns",
        "domains.sector.levels.county.plural": "county bodies",
    },
)


def study_of(*items: Item, **settings) -> Study:
    return make_study(
        items,
        ("1", "2"),
        variables=[make_variable(item) for item in items],
        domains=[Domain("sector", "frame", ("town", "county"), column="sector")],
        texts={"en": TEXTS},
        stratum=("sector",),
        weightings=(Weighting("none", "none"),),
        **settings,
    )


def wave_of(wave: str, **codes) -> pl.DataFrame:
    """The first N units answered; codes 0 yes, 1 no."""
    columns = {id: pl.Series(id, values, dtype=pl.Int16) for id, values in codes.items()}
    table = pl.DataFrame({"unit": UNITS[:N], "sector": SECTOR[:N], "sector_stated": True})
    return table.with_columns(wave=pl.lit(wave), **columns)


def insights_of(study: Study, *waves: pl.DataFrame):
    cases = Cases(pl.concat(waves))
    table = pl.DataFrame({"unit": UNITS, "name": UNITS, "sector": SECTOR, "eligible": True})
    frames = {wave.id: Frame(wave.id, table) for wave in study.waves}
    weights = [weigh(study, frames, cases, weighting) for weighting in study.weightings]
    estimates = estimate_all(study, cases, weights)
    adjust = lambda p: benjamini_hochberg(p).tolist()  # noqa: E731
    return rank_insights(study, estimates, adjust), estimates


def split(yes: int) -> list[int]:
    """`yes` of every hundred say yes, evenly over the sectors."""
    return [0 if (k // 2) % 100 < yes else 1 for k in range(N)]


PLAN = make_item("plan", ("yes", "no"), ("1", "2"))


def test_a_large_change_is_told_once_with_a_guard_that_holds():
    """From 20 to 60 per cent; "no" fell by as much, which is the same thing."""
    study = study_of(PLAN)
    found, estimates = insights_of(
        study, wave_of("1", plan=split(20)), wave_of("2", plan=split(60))
    )
    assert [one.kind for one in found] == ["change"]
    assert found[0].p is not None and found[0].p < 0.001
    sentence = found[0].sentence["en"]
    assert "change('plan', 'yes', earlier='1') > 0, significant" in sentence
    assert "risen from 20% (1) to 60% (2)" in render_sentence(study, "en", estimates, sentence)


def test_a_sector_that_stands_out_is_a_difference():
    towns_say_yes = [0 if SECTOR[k] == "town" else 1 for k in range(N)]
    mixed = [0 if k % 10 == 0 else code for k, code in enumerate(towns_say_yes)]
    mixed[0], mixed[1] = 1, 0  # neither sector is of one mind
    study = study_of(PLAN)
    found, estimates = insights_of(study, wave_of("1", plan=mixed), wave_of("2", plan=mixed))
    assert [one.kind for one in found] == ["difference"]
    text = render_sentence(study, "en", estimates, found[0].sentence["en"])
    assert "towns" in text and "Plan" in text


@pytest.mark.parametrize("made_up", [{"made_up": True}, {"made_up_parts": ("yes", "no")}])
def test_what_is_made_up_is_never_an_insight(made_up):
    study = study_of(replace(PLAN, **made_up))
    found, _ = insights_of(study, wave_of("1", plan=split(20)), wave_of("2", plan=split(60)))
    assert found == []


def test_looking_at_forty_items_of_noise_shows_nothing():
    rng = np.random.default_rng(7)
    items = [make_item(f"i{k}", ("yes", "no"), ("1", "2")) for k in range(40)]
    waves = [
        wave_of(wave, **{item.id: rng.integers(0, 2, N) for item in items}) for wave in ("1", "2")
    ]
    found, _ = insights_of(study_of(*items), *waves)
    assert found == []


def test_answers_that_routing_ties_together_are_no_association():
    """Only those with a plan are asked for its tool."""
    tool = make_item("tool", ("yes", "no"), ("1", "2"))
    plan = [k % 2 for k in range(N)]
    same = [code if k % 7 else 1 - code for k, code in enumerate(plan)]
    waves = (wave_of("1", plan=plan, tool=same), wave_of("2", plan=plan, tool=same))
    free, _ = insights_of(study_of(PLAN, tool), *waves)
    tied, _ = insights_of(study_of(PLAN, replace(tool, ask_if="plan in [yes]")), *waves)
    assert "association" in {one.kind for one in free}
    assert "association" not in {one.kind for one in tied}


@pytest.mark.parametrize(
    ("low", "high", "effect"),
    [
        (0.32, 0.34, 0.44),  # half of Cohen's h between .05 and .38, .88
        (-0.01, 0.34, 0.0),  # the rounding of the print could undo it
    ],
)
def test_a_printed_change_counts_half_if_rounding_cannot_undo_it(low, high, effect):
    change = Change(Key("plan", "yes", "2"), "1", 0.33, low=low, high=high, why="printed")
    found = Found("change", ("plan",), make_variable(PLAN), "yes", change, (0.05, 0.38), "1")
    assert size(found) == pytest.approx(effect, abs=0.005)


def test_an_association_says_whether_it_holds_where_the_sector_is_alike():
    """A tool goes with a plan within each sector; or both only go with being a town."""
    tool = make_item("tool", ("yes", "no"), ("1", "2"))
    rng = np.random.default_rng(3)
    town = np.array([sector == "town" for sector in SECTOR[:N]])

    def told(plan, other):
        codes = {"plan": plan.astype(int).tolist(), "tool": other.astype(int).tolist()}
        waves = (wave_of("1", **codes), wave_of("2", **codes))
        study = study_of(PLAN, tool)
        found, estimates = insights_of(study, *waves)
        [one] = [one for one in found if one.kind == "association"]
        return one, render_sentence(study, "en", estimates, one.sentence["en"])

    plan = rng.random(N) < 0.5
    one, sentence = told(plan, np.where(rng.random(N) < 0.8, plan, ~plan))
    assert "holds also when these are alike: sector" in sentence
    assert one.evidence["odds_ratio"] > 5 and one.evidence["odds_p"] < 0.001
    by_sector = [np.where(rng.random(N) < 0.85, ~town, town) for _ in range(2)]
    one, sentence = told(*by_sector)
    assert "alike" not in sentence and one.evidence.get("odds_p", 1) > 0.05
