"""The same sums as one Narwhals expression, for engines that speak of tables.

Cases lie as a table: a column each for stratum, weight and cells, and one for each variable. The
sums are one group_by; for levels the variables are first made long. What comes back has a row a
group, as many as there are crossings of strata and domains, and is spread over the cells here.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from tempen.estimate.design import Design, Floats, Ints, Overlap, Rows
from tempen.estimate.engines.groups import spread
from tempen.estimate.engines.sums import by_stratum, share_crossings, share_moments
from tempen.estimate.variance import Crossings, Moments


@dataclass(frozen=True)
class Relational:
    """An engine behind Narwhals.

    give  makes the engine's own table of a Polars one; imports the engine when first asked
    """

    give: Callable[[pl.DataFrame], Any]

    def level_sums(
        self, codes: Rows, cells: Ints, C: int, unions: Floats, design: Design
    ) -> tuple[Moments, Floats]:
        L, (V, H) = unions.shape[1], (len(codes), design.H)
        keys = {"h": design.stratum, **named("c", cells)}
        got = self.count(keys, named("x", codes), {"w": design.weight}, ("w", "w2"))
        got = got.filter(pl.col("code") >= 0)
        sums = np.zeros((3, H * C, V, L + 2))
        for way in range(len(cells)):
            at = place(got, "h", f"c{way}", C)
            add_up(sums, got, ("n", "w", "w2"), (at, numbers(got, "v"), numbers(got, "code")))
        count, w, w2 = (by_stratum(one, H, C) for one in sums)
        return share_moments(count, w, w2, unions), count[..., L + 1]

    def value_sums(self, values: Floats, cells: Ints, C: int, design: Design) -> Moments:
        names = ("n", "w", "w2", "wy", "w2y", "w2y2")
        keys = {"h": design.stratum, **named("c", cells)}
        columns = named("y", values)
        got = self.add(keys, columns | {"w": design.weight}, moments_of(len(values)))
        made = stacked(got, names, len(values))
        sums = np.zeros((design.H * C, len(values), 6))
        for way in range(len(cells)):
            sums += spread(made, place(got, "h", f"c{way}", C), len(sums))
        by_cell = by_stratum(sums, design.H, C)
        n, w, w2, wy, w2y, w2y2 = (by_cell[..., i : i + 1] for i in range(6))
        return Moments(n, w, w2, wy, w2y, w2y2, n)

    def level_crossings(
        self,
        codes: tuple[Rows, Rows],
        cells: tuple[Ints, Ints],
        C: int,
        unions: Floats,
        designs: tuple[Design, Design],
        overlap: Overlap,
    ) -> Crossings:
        V, S, G = len(codes[0]), unions.shape[1] + 2, overlap.G
        x1, x2 = (
            [np.where((x < 0) | (x > S - 2), S - 1, x).astype(np.int64)[rows] for x in wave]
            for wave, rows in zip(codes, (overlap.first, overlap.second), strict=True)
        )
        keys, weights = crossed(cells, designs, overlap)
        got = self.count(
            keys,
            named("x", [a * S + b for a, b in zip(x1, x2, strict=True)]),
            weights,
            ("w1", "w2", "w1w2"),
        )
        v, code = numbers(got, "v"), numbers(got, "code")
        first, second = np.zeros((1, G * C, V, S)), np.zeros((1, G * C, V, S))
        square = np.zeros((2, G * C, V, S, S))
        for way in range(len(cells[0])):
            p1, p2 = (place(got, "h", f"{c}{way}", C) for c in ("a", "b"))
            add_up(first, got, ("w1",), (p1, v, code // S))
            add_up(second, got, ("w2",), (p2, v, code % S))
            same = np.where(p1 == p2, p1, -1)
            add_up(square, got, ("n", "w1w2"), (same, v, code // S, code % S))
        one, two = (by_stratum(sums[0, ..., :-1], G, C) for sums in (first, second))
        both, cross = (by_stratum(sums[..., :-1, :-1], G, C) for sums in square)
        return share_crossings(one, two, both, cross, unions)

    def value_crossings(
        self,
        values: tuple[Floats, Floats],
        cells: tuple[Ints, Ints],
        C: int,
        designs: tuple[Design, Design],
        overlap: Overlap,
    ) -> Crossings:
        V, G = len(values[0]), overlap.G
        keys, weights = crossed(cells, designs, overlap)
        columns = named("y", values[0][:, overlap.first])
        columns |= named("z", values[1][:, overlap.second])
        got = self.add(keys, columns | weights, crossings_of(V))
        made = stacked(got, CROSSED, V)
        sums = np.zeros((G * C, V, 9))
        for way in range(len(cells[0])):
            p1, p2 = (place(got, "h", f"{c}{way}", C) for c in ("a", "b"))
            sums[..., :2] += spread(made[..., :2], p1, len(sums))
            sums[..., 2:4] += spread(made[..., 2:4], p2, len(sums))
            sums[..., 4:] += spread(made[..., 4:], np.where(p1 == p2, p1, -1), len(sums))
        by_cell = by_stratum(sums, G, C)
        return Crossings(*(by_cell[..., i : i + 1] for i in range(9)))

    def count(
        self,
        keys: dict[str, Any],
        codes: dict[str, Any],
        weights: dict[str, Any],
        sums: Sequence[str],
    ) -> pl.DataFrame:
        """Rows of keys, variable `v` and `code` with their number `n` and sums of weights."""
        import narwhals as nw

        table = nw.from_native(self.give(pl.DataFrame(keys | codes | weights))).lazy()
        made = (
            {"w2": nw.col("w") * nw.col("w")}
            if "w" in weights
            else {"w1w2": nw.col("w1") * nw.col("w2")}
        )
        long = table.with_columns(**made).unpivot(
            on=list(codes), index=[*keys, *sums], variable_name="v", value_name="code"
        )
        got = long.group_by(*keys, "v", "code").agg(
            nw.len().alias("n"), *(nw.col(name).sum() for name in sums)
        )
        got = collected(got)
        return got.with_columns(pl.col("v").str.slice(1).cast(pl.Int64))

    def add(
        self, keys: dict[str, Any], columns: dict[str, Any], sums: Callable[[], list[Any]]
    ) -> pl.DataFrame:
        """Rows of keys with the sums of expressions."""
        import narwhals as nw

        table = pl.DataFrame(keys | columns).fill_nan(None)
        made = nw.from_native(self.give(table)).lazy()
        return collected(made.group_by(*keys).agg(*sums()))


CROSSED = ("w1y", "w1", "w2z", "w2", "wyz", "wy", "wz", "w", "n")


def moments_of(V: int) -> Callable[[], list[Any]]:
    """The sums of V variables y: n, w, w², wy, w²y, w²y²."""

    def make() -> list[Any]:
        import narwhals as nw

        made, w = [], nw.col("w")
        for v in range(V):
            y = nw.col(f"y{v}")
            there = nw.when(~y.is_null())
            parts = {
                "n": there.then(nw.lit(1.0)), "w": there.then(w), "w2": there.then(w * w),
                "wy": w * y, "w2y": w * w * y, "w2y2": w * w * y * y,
            }  # fmt: skip
            made += [part.sum().alias(f"{name}_{v}") for name, part in parts.items()]
        return made

    return make


def crossings_of(V: int) -> Callable[[], list[Any]]:
    """The sums of V variables, y earlier and z later, in the order of `Crossings`."""

    def make() -> list[Any]:
        import narwhals as nw

        made, w1, w2 = [], nw.col("w1"), nw.col("w2")
        for v in range(V):
            y, z = nw.col(f"y{v}"), nw.col(f"z{v}")
            first, second = ~y.is_null(), ~z.is_null()
            both = nw.when(first & second)
            parts = (
                w1 * y, nw.when(first).then(w1), w2 * z, nw.when(second).then(w2),
                w1 * w2 * y * z, both.then(w1 * w2 * y), both.then(w1 * w2 * z),
                both.then(w1 * w2), both.then(nw.lit(1.0)),
            )  # fmt: skip
            named_parts = zip(CROSSED, parts, strict=True)
            made += [part.sum().alias(f"{name}_{v}") for name, part in named_parts]
        return made

    return make


def collected(table: Any) -> pl.DataFrame:
    """The rows of a lazy Narwhals table, through Arrow where it is not Polars's own."""
    native = table.to_native()
    if isinstance(native, pl.LazyFrame):
        return native.collect(engine="streaming")
    if hasattr(native, "toArrow"):
        return pl.DataFrame(native.toArrow())
    return pl.DataFrame(table.collect("polars").to_native())


def named(letter: str, rows: Any) -> dict[str, Any]:
    """Columns x0, x1, ... of an array (V, n)."""
    return {f"{letter}{i}": np.ascontiguousarray(row) for i, row in enumerate(rows)}


def crossed(
    cells: tuple[Ints, Ints], designs: tuple[Design, Design], overlap: Overlap
) -> tuple[dict[str, Any], dict[str, Any]]:
    """The keys and the weights of the units in both waves."""
    keys = {"h": overlap.pair}
    keys |= named("a", cells[0][:, overlap.first]) | named("b", cells[1][:, overlap.second])
    w = designs[0].weight[overlap.first], designs[1].weight[overlap.second]
    return keys, {"w1": w[0], "w2": w[1]}


def numbers(table: pl.DataFrame, name: str) -> Ints:
    return table[name].cast(pl.Int64).to_numpy()


def place(table: pl.DataFrame, shared: str, cell: str, C: int) -> Ints:
    """Where the rows belong: stratum times C and cell; -1: nowhere."""
    at = numbers(table, cell)
    return np.where(at < 0, -1, numbers(table, shared) * C + at)


def add_up(
    sums: Floats, table: pl.DataFrame, names: Sequence[str], where: tuple[Ints, ...]
) -> None:
    """Add columns of the table to an array each, at places; negative first place: nowhere."""
    there = where[0] >= 0
    at = np.ravel_multi_index(tuple(one[there] for one in where), sums.shape[1:])
    for total, name in zip(sums, names, strict=True):
        column = table[name].cast(pl.Float64).to_numpy()[there]
        total += np.bincount(at, column, total.size).reshape(total.shape)


def stacked(table: pl.DataFrame, names: Sequence[str], V: int) -> Floats:
    """(rows, V, m) the columns of sums; a sum of nothing is 0."""
    columns = [
        table[f"{name}_{v}"].cast(pl.Float64).fill_null(0) for v in range(V) for name in names
    ]
    return np.stack([c.to_numpy() for c in columns], axis=1).reshape(table.height, V, len(names))
