"""All estimates of a study, and how to ask for one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Literal

import numpy as np
import polars as pl

from tempen.errors import Fault, TempenError
from tempen.estimate.asked import estimate_measure, key_of
from tempen.estimate.association import test_independence
from tempen.estimate.change import compare, match
from tempen.estimate.contrasts import (
    battery_change,
    gap_change,
    measure_change,
    measure_difference,
    trend,
)
from tempen.estimate.difference import (
    against_each,
    against_rest,
    compare_pairs,
    compare_with_rest,
)
from tempen.estimate.engines import Engine
from tempen.estimate.odds import estimate_odds_of
from tempen.estimate.onepass import Pass
from tempen.estimate.partition import Partition
from tempen.estimate.printed import printed_changes
from tempen.estimate.reliability import reliability_of
from tempen.estimate.sheet import Flags, asked_of
from tempen.estimate.tables import CHANGES, changes_table, differences_table
from tempen.estimate.transitions import estimate_transition
from tempen.estimate.withhold import Held, held_places
from tempen.locale import mark
from tempen.terms.estimate import (
    ALL,
    Association,
    Change,
    Difference,
    Estimate,
    Key,
    Measure,
    Odds,
    Statistic,
    Trend,
)
from tempen.terms.item import Item, Variable
from tempen.terms.study import Study
from tempen.terms.weight import Weights

ADDRESS = ("variable", "level", "wave", "domain", "domain_level", "weighting", "statistic")
SAID = ("value", "se", "low", "high")


@dataclass(frozen=True)
class Estimates:
    """Every estimate, with several weightings side by side.

    table     one row an estimate, columns `tables.ESTIMATES`; a weighting by its name
    changes   one row a change between a wave and the one before it in which the item was asked,
              columns `tables.CHANGES`
    hidden    `variable`, `wave`, `domain`, `domain_level`, `level` (null: the whole distribution,
              "": its mean), `reason` of what disclosure control withholds: its numbers are null
              in every table and answer
    passes    (weighting, wave) -> the arrays behind the rows, for what is asked on request

    Methods take `weighting=""` as the study's first, and raise EST-01 for an unknown variable,
    EST-02 level, EST-03 wave, domain or weighting. What is known but was not asked has value None.
    """

    study: Study
    table: pl.DataFrame
    changes: pl.DataFrame
    parts: Partition
    passes: Mapping[tuple[str, str], Pass]
    weights: Mapping[str, Weights]
    engine: Engine
    hidden: pl.DataFrame = field(default_factory=pl.DataFrame)

    def share(
        self,
        variable: str,
        level: str,
        wave: str,
        domain: str = ALL,
        domain_level: str = ALL,
        weighting: str = "",
    ) -> Estimate:
        """The share of a level or group."""
        return self.estimate(Key(variable, level, wave, domain, domain_level, weighting))

    def mean(
        self,
        variable: str,
        wave: str,
        domain: str = ALL,
        domain_level: str = ALL,
        weighting: str = "",
    ) -> Estimate:
        """The mean of a number, a rank, or the points of a scale."""
        return self.estimate(Key(variable, "", wave, domain, domain_level, weighting, "mean"))

    def estimate(self, key: Key) -> Estimate:
        key = self.check_key(key)
        place = self.places.get(self.address(key))
        if place is None:
            return Estimate(key, None)
        row = self.table.row(place, named=True)
        names = (*SAID, "count", "n", "base", "n_eff", "df", "interval", "source", "step")
        return Estimate(
            key,
            **{name: row[name] for name in names},
            reliability=reliability_of(row["status"], row["reasons"]),
        )

    def distribution(
        self,
        variable: str,
        wave: str,
        domain: str = ALL,
        domain_level: str = ALL,
        weighting: str = "",
    ) -> list[Estimate]:
        """The shares of a variable's levels, in order; groups and levels not offered left out."""
        found = self.variable(variable)
        shares = [
            self.share(variable, level, wave, domain, domain_level, weighting)
            for level in self.levels[variable]
            if level not in found.groups
        ]
        there = [share for share in shares if share.value is not None or share.n is not None]
        partly = [share for share in shares if "disclosure" in share.reliability.reasons]
        return [share for share in shares if share in there or share in partly] if there else []

    def change(
        self,
        variable: str,
        level: str = "",
        wave: str | None = None,
        earlier: str | None = None,
        domain: str = ALL,
        domain_level: str = ALL,
        weighting: str = "",
        statistic: Statistic = "share",
    ) -> Change:
        """The change up to `wave` (default the latest) since `earlier`.

        Default: the wave before in which the item was asked. A change between other waves is
        made on request, with its own families.
        """
        key = Key(variable, level, wave or self.study.latest.id, domain, domain_level, weighting)
        key = self.check_key(replace(key, statistic=statistic))
        before = earlier or self.wave_before(variable, key.wave)
        if before is None:
            return Change(key, "", None, why="no_earlier")
        self.check_name(mark("wave"), before, [w.id for w in self.study.waves])
        row = self.change_row(key, before)
        if row is None:
            return Change(key, before, None)
        return change_of(key, row)

    def change_row(self, key: Key, earlier: str) -> dict[str, Any] | None:
        address = (*self.address(key), earlier)
        place = self.change_places.get(address)
        if place is not None:
            return self.changes.row(place, named=True)
        table = self.changes_between(earlier, key.wave, self.weighting_of(key.weighting))
        if ("places", id(table)) not in self.kept:
            columns = [table[name].to_list() for name in (*ADDRESS, "earlier")]
            rows = {a: i for i, a in enumerate(zip(*columns, strict=True))}
            self.kept["places", id(table)] = rows
        place = self.kept["places", id(table)].get(address)
        return None if place is None else table.row(place, named=True)

    def changes_between(self, earlier: str, later: str, weighting: str = "") -> pl.DataFrame:
        """All changes between any two waves, as rows of `tables.CHANGES`."""
        name = self.weighting_of(weighting)
        if (earlier, later, name) not in self.kept:
            table = make_changes(self, [(earlier, later)], (name,), consecutive=False)
            self.kept[earlier, later, name] = self.hide_in(table)
        return self.kept[earlier, later, name]

    def differences(
        self, wave: str, weighting: str = "", against: Literal["rest", "each"] = "rest"
    ) -> pl.DataFrame:
        """Every domain level of a wave against the rest of its domain, or against each other.

        Columns `tables.DIFFERENCES`; families of item, wave and domain. Empty for printed waves.
        """
        name = self.weighting_of(weighting)
        if ("difference", wave, name, against) not in self.kept:
            one = self.passes.get((name, wave))
            table = self.make_differences(one, against) if one else pl.DataFrame()
            self.kept["difference", wave, name, against] = self.hide_in(table)
        return self.kept["difference", wave, name, against]

    def make_differences(self, one: Pass, against: str) -> pl.DataFrame:
        how = (self.study, self.parts, one)
        if against == "rest":
            cells = against_rest(self.parts)[0]
            names = ["rest"] * len(cells)
            made = [(part.bank, compare_with_rest(*how, part)) for part in one.results]
        else:
            cells, others = against_each(self.parts)
            names = [self.parts.cells[other].level for other in others]
            made = [(part.bank, compare_pairs(*how, part)) for part in one.results]
        return differences_table(*how, cells, names, made)

    def difference(
        self,
        variable: str,
        level: str,
        wave: str,
        domain: str,
        domain_level: str,
        against: str = "rest",
        weighting: str = "",
        statistic: Statistic = "share",
    ) -> Difference:
        """A domain level against another of its domain, or against all others together."""
        key = Key(variable, level, wave, domain, domain_level, weighting, statistic)
        key = self.check_key(key)
        if against != "rest":
            self.check_cell(domain, against)
        how = "rest" if against == "rest" else "each"
        table = self.differences(wave, weighting, how)
        if table.is_empty():
            return Difference(key, against, None, why="printed")
        terms = zip(ADDRESS, self.address(key), strict=True)
        rows = table.filter(*(pl.col(n) == v for n, v in terms), pl.col("against") == against)
        if rows.is_empty():  # a group against a level: they may share cases
            return Difference(key, against, None, why="overlapping")
        row = rows.row(0, named=True)
        return Difference(key, against, **{name: row[name] for name in (*SAID, *TEST)})

    def association(self, first: str, second: str, wave: str, weighting: str = "") -> Association:
        """How far two variables of levels go together."""
        for variable in (first, second):
            self.variable(variable)
        name = self.weighting_of(weighting)
        one = self.passes.get((name, wave))
        if one is None:
            return Association(wave, first, second, 0, None, why="printed")
        if not {first, second}.isdisjoint(self.held_of_all(wave)):
            return Association(wave, first, second, 0, None, why="disclosure")
        codes = [self.codes_of(one, variable) for variable in (first, second)]
        if any(c is None for c in codes):
            return Association(wave, first, second, 0, None, why="no_levels")
        return associate(self.study, one, wave, first, second, codes)

    # --- measures, and what is made of them ---------------------------------------------------

    def measure(
        self,
        measure: Measure,
        wave: str,
        domain: str = ALL,
        domain_level: str = ALL,
        weighting: str = "",
    ) -> Estimate:
        """Any measure of one group of a wave."""
        key = self.measure_key(measure, wave, domain, domain_level, weighting)
        address = ("measure", key)
        if address not in self.kept:
            self.kept[address] = estimate_measure(self, key)
        return self.kept[address]

    def measure_change(
        self,
        measure: Measure,
        wave: str,
        earlier: str,
        domain: str = ALL,
        domain_level: str = ALL,
        weighting: str = "",
    ) -> Change:
        """Its change since an earlier wave."""
        key = self.measure_key(measure, wave, domain, domain_level, weighting)
        make = battery_change if measure.kind == "battery" else measure_change
        return make(self, key, self.check_wave(earlier))

    def measure_difference(
        self,
        measure: Measure,
        wave: str,
        domain: str,
        domain_level: str,
        against: str = "rest",
        weighting: str = "",
    ) -> Difference:
        """A level of a domain less another, or less the rest of its domain."""
        key = self.measure_key(measure, wave, domain, domain_level, weighting)
        self.check_against(domain, against)
        return measure_difference(self, key, against)

    def gap_change(
        self,
        measure: Measure,
        wave: str,
        earlier: str,
        domain: str,
        domain_level: str,
        against: str = "rest",
        weighting: str = "",
    ) -> Change:
        """Whether groups came closer: the later gap between two of them less the earlier one."""
        key = self.measure_key(measure, wave, domain, domain_level, weighting)
        self.check_against(domain, against)
        return gap_change(self, key, self.check_wave(earlier), against)

    def trend(
        self,
        measure: Measure,
        wave: str,
        domain: str = ALL,
        domain_level: str = ALL,
        weighting: str = "",
    ) -> Trend:
        """The slope per year through every wave up to this one that has figures."""
        return trend(self, self.measure_key(measure, wave, domain, domain_level, weighting))

    def transition(
        self,
        measure: Measure,
        wave: str,
        earlier: str,
        domain: str = ALL,
        domain_level: str = ALL,
        weighting: str = "",
    ) -> Estimate:
        """Of those who answered `others` in the earlier wave, the share that now say `levels`."""
        key = self.measure_key(measure, wave, domain, domain_level, weighting)
        return estimate_transition(self, key, self.check_wave(earlier))

    def odds(
        self,
        first: tuple[str, str],
        second: tuple[str, str],
        wave: str,
        adjusted: tuple[str, ...] = (),
        weighting: str = "",
    ) -> Odds:
        """How the odds of one answer go with another, with domains of the frame held alike."""
        for variable, level in (first, second):
            self.measure_key(Measure("share", (variable,), (level,)), wave, ALL, ALL, weighting)
        return estimate_odds_of(self, first, second, wave, adjusted, weighting)

    def measure_key(
        self, measure: Measure, wave: str, domain: str, domain_level: str, weighting: str
    ) -> Key:
        """The key of a measure; raises EST-01 to EST-03."""
        for id in measure.variables:
            self.variable(id)
        for level in (*measure.levels, *measure.others):
            known = self.levels[measure.variables[0]]
            if level not in known:
                facts = {"variable": measure.variables[0], "level": level}
                raise TempenError([Fault("EST-02", facts={**facts, "known": ", ".join(known)})])
        self.check_wave(wave)
        self.check_cell(domain, domain_level)
        first = self.weighting_of(weighting) == next(iter(self.weights))
        return key_of(measure, wave, domain, domain_level, "" if first else weighting)

    def check_wave(self, wave: str) -> str:
        self.check_name(mark("wave"), wave, [w.id for w in self.study.waves])
        return wave

    def check_against(self, domain: str, against: str) -> None:
        if against != "rest":
            self.check_cell(domain, against)

    @cached_property
    def held(self) -> Held:
        """Where anything of a variable is held back."""
        return held_places(self.hidden)

    def codes_of(self, one: Pass, variable: str) -> np.ndarray | None:
        """(n,) a variable's levels; negative outside."""
        for part in one.results:
            ids = [v.id for v in part.bank.variables]
            if part.bank.statistic == "share" and variable in ids:
                codes = part.answers[ids.index(variable)]
                return np.where(codes < part.bank.unions.shape[1], codes, -1)
        return None

    def hide(self, hidden: pl.DataFrame) -> Estimates:
        """These estimates without the numbers of `hidden` distributions, now and on request."""
        bare = replace(self, hidden=hidden)
        return replace(bare, table=bare.hide_in(self.table), changes=bare.hide_in(self.changes))

    def hide_in(self, table: pl.DataFrame) -> pl.DataFrame:
        """Null every number of a hidden distribution, and of what is made from one."""
        if table.is_empty() or (self.hidden.is_empty() and not self.telling):
            return table
        gone = self.is_telling()
        for wave in [name for name in ("wave", "earlier") if name in table.columns]:
            gone = gone | self.is_hidden(wave, "domain_level")
        if "against" in table.columns:
            gone = gone | self.is_hidden("wave", "against")
            # against the rest: with the whole known, it tells the level itself, which is gone
        keep = {*ADDRESS, "earlier", "against", "interval", "source", "status", "reasons", "tested"}
        blank = [name for name in table.columns if name not in keep]
        out = table.with_columns(pl.when(~gone).then(pl.col(name)).alias(name) for name in blank)
        if "tested" in table.columns:
            out = out.with_columns(tested=pl.col("tested") & ~gone)
        if "status" in table.columns:
            out = out.with_columns(
                status=pl.when(gone).then(pl.lit("withheld")).otherwise("status"),
                reasons=pl.when(gone)
                .then(pl.lit(["disclosure"], pl.List(pl.String)))
                .otherwise("reasons"),
            )
        return out

    def is_hidden(self, wave: str, level: str) -> pl.Expr:
        """Rows whose distribution is withheld whole, or whose own level (or mean) is."""
        place = ("variable", "wave", "domain", "domain_level")
        rows = ("variable", wave, "domain", level)
        parts = self.hidden
        if parts.is_empty():
            return pl.lit(False)
        if "level" not in parts.columns:
            parts = parts.with_columns(level=pl.lit(None, pl.String))
        whole, single = (
            parts.filter(chosen).select(pl.concat_str(*names, separator="\x1f")).to_series()
            for chosen, names in (
                (pl.col("level").is_null(), place),
                (pl.col("level").is_not_null(), (*place, "level")),
            )
        )
        gone = pl.concat_str(*rows, separator="\x1f").is_in(whole.implode())
        if single.is_empty():
            return gone
        return gone | pl.concat_str(*rows, "level", separator="\x1f").is_in(single.implode())

    @cached_property
    def telling(self) -> frozenset[str]:
        """Weightings by size: of a few large units a share of what they hold tells how each
        answered, so that of protected items there is none."""
        protected = self.study.disclosure.protect
        return frozenset(w.name for w in self.study.weightings if w.size and protected)

    def is_telling(self) -> pl.Expr:
        items = self.study.disclosure.protect
        own = [v.id for v in self.study.variables if v.item in items] if self.telling else []
        own += [i.id for i in self.study.indices if not set(own).isdisjoint(i.members)]
        return pl.col("weighting").is_in(list(self.telling)) & pl.col("variable").is_in(own)

    def held_of_all(self, wave: str) -> frozenset[str]:
        """Variables of which a figure about everybody is withheld in a wave."""
        if self.hidden.is_empty():
            return frozenset()
        held = self.hidden.filter(pl.col("wave") == wave, pl.col("domain") == ALL)
        return frozenset(held["variable"])

    @cached_property
    def kept(self) -> dict[Any, Any]:
        """What was made on request, so that it is made once."""
        return {}

    @cached_property
    def places(self) -> dict[tuple[str, ...], int]:
        columns = [self.table[name].to_list() for name in ADDRESS]
        return {address: i for i, address in enumerate(zip(*columns, strict=True))}

    @cached_property
    def change_places(self) -> dict[tuple[str, ...], int]:
        columns = [self.changes[name].to_list() for name in (*ADDRESS, "earlier")]
        return {address: i for i, address in enumerate(zip(*columns, strict=True))}

    @cached_property
    def levels(self) -> dict[str, tuple[str, ...]]:
        """variable -> its columns: levels in order, then groups."""
        found: dict[str, tuple[str, ...]] = {}
        for one in self.passes.values():
            for part in one.results:
                if part.bank.statistic == "share":
                    ids = [v.id for v in part.bank.variables]
                    found |= dict(zip(ids, part.bank.labels, strict=True))
        for variable in self.study.variables:
            found.setdefault(variable.id, (*variable.levels, *variable.groups))
        return found

    def wave_before(self, variable: str, wave: str) -> str | None:
        """The wave before in which the variable's item was asked and of which figures exist."""
        found = self.variable(variable)
        order = [w.id for w in self.study.waves]
        before = [
            w
            for w in order[: order.index(wave)]
            if w in self.waves_with_figures and asked_of(self.study, found, w) is not None
        ]
        return before[-1] if before else None

    @cached_property
    def waves_with_figures(self) -> frozenset[str]:
        return frozenset(self.table["wave"].unique().to_list())

    def weighting_of(self, name: str) -> str:
        """The name of a weighting; "" is the study's first."""
        self.check_name(mark("weighting"), name or next(iter(self.weights)), list(self.weights))
        return name or next(iter(self.weights))

    def address(self, key: Key) -> tuple[str, ...]:
        weighting = self.weighting_of(key.weighting)
        place = (key.variable, key.level, key.wave, key.domain, key.domain_level)
        return (*place, weighting, key.statistic)

    def variable(self, id: str) -> Variable:
        known = {variable.id: variable for variable in self.study.variables}
        if id not in known:
            facts = {"variable": id, "known": ", ".join(known)}
            raise TempenError([Fault("EST-01", facts=facts)])
        return known[id]

    def check_key(self, key: Key) -> Key:
        """The key with weighting "" where it is the study's first; raises EST-01 to EST-03."""
        self.variable(key.variable)
        levels = self.levels[key.variable]
        if key.statistic == "share" and key.level not in levels:
            facts = {"variable": key.variable, "level": key.level, "known": ", ".join(levels)}
            raise TempenError([Fault("EST-02", facts=facts)])
        self.check_name(mark("wave"), key.wave, [w.id for w in self.study.waves])
        self.check_cell(key.domain, key.domain_level)
        first = self.weighting_of(key.weighting) == next(iter(self.weights))
        return replace(key, weighting="") if first else key

    def check_cell(self, domain: str, level: str) -> None:
        if self.parts.place(domain, level) is None:
            known = [f"{c.domain} {c.level}" for c in self.parts.cells if c.shown]
            self.check_name(mark("domain level"), f"{domain} {level}", known)

    def check_name(self, what: str, name: str, known: list[str]) -> None:
        if name not in known:
            facts = {"what": what, "name": name, "known": ", ".join(known)}
            raise TempenError([Fault("EST-03", facts=facts)])


TEST = ("p", "p_adjusted", "significant", "tested", "why")


def change_of(key: Key, row: Mapping[str, Any]) -> Change:
    names = (*SAID, *TEST, *FACTS)
    facts: dict[str, Any] = {n: BLANK.get(n) if row[n] is None else row[n] for n in names}
    reliability = reliability_of(row["status"], row["reasons"])
    return Change(key, row["earlier"], **facts, reliability=reliability)


FACTS = ("family", "n_earlier", "n_later", "both", "method", "comparable", "least_base")
BLANK = {"why": "", "family": "", "method": "", "comparable": "same", "tested": False}


def is_partly_made_up(item: Item) -> bool:
    return item.made_up or bool(item.made_up_parts)


def associate(
    study: Study, one: Pass, wave: str, first: str, second: str, codes: list[Any]
) -> Association:
    """The association with its test, where the study's design allows one."""
    n = int(((codes[0] >= 0) & (codes[1] >= 0)).sum())
    made = test_independence(codes[0], codes[1], one.sample.design)
    if made is None:
        return Association(wave, first, second, n, None, why="no_error")
    items = [study.item(study.variable(v).item) for v in (first, second)]
    why = "open" if one.sample.open else "made_up" if any(map(is_partly_made_up, items)) else ""
    why = why or ("small" if n < study.limits.test_n else "")
    if why:
        return Association(wave, first, second, n, made.v, why=why)
    return Association(
        wave, first, second, n, made.v, made.low, made.high, made.f, made.df1, made.df2,
        made.p, tested=True,
    )  # fmt: skip


def make_changes(
    estimates: Estimates,
    pairs: list[tuple[str, str]],
    weightings: tuple[str, ...],
    *,
    consecutive: bool,
) -> pl.DataFrame:
    """Changes of pairs of waves; consecutive: only of items not asked in between."""
    answered, printed = [], []
    for name in weightings:
        for earlier, later in pairs:
            old, new = (estimates.passes.get((name, wave)) for wave in (earlier, later))
            if old is not None and new is not None:
                answered.append((old, new, compare_all(estimates, old, new, consecutive)))
            else:
                own = estimates.table.filter(pl.col("weighting") == name)
                rows = printed_changes(estimates.study, own, earlier, later)
                printed.append(keep_consecutive(estimates, rows) if consecutive else rows)
    table = changes_table(estimates.study, estimates.parts, answered)
    return pl.concat([table, *(rows.select(CHANGES.names()) for rows in printed)])


def compare_all(estimates: Estimates, old: Pass, new: Pass, consecutive: bool) -> list[Any]:
    """The arrays of all banks for two passes, and which variables to keep."""
    study, parts, engine = estimates.study, estimates.parts, estimates.engine
    shared = match(old.sample, new.sample, estimates.weights[old.sample.weighting])
    made = []
    for first, second in zip(old.results, new.results, strict=True):
        keep: Flags = np.array(
            [
                not consecutive or estimates.wave_before(v.id, new.sample.wave) == old.sample.wave
                for v in first.bank.variables
            ]
        )
        if keep.any():
            arrays = compare(study, parts, old, new, first, second, shared, engine)
            made.append((first, second, arrays, keep))
    return made


def keep_consecutive(estimates: Estimates, rows: pl.DataFrame) -> pl.DataFrame:
    if rows.is_empty():
        return rows
    before = {
        (v, w): estimates.wave_before(v, w) for v, w in rows.select("variable", "wave").iter_rows()
    }
    keep = [before[v, w] == e for v, w, e in rows.select("variable", "wave", "earlier").iter_rows()]
    return rows.filter(pl.Series(keep))
