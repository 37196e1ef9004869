"""One variable in one wave: what is shown of it, what must not be told, what is held back."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from tempen.disclose.crowd import Crowd, Flags, Floats, Group, Ints, Sheet
from tempen.terms.estimate import ALL

Piece = tuple[Group, int | None]  # a column of a group's distribution; None: all of it


@dataclass
class View:
    """The variable among one crowd.

    truth  (A, L + 1) answers by atom and code
    """

    crowd: Crowd
    truth: Ints

    def __post_init__(self) -> None:
        self.counts: Ints = self.crowd.inside.astype(np.int64) @ self.truth  # (G, L + 1)
        self.rows = np.zeros(0, np.int64)  # (G,) where the block keeps what is shown of a group

    def mask(self, group: Group) -> Flags:
        return self.crowd.inside[self.crowd.place[group]]


@dataclass
class Block:
    """A variable in a wave.

    whole    distributions are withheld whole, not column by column
    own      the groups that the variable itself splits units into
    numbers  (n,) values of a number variable, NaN outside; None for shares
    held     piece -> why it is held back
    units    (n,) who answered, "" for the others
    """

    variable: str
    wave: str
    sheet: Sheet
    views: list[View]
    whole: bool = True
    own: tuple[Group, ...] = ()
    held: dict[Piece, str] = field(default_factory=dict)
    numbers: Floats | None = None
    units: NDArray = field(default_factory=lambda: np.array([], str))

    def __post_init__(self) -> None:
        self.bases: dict[Group, int] = {}
        self.columns: dict[Group, Ints] = {}
        self.scored: dict[Group, int] = {}
        scores = self.sheet.scores
        for view in self.views:
            for group, row in zip(view.crowd.groups, view.counts, strict=True):
                self.bases[group] = int(row.sum())
                self.columns[group] = self.sheet.unions.astype(np.int64) @ row
                self.scored[group] = 0 if scores is None else int(row[~np.isnan(scores)].sum())
        K = len(self.sheet.labels) + (self.sheet.scores is not None)
        self.seen = np.zeros((len(self.bases), K), bool)
        self.seen[np.array(list(self.bases.values()), np.int64) > 0] = True
        self.shown = dict(zip(self.bases, self.seen, strict=True))  # group -> its row of `seen`
        place = {group: at for at, group in enumerate(self.bases)}
        for view in self.views:
            view.rows = np.array([place[group] for group in view.crowd.groups])

    def hold(self, piece: Piece, why: str) -> None:
        """Hold a piece back; what is held already keeps its reason."""
        group, k = piece
        if self.whole or k is None:
            k = None
            self.shown[group][:] = False
        else:
            self.shown[group][k] = False
        self.held.setdefault((group, k), why)

    def cost(self, piece: Piece) -> float:
        """What readers lose: the answers counted; half of them for a mean."""
        group, k = piece
        if k is None:
            return float(self.bases[group])
        if k == len(self.sheet.labels):
            return self.bases[group] / 2
        return float(self.columns[group][k])

    def siblings(self, group: Group) -> list[Group]:
        """The groups of the same domain, the smallest first."""
        own = [other for other in self.bases if other[0] == group[0]]
        return sorted(own, key=lambda other: self.bases[other])

    def is_held(self, group: Group) -> bool:
        return self.bases[group] > 0 and not self.shown[group].any()

    def views_of(self, group: Group) -> list[View]:
        return [view for view in self.views if group in view.crowd.place]

    def domains(self) -> list[str]:
        return [name for name in dict.fromkeys(domain for domain, _ in self.bases) if name != ALL]
