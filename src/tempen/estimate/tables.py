"""Arrays of estimates as tables with one row an estimate, sorted as the study declares things."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np
import polars as pl
from numpy.typing import NDArray

from tempen.estimate.change import WHY, ChangeArrays
from tempen.estimate.design import Ints
from tempen.estimate.difference import DifferenceArrays
from tempen.estimate.multiplicity import ADJUSTMENTS
from tempen.estimate.onepass import Pass, Results
from tempen.estimate.partition import Partition
from tempen.estimate.reliability import STATUS, reasons_of
from tempen.estimate.sheet import Bank, Flags, asked_of
from tempen.terms.study import Study

KEY = {
    "variable": pl.String,
    "level": pl.String,  # "" for a mean
    "wave": pl.String,
    "domain": pl.String,
    "domain_level": pl.String,
    "weighting": pl.String,
    "statistic": pl.String,
}
JUDGED = {"status": pl.String, "reasons": pl.List(pl.String)}
ESTIMATES = pl.Schema(
    KEY
    | {
        "value": pl.Float64,
        "se": pl.Float64,
        "low": pl.Float64,
        "high": pl.Float64,
        "count": pl.Int64,
        "n": pl.Int64,
        "base": pl.Float64,
        "n_eff": pl.Float64,
        "df": pl.Float64,
        "df_domain": pl.Float64,
        "interval": pl.String,
        "source": pl.String,
        "step": pl.Float64,
    }
    | JUDGED
)
TESTED = {
    "value": pl.Float64,
    "se": pl.Float64,
    "low": pl.Float64,
    "high": pl.Float64,
    "p": pl.Float64,
    "p_adjusted": pl.Float64,
    "significant": pl.Boolean,
    "tested": pl.Boolean,
    "why": pl.String,
    "family": pl.String,
}
CHANGES = pl.Schema(
    KEY
    | {"earlier": pl.String}
    | TESTED
    | {
        "n_earlier": pl.Int64,
        "n_later": pl.Int64,
        "both": pl.Int64,
        "method": pl.String,
        "flag": pl.String,  # "negative": V came out negative; "few": fewer than 2 answered both
        "comparable": pl.String,
        "least_base": pl.Int64,
    }
    | JUDGED
)
DIFFERENCES = pl.Schema(KEY | {"against": pl.String} | TESTED)


@dataclass
class Columns:
    """Arrays that become the columns of a table, gathered part by part."""

    parts: dict[str, list[NDArray]] = field(default_factory=dict)

    def add(self, **columns: NDArray) -> None:
        for name, values in columns.items():
            self.parts.setdefault(name, []).append(values)

    def sorted_by(self, *names: str) -> dict[str, NDArray]:
        whole = {name: np.concatenate(parts) for name, parts in self.parts.items()}
        order = np.lexsort([whole[name] for name in reversed(names)])
        return {name: values[order] for name, values in whole.items()}


def estimates_table(
    study: Study, parts: Partition, passes: Iterable[Pass], interval: str
) -> pl.DataFrame:
    """Every estimate of every pass."""
    columns, names = Columns(), Names(study, parts)
    for number, one in enumerate(passes):
        for part in one.results:
            v, c, k = grid(study, parts, part.bank, (one.sample.wave,))
            names.add(columns, number, one, part.bank, v, c, k)
            add_estimates(columns, one, part, v, c, k)
    if not columns.parts:
        return pl.DataFrame(schema=ESTIMATES)
    got = columns.sorted_by("pass", "variable", "statistic", "cell", "label")
    plain = {name: floats(got[name]) for name in ("value", "se", "low", "high", "base", "n_eff")}
    plain |= {name: floats(got[name]) for name in ("df", "df_domain")}
    given = np.where(np.isnan(got["low"]), 0, np.where(got["statistic"] == 0, 1, 2))
    columns_out = names.key(got) | plain | judged(got)
    columns_out |= {
        "count": pl.Series(got["count"].astype(np.int64)),
        "n": pl.Series(got["n"].astype(np.int64)),
        "interval": words(("none", interval, "t"), given),
        "source": pl.repeat("answers", len(given), eager=True),
        "step": pl.repeat(None, len(given), dtype=pl.Float64, eager=True),
    }
    return pl.DataFrame({name: columns_out[name] for name in ESTIMATES}, schema=ESTIMATES)


def add_estimates(columns: Columns, one: Pass, part: Results, v: Ints, c: Ints, k: Ints) -> None:
    full = np.full(len(v), np.nan if one.sample.open else float(one.df))
    columns.add(
        value=part.value[v, c, k],
        se=np.sqrt(part.variance[v, c, k]),
        low=part.low[v, c, k],
        high=part.high[v, c, k],
        count=part.count[v, c, k],
        n=part.n[v, c, 0],
        base=part.base[v, c, 0],
        n_eff=part.n_eff[v, c, k],
        df=full,
        df_domain=np.where(np.isnan(full), np.nan, part.df_domain[v, c, 0]),
        bits=part.bits[v, c, k],
        status=part.status[v, c, k],
    )


def changes_table(
    study: Study,
    parts: Partition,
    pairs: Iterable[tuple[Pass, Pass, list[tuple[Results, Results, ChangeArrays, Flags]]]],
) -> pl.DataFrame:
    """Every change of the pairs of passes; the flags (V,) say which variables to keep.

    Adjusted within families of item, wave pair, statistic and domain: each holds all levels,
    groups and rows, whatever a report says of them.
    """
    columns, names = Columns(), Names(study, parts)
    earlier: list[str] = []
    for number, (old, new, compared) in enumerate(pairs):
        earlier.append(old.sample.wave)
        for first, second, arrays, keep in compared:
            waves = (old.sample.wave, new.sample.wave)
            v, c, k = grid(study, parts, second.bank, waves, keep)
            names.add(columns, number, new, second.bank, v, c, k)
            add_changes(columns, first, second, arrays, v, c, k)
    if not columns.parts:
        return pl.DataFrame(schema=CHANGES)
    got = columns.sorted_by("pass", "variable", "statistic", "cell", "label")
    out = names.key(got) | judged(got) | {"earlier": words(earlier, got["pass"])}
    out |= tested(got, *names.families(got, earlier), study.adjust)
    method = np.where(np.isnan(got["variance"]), 0, np.where(got["overlap"], 1, 2))
    flag = np.where(got["negative"], 1, np.where(got["both"] < 2, 2, 0))
    out |= {
        "n_earlier": pl.Series(got["n_earlier"].astype(np.int64)),
        "n_later": pl.Series(got["n_later"].astype(np.int64)),
        "both": pl.Series(got["both"].astype(np.int64)),
        "method": words(("", "overlap", "independent"), method),
        "flag": words(("", "negative", "few"), np.where(method == 0, 0, flag)),
        "comparable": words(COMPARABLE, got["comparable"]),
        "least_base": pl.repeat(None, len(flag), dtype=pl.Int64, eager=True),
    }
    return pl.DataFrame({name: out[name] for name in CHANGES}, schema=CHANGES)


COMPARABLE = ("same", "changed", "not_known")


def add_changes(
    columns: Columns,
    first: Results,
    second: Results,
    arrays: ChangeArrays,
    v: Ints,
    c: Ints,
    k: Ints,
) -> None:
    said = np.array([COMPARABLE.index(word) for word in arrays.comparable])
    names = ("value", "variance", "low", "high", "p", "why", "bits", "status")
    columns.add(
        **{name: getattr(arrays, name)[v, c, k] for name in names},
        overlap=arrays.overlap[v, c, k],
        negative=arrays.negative[v, c, k],
        both=arrays.both[v, c, 0],
        n_earlier=first.n[v, c, 0],
        n_later=second.n[v, c, 0],
        comparable=said[v],
    )


def differences_table(
    study: Study,
    parts: Partition,
    one: Pass,
    cells: Ints,
    against: list[str],
    compared: list[tuple[Bank, DifferenceArrays]],
) -> pl.DataFrame:
    """Differences of one pass: `cells` (D,) against `against` (D,)."""
    columns, names = Columns(), Names(study, parts)
    for bank, arrays in compared:
        v, c, k = grid(study, parts, bank, (one.sample.wave,))
        place = np.full((parts.C, len(cells)), False)
        place[cells, np.arange(len(cells))] = True
        row, pair = np.nonzero(place[c])  # each estimate once for every pair it begins
        v, c, k = v[row], c[row], k[row]
        names.add(columns, 0, one, bank, v, c, k)
        fields = ("value", "variance", "low", "high", "p", "why")
        columns.add(**{name: getattr(arrays, name)[v, pair, k] for name in fields}, pair=pair)
    if not columns.parts:
        return pl.DataFrame(schema=DIFFERENCES)
    got = columns.sorted_by("variable", "statistic", "cell", "pair", "label")
    out = names.key(got) | {"against": words(against, got["pair"])}
    out |= tested(got, *names.families(got, None), study.adjust)
    return pl.DataFrame({name: out[name] for name in DIFFERENCES}, schema=DIFFERENCES)


def grid(
    study: Study,
    parts: Partition,
    bank: Bank,
    waves: tuple[str, ...],
    keep: Flags | None = None,
) -> tuple[Ints, Ints, Ints]:
    """Variable, cell and column of every estimate that exists in all the waves."""
    columns = np.logical_and.reduce([bank.offered[wave] for wave in waves])
    cells = np.logical_and.reduce([asked_cells(study, parts, wave) for wave in waves])
    there = columns[:, None, :] & cells[None, :, None]
    if keep is not None:
        there = there & keep[:, None, None]
    v, c, k = np.nonzero(there)
    return v, c, k


def asked_cells(study: Study, parts: Partition, wave: str) -> Flags:
    """(C,) cells shown, of domains that the wave knows: an item not asked splits nobody."""
    there = {
        domain.id: all(asked_of(study, study.variable(v), wave) for v in domain.items)
        for domain in study.domains
    }
    return np.array([cell.shown and there.get(cell.domain, True) for cell in parts.cells])


class Names:
    """Labels of rows: codes while arrays are gathered, texts at the end."""

    def __init__(self, study: Study, parts: Partition):
        self.study, self.parts = study, parts
        self.labels: list[str] = []
        self.starts: dict[int, int] = {}
        self.passes: dict[int, tuple[str, str]] = {}

    def add(
        self, columns: Columns, number: int, one: Pass, bank: Bank, v: Ints, c: Ints, k: Ints
    ) -> None:
        self.passes[number] = (one.sample.wave, one.sample.weighting)
        if id(bank) not in self.starts:
            self.starts[id(bank)] = len(self.labels)
            self.labels += bank.label_table[0]
        mean = int(bank.statistic == "mean")
        columns.add(
            **{"pass": np.full(len(v), number)},
            variable=bank.order[v],
            statistic=np.full(len(v), mean),
            cell=c,
            label=self.starts[id(bank)] + bank.label_table[1][v] + k,
        )

    def key(self, got: Mapping[str, NDArray]) -> dict[str, pl.Series]:
        cells, last = self.parts.cells, max(self.passes, default=-1) + 1
        passes = [self.passes.get(i, ("", "")) for i in range(last)]
        return {
            "variable": words([v.id for v in self.study.variables], got["variable"]),
            "level": words(self.labels, got["label"]),
            "wave": words([wave for wave, _ in passes], got["pass"]),
            "domain": words([cell.domain for cell in cells], got["cell"]),
            "domain_level": words([cell.level for cell in cells], got["cell"]),
            "weighting": words([name for _, name in passes], got["pass"]),
            "statistic": words(("share", "mean"), got["statistic"]),
        }

    def families(
        self, got: Mapping[str, NDArray], earlier: list[str] | None
    ) -> tuple[Ints, pl.Series]:
        """Codes of families, and their names: item or declared family, waves, domain."""
        family = family_of_items(self.study)
        names = sorted(set(family.values()))
        by_variable = np.array([names.index(family[v.item]) for v in self.study.variables])
        domains = list(dict.fromkeys(cell.domain for cell in self.parts.cells))
        by_cell = np.array([domains.index(cell.domain) for cell in self.parts.cells])
        sizes = (len(names), len(domains), 2, max(self.passes) + 1)
        where = (by_variable[got["variable"]], by_cell[got["cell"]], got["statistic"], got["pass"])
        code = np.ravel_multi_index(where, sizes)
        unique, inverse = np.unique(code, return_inverse=True)
        said = []
        for one in unique:
            name, domain, statistic, number = np.unravel_index(one, sizes)
            waves = self.passes[int(number)][0]
            waves = f"{earlier[int(number)]}>{waves}" if earlier else waves
            rest = ["mean"] * int(statistic) + [domains[domain]] * bool(domain)
            said.append(":".join([names[name], waves, *rest]))
        return inverse, words(said, inverse)


def family_of_items(study: Study) -> dict[str, str]:
    """item -> the family that its comparisons are corrected in; by default its own."""
    families = {item.id: item.family or item.id for item in study.items}
    for name, members in study.families.items():
        families |= dict.fromkeys(members, name)
    return families


def tested(
    got: Mapping[str, NDArray], code: Ints, family: pl.Series, adjust: str
) -> dict[str, pl.Series]:
    """The columns of a test, p adjusted within families."""
    adjusted = ADJUSTMENTS[adjust](got["p"], code)
    p_adjusted = floats(adjusted)
    return {
        **{name: floats(got[name]) for name in ("value", "low", "high", "p")},
        "se": floats(np.sqrt(got["variance"])),
        "p_adjusted": p_adjusted,
        "significant": p_adjusted < 0.05,
        "tested": pl.Series(got["why"] == 0),
        "why": words(WHY, got["why"]),
        "family": family,
    }


def judged(got: Mapping[str, NDArray]) -> dict[str, pl.Series]:
    bits, inverse = np.unique(got["bits"], return_inverse=True)
    lists = pl.Series([list(reasons_of(int(b))) for b in bits], dtype=pl.List(pl.String))
    return {"status": words(STATUS, got["status"]), "reasons": lists.gather(inverse)}


def words(labels: Iterable[str], codes: NDArray) -> pl.Series:
    return pl.Series(list(labels), dtype=pl.String).gather(codes.astype(np.int64))


def floats(values: NDArray) -> pl.Series:
    """NaN never leaves the arrays: what is not there is null."""
    return pl.Series(values.astype(float), nan_to_null=True)
