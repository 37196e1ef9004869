"""Replicate weights made from a design: jackknife, balanced half samples, bootstrap."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from tempen.errors import Fault, TempenError
from tempen.estimate.design import Design, Floats, Replicates
from tempen.locale import Words, mark

Made = tuple[Floats, float, Floats]  # factors (M, R) of each PSU, scale, rscales (R,)


def replicate(
    design: Design, kind: str, *, R: int = 500, seed: int = 0, rho: float = 0.0
) -> Design:
    """The same design with replicate weights, which then give the variance.

    kind    "jkn", "jk1", "brr" ("fay" with rho), "bootstrap" (Rao and Wu's, rescaled, which
            respects the finite population correction)
    R, seed number and seed of bootstrap replicates; the same seed gives the same numbers
    raises  EST-16 where the design does not admit the kind
    """
    makers: dict[str, Callable[[], Made]] = {
        "jkn": lambda: jackknife_strata(design),
        "jk1": lambda: jackknife(design),
        "brr": lambda: half_samples(design, 0.0),
        "fay": lambda: half_samples(design, rho),
        "bootstrap": lambda: rescaled_bootstrap(design, R, seed),
    }
    if kind not in makers:
        known = ", ".join(makers)
        raise refuse(mark("there is no kind “{kind}”, only {known}", kind=kind, known=known))
    if kind == "bootstrap" and (R < 2 or seed < 0):
        raise refuse(mark("a bootstrap needs two replicates at least, and a seed from 0"))
    special = (design.calibration, design.probability, design.phases)
    if design.below or any(part is not None for part in special):
        raise refuse(
            mark("they are made of one stage without calibration, unequal probabilities or phases")
        )
    factors, scale, rscales = makers[kind]()
    unit = np.arange(design.n) if design.psu is None else design.psu
    weights = design.weight[:, None] * factors[unit]
    return replace(design, replicates=Replicates(weights, scale, rscales))


def refuse(problem: Words) -> TempenError:
    return TempenError([Fault("EST-16", facts={"problem": problem})])


def unsampled(design: Design) -> Floats:
    """(H,) 1 - n / N."""
    return np.clip(1 - design.n_h / design.N, 0.0, 1.0)


def jackknife_strata(design: Design) -> Made:
    """JKn: leave out one PSU, raise the others of its stratum by n / (n - 1)."""
    psu, n = design.stratum_of_psu, design.n_h
    if (n == 1).any():
        raise refuse(mark("a stratum has one PSU, which cannot be left out"))
    M = len(psu)
    raised = (n / np.maximum(n - 1, 1))[psu]
    factors = np.where(psu[:, None] == psu[None, :], raised[:, None], 1.0)
    factors[np.arange(M), np.arange(M)] = 0.0
    return factors, 1.0, ((n - 1) / np.maximum(n, 1) * unsampled(design))[psu]


def jackknife(design: Design) -> Made:
    """JK1: leave out one PSU of an unstratified sample."""
    if design.H != 1:
        raise refuse(mark("jk1 is for one stratum; use jkn"))
    M = len(design.stratum_of_psu)
    factors = np.full((M, M), M / max(1, M - 1))
    np.fill_diagonal(factors, 0.0)
    return factors, (M - 1) / M * float(unsampled(design)[0]), np.ones(M)


def half_samples(design: Design, rho: float) -> Made:
    """BRR: one of the two PSUs of every stratum, balanced by a Hadamard matrix; Fay's keeps rho.

    source  McCarthy 1966; Fay in Judkins 1990
    """
    from scipy.linalg import hadamard

    if (design.n_h != 2).any() or not 0 <= rho < 1:
        raise refuse(
            mark("balanced half samples need two PSUs in every stratum, and rho from 0 to 1")
        )
    R = 4
    while R <= design.H:
        R *= 2
    signs = np.asarray(hadamard(R))[:, 1 : design.H + 1].T.astype(float)  # (H, R)
    psu = design.stratum_of_psu
    second = np.zeros(len(psu), bool)
    second[np.unique(psu[::-1], return_index=True)[1]] = True
    second = second[::-1]
    factors = 1 + (1 - rho) * signs[psu] * np.where(second, -1.0, 1.0)[:, None]
    return factors, 1 / (R * (1 - rho) ** 2), np.ones(R)


def rescaled_bootstrap(design: Design, R: int, seed: int) -> Made:
    """Rao and Wu's: n - 1 draws with replacement of the n PSUs of each stratum, rescaled.

    A PSU drawn r times counts 1 - l + l n / (n - 1) r with l = sqrt(1 - n / N), so that the
    variance of a total is the design's. A stratum of one PSU stays as it is.
    source  Rao & Wu 1988; Rao, Wu & Yue 1992
    """
    rng = np.random.default_rng(seed)
    psu, left = design.stratum_of_psu, np.sqrt(unsampled(design))
    factors = np.ones((len(psu), R))
    for h, n in enumerate(design.n_h):
        if n > 1:
            drawn = rng.multinomial(n - 1, np.full(n, 1 / n), size=R).T
            factors[psu == h] = 1 - left[h] + left[h] * n / (n - 1) * drawn
    return factors, 1 / max(1, R - 1), np.ones(R)
