"""Estimates of a study whose weights are calibrated: errors are those of residuals."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import polars as pl
import pytest
from numpy.testing import assert_allclose

from tempen.estimate import Estimates, estimate_all
from tempen.terms.study import Domain, Limits, Weighting
from tempen.terms.weight import Calibration
from tempen.weight import weigh
from tests.surveys import draw_cases, draw_frame, make_item, make_study

LIMITS = Limits(n_eff=1, width=2, narrow=1, df=0, test_n=1)
GROUPS = Weighting("groups", "groups", ("sector",), least=2)
FRAME = "unit sector size\n" + "\n".join(
    f"u{i} {'town' if i < 12 else 'county'} {'small' if i % 3 else 'large'}" for i in range(24)
)
CASES = """
    wave unit sector size  board
    1    u0   town   large 0
    1    u1   town   small 1
    1    u2   town   small 1
    1    u3   town   large 0
    1    u13  county small 0
    1    u14  county small 1
    1    u15  county large 1
    1    u18  county large 0
    2    u0   town   large 0
    2    u1   town   small 0
    2    u4   town   small 1
    2    u3   town   large 0
    2    u13  county small 0
    2    u14  county small 0
    2    u15  county large 1
    2    u20  county small 1
"""


def made(columns: list[str] | None) -> Estimates:
    """Weighted by sector; `columns` of dummies say what the weights are calibrated to."""
    study = make_study(
        [make_item("board", ("yes", "no"), ("1", "2"))],
        ("1", "2"),
        limits=LIMITS,
        domains=[Domain(name, "frame", levels, column=name)
                 for name, levels in (("sector", ("town", "county")), ("size", ("small", "large")))],
    )  # fmt: skip
    cases = draw_cases(CASES)
    frames = {wave: draw_frame(wave, FRAME) for wave in ("1", "2")}
    weights = weigh(study, frames, cases, GROUPS)
    if columns:
        x = np.stack([(cases.table[name] == level).cast(pl.Float64).to_numpy()
                      for name in columns for level in cases.table[name].unique().sort()], axis=1)  # fmt: skip
        w0 = weights.table["weight"].to_numpy()
        weights = replace(weights, calibration=Calibration(x, w0, np.ones(len(w0))))
    return estimate_all(study, cases, [weights])


def test_a_calibration_to_the_strata_themselves_changes_nothing():
    """They were met already: deviations from the stratum's mean are the residuals."""
    plain, calibrated = made(None), made(["sector"])
    for table in ("table", "changes"):
        old, new = getattr(plain, table), getattr(calibrated, table)
        assert_allclose(new["se"], old["se"], rtol=1e-9, atol=1e-12)
    for against in ("rest", "each"):
        old, new = (one.differences("1", "", against) for one in (plain, calibrated))
        assert_allclose(new["se"], old["se"], rtol=1e-9, atol=1e-12)


def test_what_the_calibration_explains_is_no_error():
    """The share of a sector is known once the weights add up to the frame by sector and size."""
    small = made(["sector", "size"]).share("board", "yes", "1").se
    assert small is not None and small < (made(None).share("board", "yes", "1").se or 0)


def test_a_residual_by_hand():
    """Weights 3, u = w (y - p) / 24; residuals are deviations from the means of size x sector here.

    Calibrated to size alone: large 0, 0, 1, 0 of yes, small 1, 1, 0, 1 the other way about.
    """
    estimates = made(["size"])
    y = np.array([1, 0, 0, 1, 1, 0, 0, 1.0])
    large = np.array([1, 0, 0, 1, 0, 0, 1, 1], bool)
    u = 3 * (y - y.mean()) / 24
    e = u - np.where(large, u[large].mean(), u[~large].mean())
    V = sum((1 - 4 / 12) * 4 * np.var(e[h], ddof=1) for h in (slice(0, 4), slice(4, 8)))
    assert estimates.share("board", "yes", "1").se == pytest.approx(V**0.5)


def test_a_calibrated_change_holds_together():
    """The covariance is that of residuals too: no negative variance, and less than without."""
    changes = made(["size"]).changes.filter(domain="all", level="yes")
    assert changes["flag"].to_list() == [""] and changes["method"].to_list() == ["overlap"]
    assert changes["se"][0] > 0
