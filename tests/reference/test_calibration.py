"""Calibrated weights against R 4.5.0, survey 4.4-2: cases c09, c11 and c12."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose

from tempen.estimate import Design
from tempen.estimate.variance import covariance
from tempen.weight import calibrate, calibrate_margins, rake, read_margins
from tests.reference.cases import case, close, data, needs_reference, stratified
from tests.surveys import REFERENCE

pytestmark = needs_reference


@cache
def schools() -> tuple[Any, Design]:
    """The cluster sample of c02."""
    table = data("apiclus1.csv")
    columns = {name: table[name].to_numpy() for name in ("pw", "fpc", "dnum")}
    design = Design.of(table.height, weight=columns["pw"], N=columns["fpc"], psu=columns["dnum"])
    return table, design


def residuals(y: np.ndarray, x: np.ndarray, w0: np.ndarray) -> np.ndarray:
    """What a regression on the calibration variables, weighted by base weights, leaves of y."""
    root = np.sqrt(w0)
    return y - x @ np.linalg.lstsq(x * root[:, None], y * root, rcond=None)[0]


def mean_and_error(y: np.ndarray, x: np.ndarray, weight: np.ndarray, design: Design):
    """The calibrated mean; its error by residuals of the linearised values, times g."""
    value = float(weight @ y / weight.sum())
    z = (y - value) / weight.sum()
    u = weight * residuals(z, x, design.weight)
    return value, float(covariance(u[:, None], design)[0, 0]) ** 0.5


def test_c09_raking():
    """R stops at epsilon = 1 by default; the case was made with 1e-12."""
    (table, design), R = schools(), case("c09")
    wanted = {name: {row[name]: row["Freq"] for row in rows} for name, rows in R["margins"].items()}
    margins = read_margins(table.select(*wanted), wanted)
    fit = rake(design.weight, margins)
    assert_allclose(fit.weight, R["weights"], rtol=1e-8)
    assert_allclose(fit.weight, calibrate_margins(design.weight, margins, distance="raking").weight)
    y = table["api00"].to_numpy().astype(float)
    assert_allclose(fit.weight @ y / fit.weight.sum(), R["mean_api00"]["est"], **close)
    assert_allclose(fit.weight @ table["enroll"].to_numpy(), R["total_enroll"]["est"], **close)


@pytest.mark.parametrize("distance", ["linear", "raking"])
def test_c11_calibration_to_levels_and_a_number(distance):
    (table, design), path = schools(), REFERENCE / f"c11_calib_{distance}.json"
    R = json.loads(path.read_text())["result"]
    x = np.column_stack(
        [np.ones(table.height), table["stype"] == "H", table["stype"] == "M", table["api99"]]
    ).astype(float)
    fit = calibrate(design.weight, x, np.array(list(R["totals"].values())), distance=distance)
    assert_allclose(fit.weight, R["weights"], **close)
    y = table["api00"].to_numpy().astype(float)
    value, error = mean_and_error(y, x, fit.weight, design)
    assert_allclose(value, R["mean_api00"]["est"], **close)
    assert_allclose(error, R["mean_api00"]["se"], **close)


def test_c12_calibration_of_a_stratified_sample():
    table, R = data("apistrat.csv"), case("c12")
    design = stratified(table)
    x = np.column_stack(
        [np.ones(table.height), table["sch.wide"] == "Yes", table["awards"] == "Yes"]
    ).astype(float)
    fit = calibrate(design.weight, x, np.array(list(R["totals"].values())))
    assert_allclose(fit.weight, R["weights"], **close)
    value, error = mean_and_error(table["api00"].to_numpy().astype(float), x, fit.weight, design)
    assert_allclose(value, R["mean_api00"]["est"], **close)
    assert_allclose(error, R["mean_api00"]["se"], **close)
