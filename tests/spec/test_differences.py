"""Differences between domain levels: by one pass, and by linearised values case by case."""

from __future__ import annotations

import numpy as np
import pytest

from tempen.estimate import Estimates, estimate_all
from tempen.estimate.estimators import share
from tempen.estimate.variance import covariance
from tempen.terms.study import Domain, Limits, Weighting
from tempen.weight import weigh
from tests.surveys import draw_cases, draw_frame, make_item, make_study

UNITS = [(f"u{i}", "town" if i < 12 else "county", "abc"[i % 3]) for i in range(20)]
FRAME = "unit sector size\n" + "\n".join(" ".join(unit) for unit in UNITS)
CASES = "wave unit sector size board\n" + "\n".join(
    f"1 {unit} {sector} {size} {i * 7 % 5 % 2}"
    for i, (unit, sector, size) in enumerate(UNITS)
    if i % 4
)


def made() -> Estimates:
    study = make_study(
        [make_item("board", ("yes", "no"), ["1"])],
        ["1"],
        domains=[Domain("size", "frame", ("a", "b", "c"), column="size")],
        limits=Limits(n_eff=1, width=2, narrow=1, df=0, test_n=2),
    )
    cases = draw_cases(CASES)
    weighting = Weighting("groups", "groups", ("sector",))
    return estimate_all(
        study, cases, [weigh(study, {"1": draw_frame("1", FRAME)}, cases, weighting)]
    )


@pytest.mark.parametrize(("against", "others"), [("rest", "bc"), ("b", "b")])
def test_a_difference_between_sizes_takes_in_shared_strata(against: str, others: str):
    estimates = made()
    sample = estimates.passes["groups", "1"].sample
    size, y = sample.table["size"].to_numpy(), (sample.table["board"] == 0).to_numpy().astype(float)
    first = share.influence(y, (size == "a").astype(float), sample.design.weight)
    second = share.influence(y, np.isin(size, list(others)).astype(float), sample.design.weight)
    V = covariance((first[1] - second[1])[:, None], sample.design)[0, 0]
    found = estimates.difference("board", "yes", "1", "size", "a", against)
    assert found.value == pytest.approx(first[0] - second[0])
    assert found.se == pytest.approx(V**0.5)
    assert found.tested and found.p is not None


def test_a_family_holds_every_level_and_every_domain_level():
    rows = made().differences("1")
    assert rows["family"].unique().to_list() == ["board:1:size"]
    assert rows.height == 2 * 3  # yes and no, of three sizes
