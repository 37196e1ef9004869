"""A wave's sample as arrays: strata, weights, frame counts; and the overlap of two waves."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Design:
    """What the variance needs to know of the n cases of one wave.

    stratum  (n,) codes 0..H-1
    weight   (n,) frame units per case
    N        (H,) units of the frame (PSUs, where there are any); inf: not known, no correction
    psu      (n,) codes unique over strata; None: every case is its own
    """

    stratum: Ints
    weight: Floats
    N: Floats
    psu: Ints | None = None

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
        return np.bincount(self.stratum_of_psu, minlength=self.H)

    @cached_property
    def weight_of_stratum(self) -> Floats | None:
        """(H,) the weight of each stratum's cases, where they all have the same."""
        of_stratum = np.zeros(self.H)
        of_stratum[self.stratum] = self.weight
        return of_stratum if (of_stratum[self.stratum] == self.weight).all() else None

    @property
    def df(self) -> int:
        """Degrees of freedom of the design: PSUs less strata."""
        return len(self.stratum_of_psu) - int((self.n_h > 0).sum())

    @cached_property
    def full(self) -> NDArray[np.bool_]:
        """(H,) strata in which every unit answered."""
        return self.n_h >= self.N


@dataclass(frozen=True)
class Overlap:
    """The m units that answered in both of two waves, by pair of (old, new) stratum.

    first, second  (m,) their rows in the earlier and the later wave
    pair           (m,) codes 0..G-1 of (old stratum, new stratum)
    n12            (G,) their number; coefficient (G,): n12 - n1 n2 N12 / (N1 N2)
    """

    first: Ints
    second: Ints
    pair: Ints
    n12: Ints
    coefficient: Floats

    @property
    def m(self) -> int:
        return len(self.first)

    @property
    def G(self) -> int:  # noqa: N802
        return len(self.n12)


def overlap(
    earlier: Design,
    later: Design,
    units: tuple[NDArray, NDArray],
    N12: NDArray | None = None,
) -> Overlap:
    """Match the units of two waves.

    units  the ids of the cases of each wave, unique within a wave (empty ids match nothing)
    N12    (H_earlier, H_later) units in both frames; None: the frames have the same units,
           N12 = N on equal codes of strata. Unknown N on either side: no correction
    """
    ids, first, second = np.intersect1d(units[0], units[1], return_indices=True)
    known = ids != ""
    first, second = first[known], second[known]
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
