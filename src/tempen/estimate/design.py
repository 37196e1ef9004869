"""A sample as arrays: strata, stages, weights, frame counts; and the overlap of two waves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np
import polars as pl
from numpy.typing import NDArray

from tempen.estimate.phases import Form, Phases, Shared, form_of_change
from tempen.terms.weight import Calibration

Floats = NDArray[np.float64]
Ints = NDArray[np.signedinteger]  # of any width: codes take no more room than they need
Rows = Sequence[Ints] | Ints  # V arrays (n,) of codes
Lonely = Literal["adjust", "average", "certainty"]
Pps = Literal["brewer", "hartley_rao"]


@dataclass(frozen=True)
class Stage:
    """One stage of selection: M units in H strata.

    unit     (n,) the unit of each case, codes 0..M-1; None: every case is its own
    stratum  (M,) codes 0..H-1; below the first stage, strata stand within units of the stage above
    scale    (M,) what a unit's squared deviation counts: the unsampled part (1 - f), times
             n / (n - 1), times the sampling fractions of the stages above
    centre   (H,) 1 / n, which makes a sum the mean that deviations are taken from; 0: from 0
    """

    unit: Ints | None
    stratum: Ints
    scale: Floats
    centre: Floats

    @property
    def H(self) -> int:  # noqa: N802
        return len(self.centre)

    @property
    def M(self) -> int:  # noqa: N802
        return len(self.stratum)

    @cached_property
    def scale_of_stratum(self) -> Floats:
        """(H,) the sum of the scales of a stratum's units."""
        return np.bincount(self.stratum, self.scale, self.H).astype(float)


@dataclass(frozen=True)
class Replicates:
    """Replicate weights: V = scale * sum_r rscales_r (estimate_r - centre)².

    weights  (n, R), each a full set of weights
    mse      deviations are taken from the estimate itself; else from the replicates' mean
    """

    weights: Floats
    scale: float
    rscales: Floats
    mse: bool = False

    @property
    def R(self) -> int:  # noqa: N802
        return self.weights.shape[1]

    @cached_property
    def df(self) -> int:
        """The rank of the replicate weights less one, as R survey counts; those that count nothing
        (of a stratum taken in full) have no part in it."""
        return int(np.linalg.matrix_rank(self.weights[:, self.rscales > 0], rtol=1e-5)) - 1


@dataclass(frozen=True)
class Together:
    """Rows that stand for several cases each: their number n (g,), and the sums of w² (g,)."""

    n: Ints
    w2: Floats


@dataclass(frozen=True)
class Design:
    """What the variance needs to know of the n cases of one wave.

    stratum      (n,) codes 0..H-1
    weight       (n,) frame units per case
    N            (H,) units of the frame (PSUs, where there are any); inf: not known, no correction
    psu          (n,) codes unique over strata; None: every case is its own
    below        the further stages of selection, within PSUs
    lonely       strata of one PSU, not counted in full: "adjust" centres them at 0 (too large),
                 "average" gives them the mean variance of the others, "certainty" none
    calibration  what the weights were calibrated to, rows as these cases
    probability  (n,) of each case's PSU to be selected, where they differ (PPS)
    pps          the approximation then used; pps_sum: the population's sum of p² / n, for
                 Hartley and Rao; None: estimated by the sample's sum of p / n
    replicates   replicate weights: the variance is theirs
    together     rows are several cases each, of one stratum and one answer; `weight` is their sum
    phases       response within groups that cross the strata of a sample; `stratum` then is the
                 crossing (of PSUs and groups, where there are PSUs), `N` unused
    """

    stratum: Ints
    weight: Floats
    N: Floats
    psu: Ints | None = None
    below: tuple[Stage, ...] = ()
    lonely: Lonely = "adjust"
    calibration: Calibration | None = None
    probability: Floats | None = None
    pps: Pps = "brewer"
    pps_sum: float | None = None
    replicates: Replicates | None = None
    together: Together | None = None
    phases: Phases | None = None

    @classmethod
    def of(
        cls,
        n: int,
        *,
        strata: NDArray | None = None,
        weight: NDArray | None = None,
        N: NDArray | float | None = None,
        psu: NDArray | None = None,
    ) -> Design:
        """A design from columns of n rows, as survey data files hold them.

        N  per row, constant within a stratum (R's fpc); one number; or None: not known
        """
        labels = np.zeros(n, int) if strata is None else np.asarray(strata)
        _, first, stratum = np.unique(labels, return_index=True, return_inverse=True)
        rows = np.full(n, np.inf) if N is None else np.broadcast_to(np.asarray(N, float), (n,))
        units = None
        if psu is not None:
            pairs = np.stack([stratum, np.unique(psu, return_inverse=True)[1]])
            units = np.unique(pairs, axis=1, return_inverse=True)[1].reshape(-1)
        return cls(
            stratum.astype(np.int64),
            np.ones(n) if weight is None else np.asarray(weight, float),
            rows[first],
            units,
        )

    @property
    def n(self) -> int:
        return len(self.stratum)

    @property
    def H(self) -> int:  # noqa: N802
        return len(self.N)

    @cached_property
    def stratum_of_psu(self) -> Ints:
        """(number of PSUs,) the stratum of each; a case is its own PSU unless `psu` says so."""
        if self.psu is None:
            return self.stratum
        return self.stratum[np.unique(self.psu, return_index=True)[1]]

    @cached_property
    def n_h(self) -> Ints:
        """(H,) PSUs in the sample, all of the wave: strata outside a domain still count."""
        if self.together is not None:
            return np.bincount(self.stratum, self.together.n, self.H).astype(np.int64)
        return np.bincount(self.stratum_of_psu, minlength=self.H)

    @cached_property
    def df(self) -> int:
        """Degrees of freedom of the design: PSUs less strata; of replicates, their rank less 1."""
        if self.replicates is not None:
            return self.replicates.df
        if self.phases is not None:
            return self.phases.df
        return int(self.n_h.sum()) - int((self.n_h > 0).sum())

    def count(self, rows: NDArray, cell: Ints | None = None, C: int = 1) -> Floats:
        """(C,) how many cases some rows (indices) are, by their cells."""
        number = None if self.together is None else self.together.n[rows]
        code = np.zeros(len(rows), int) if cell is None else cell
        return np.bincount(code, number, C).astype(float)

    @property
    def plain(self) -> bool:
        """Cases in strata and nothing else: sums by stratum are all that a variance needs."""
        special = (self.psu, self.calibration, self.probability, self.replicates)
        return all(part is None for part in special) and not self.below

    @cached_property
    def stages(self) -> tuple[Stage, ...]:
        """The first stage, then those below."""
        scale, centre = self.factors
        by_unit = scale[self.stratum_of_psu]
        if self.probability is not None:
            by_unit = by_unit * (1 - self.probability_of_psu)
        return (Stage(self.psu, self.stratum_of_psu, by_unit, centre), *self.below)

    @cached_property
    def probability_of_psu(self) -> Floats:
        """(number of PSUs,) their probabilities of selection."""
        if self.probability is None:
            raise ValueError("the design has no probabilities")
        if self.psu is None:
            return self.probability
        return self.probability[np.unique(self.psu, return_index=True)[1]]

    @cached_property
    def factors(self) -> tuple[Floats, Floats]:
        """(H,) (1 - f) n / (n - 1), and 1 / n to centre by, of the first stage."""
        return stage_factors(self.n_h, self.N, self.lonely)

    @cached_property
    def basis(self) -> Floats | None:
        """(n, rank) orthonormal columns that span the calibration's variables times sqrt(w0 q)."""
        made = self.calibration
        if made is None:
            return None
        x = made.x * np.sqrt(np.maximum(made.w0 * made.q, 0))[:, None]
        size = np.sqrt((x * x).sum(0))
        left, s, _ = np.linalg.svd(x / np.where(size > 0, size, 1), full_matrices=False)
        return left[:, s > 1e-10 * s.max(initial=0)]

    @cached_property
    def full(self) -> NDArray[np.bool_]:
        """(H,) strata in which every unit answered."""
        return self.n_h >= self.N if self.phases is None else self.phases.full

    @cached_property
    def alone(self) -> NDArray[np.bool_]:
        """(H,) strata of one unit not counted in full."""
        return (self.n_h == 1) & ~self.full

    @cached_property
    def lonely_strata(self) -> bool:
        """Whether there are strata of one unit not counted in full, or groups of one answer."""
        if self.phases is not None:
            return bool(self.phases.alone[0].any() or self.phases.alone[1].any())
        return bool(self.alone.any())


def stage_factors(n_h: NDArray, N: Floats, lonely: Lonely) -> tuple[Floats, Floats]:
    """(H,) (1 - n / N) n / (n - 1), and 1 / n to centre by; a stratum of one is not centred.

    With "average" a stratum of one has no say, and the others speak for it: their variances are
    multiplied by the number of strata over the number that have one; with "certainty" it is taken
    for counted in full (R: survey.lonely.psu).
    """
    n = n_h.astype(float)
    several = n > 1
    spread = np.where(several, n / np.where(several, n - 1, 1), 1.0)
    left = np.clip(1 - n / N, 0.0, 1.0)
    scale, centre = left * spread, np.where(several, 1 / np.where(several, n, 1), 0.0)
    alone = (n == 1) & (left > 0)
    if lonely == "certainty":
        scale = np.where(alone, 0.0, scale)
    if lonely == "average":
        there = (n > 0).sum()
        scale = np.where(alone, 0.0, scale) * (there / max(1, there - alone.sum()))
    return scale.astype(float), centre.astype(float)


@dataclass(frozen=True)
class Overlap:
    """The m units that answered in both of two waves, by pair of (old, new) stratum.

    first, second  (m,) their rows in the earlier and the later wave
    pair           (m,) codes 0..G-1 of (old stratum, new stratum)
    n12            (G,) their number; coefficient (G,): n12 - n1 n2 N12 / (N1 N2)
    form           instead of the coefficient, where a wave has two phases
    """

    first: Ints
    second: Ints
    pair: Ints
    n12: Ints
    coefficient: Floats
    form: Form | None = None

    @property
    def m(self) -> int:
        return len(self.first)

    @property
    def G(self) -> int:  # noqa: N802
        return len(self.n12)


def overlap(
    earlier: Design,
    later: Design,
    units: tuple[NDArray | pl.Series, NDArray | pl.Series],
    N12: NDArray | None = None,
    drawn: tuple[pl.DataFrame, pl.DataFrame] | None = None,
) -> Overlap:
    """Match the units of two waves.

    units  the ids of the cases of each wave, unique within a wave; null and empty ids
           match nothing
    N12    (H_earlier, H_later) units in both frames; None: the frames have the same units,
           N12 = N on equal codes of strata. Unknown N on either side: no correction
    drawn  where a wave has two phases: `unit`, `stratum`, `group` of all that each wave drew, by
           the codes of its phases; of a wave without them, see `all_drawn`
    """
    first, second = match_units(*units)
    if drawn is not None:
        return overlap_of_phases(earlier, later, (first, second), N12, drawn)
    key = earlier.stratum[first] * later.H + later.stratum[second]
    pairs, pair = np.unique(key, return_inverse=True)
    h1, h2 = pairs // later.H, pairs % later.H
    if N12 is None:
        N12 = np.zeros((earlier.H, later.H))
        shared = min(earlier.H, later.H)
        np.fill_diagonal(N12, np.minimum(earlier.N[:shared], later.N[:shared]))
    n12 = np.bincount(pair, minlength=len(pairs))
    in_both = np.where(np.isfinite(N12[h1, h2]), N12[h1, h2], 0.0)
    f = earlier.n_h[h1] * later.n_h[h2] / (earlier.N[h1] * later.N[h2])
    return Overlap(first, second, pair.astype(np.int64), n12, n12 - f * in_both)


def overlap_of_phases(
    earlier: Design,
    later: Design,
    rows: tuple[Ints, Ints],
    N12: NDArray | None,
    drawn: tuple[pl.DataFrame, pl.DataFrame],
) -> Overlap:
    """The same where a wave has two phases; pairs are of cells."""
    one, two = phases_of(earlier), phases_of(later)
    if N12 is None:
        N12 = np.zeros((len(one.N), len(two.N)))
        shared = min(N12.shape)
        np.fill_diagonal(N12, np.minimum(one.N[:shared], two.N[:shared]))
    x1, x2 = earlier.stratum[rows[0]], later.stratum[rows[1]]
    pairs, pair = np.unique(x1 * two.X + x2, return_inverse=True)
    cells = pairs // two.X, pairs % two.X
    twice = drawn[0].join(drawn[1], on="unit", suffix="_later")
    both = Shared(
        N12,
        count_pairs(twice["stratum"], twice["stratum_later"], N12.shape),
        count_pairs(twice["group"], twice["group_later"], (len(one.asked), len(two.asked))),
        count_pairs(one.group[x1], two.group[x2], (len(one.asked), len(two.asked))),
    )
    form = form_of_change(one, two, cells, both)
    n12 = np.bincount(pair, minlength=len(pairs))
    return Overlap(*rows, pair.astype(np.int64), n12, np.full(len(pairs), np.nan), form)


def count_pairs(
    first: NDArray | pl.Series, second: NDArray | pl.Series, shape: tuple[int, ...]
) -> Floats:
    out = np.zeros(shape)
    np.add.at(out, (np.asarray(first, int), np.asarray(second, int)), 1.0)
    return out


def phases_of(design: Design) -> Phases:
    """The phases of a design; of a plain one those in which all that was drawn answered."""
    if design.phases is not None:
        return design.phases
    codes, n = np.arange(design.H), design.n_h.astype(float)
    return Phases(codes, codes, n, design.N, n, np.maximum(n, 1), np.maximum(n, 1))


def all_drawn(design: Design, units: NDArray | pl.Series) -> pl.DataFrame:
    """What a plain wave drew, for `overlap` with one of two phases: all that answered."""
    table = pl.DataFrame({"unit": units, "stratum": design.stratum, "group": design.stratum})
    return table.with_columns(pl.col("unit").cast(pl.String)).filter(pl.col("unit") != "")


def match_units(earlier: NDArray | pl.Series, later: NDArray | pl.Series) -> tuple[Ints, Ints]:
    """Rows of the units in both, in the order of the earlier wave."""
    old, new = number_units(earlier, "first"), number_units(later, "second")
    both = old.join(new, on="unit", maintain_order="left")
    return both["first"].to_numpy(), both["second"].to_numpy()


def number_units(units: NDArray | pl.Series, name: str) -> pl.DataFrame:
    """Known ids with their rows; of an id that comes more than once, the first."""
    table = pl.DataFrame({"unit": units, name: np.arange(len(units))}).drop_nulls("unit")
    if table["unit"].dtype == pl.String:
        table = table.filter(pl.col("unit") != "")
    if table["unit"].n_unique() == table.height:
        return table
    return table.unique("unit", keep="first", maintain_order=True)
