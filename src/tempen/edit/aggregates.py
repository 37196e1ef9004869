"""Printed figures of a wave without microdata, and how they were rounded."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from typing import TypeVar

import polars as pl

from tempen.errors import Faults, Place
from tempen.study.validate import hint
from tempen.terms.cases import Account, Aggregates
from tempen.terms.item import Variable
from tempen.terms.study import Study, Wave
from tempen.terms.table import Table

SCHEMA = {
    "wave": pl.String,
    "variable": pl.String,
    "level": pl.String,
    "domain": pl.String,
    "domain_level": pl.String,
    "share": pl.Float64,
    "base": pl.Int64,
    "step": pl.Float64,
}
PRINTED = re.compile(r"^(\d{1,3})(?:[.,](\d{1,6}))?\s*%?$")
Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True)
class Figure:
    """One printed figure. A mark has the level yes; `domain` is None for everyone."""

    place: Place
    variable: Variable
    level: str
    domain: str | None
    domain_level: str | None
    percent: float
    decimals: int
    base: int | None

    @property
    def group(self) -> str:
        return f"{self.domain}={self.domain_level}" if self.domain else "all"


def read_aggregates(study: Study, wave: Wave, table: Table) -> Aggregates:
    """The printed figures of a wave.

    table   `item` (a variable, or a multiple choice whose option stands in `level`), `level` (a
            level or group; for an option yes, or blank), `percent`; optional `domain` and
            `domain_level` (blank: everyone), `base` (blank: not printed)
    returns `share` 0..1; `step`, the rounding of the print: the finest of the variable's figures,
            since spreadsheets drop a last zero
    raises  AGG-01 .. AGG-09, all at once
    """
    faults = Faults()
    check_columns(table, faults)
    faults.stop()
    rows = table.data.iter_rows(named=True)
    places = [table.place(index) for index in range(table.data.height)]
    read = [read_figure(study, wave, row, p, faults) for row, p in zip(rows, places, strict=True)]
    figures = [figure for figure in read if figure is not None]
    check_once(figures, faults)
    check_sums(figures, faults)
    faults.stop()
    account = Account(wave.id, table.file, len(read), len(figures))
    return Aggregates(tabulate(wave, figures), (account,))


def check_columns(table: Table, faults: Faults) -> None:
    for column in ("item", "level", "percent"):
        if column not in table.data.columns:
            known = ", ".join(table.data.columns)
            faults.add("AGG-01", Place(table.file, 1), column=column, known=known)


def read_figure(
    study: Study, wave: Wave, row: dict[str, str | None], place: Place, faults: Faults
) -> Figure | None:
    """One row; None where something in it is wrong."""
    before = len(faults.errors)
    variable = find_variable(study, wave, row["item"] or "", row["level"], place, faults)
    level = find_level(variable, row, place, faults) if variable else ""
    domain, domain_level = find_domain(study, row, place, faults)
    percent, decimals = read_percent(row["percent"], place, faults)
    base = read_base(row.get("base"), place, faults)
    if variable is None or len(faults.errors) > before:
        return None
    return Figure(place, variable, level, domain, domain_level, percent, decimals, base)


def find_variable(
    study: Study, wave: Wave, item: str, level: str | None, place: Place, faults: Faults
) -> Variable | None:
    """The variable by its id, or the option `level` of the multiple choice `item`."""
    known = {variable.id: variable for variable in study.variables}
    found = known.get(item) or known.get(f"{item}.{level}")
    if found is None:
        faults.add("AGG-02", place, item=item, hint=hint(item, list(known)))
    elif not study.item(found.item).asked_in(wave.id):
        faults.add("AGG-09", place, item=found.item, wave=wave.id)
    return found


def find_level(variable: Variable, row: dict[str, str | None], place: Place, faults: Faults) -> str:
    level = row["level"] or ""
    if variable.scale == "mark" and level in ("", variable.part):
        return "yes"
    known = (*variable.levels, *variable.groups)
    if level not in known:
        faults.add("AGG-03", place, item=variable.id, level=level, known=", ".join(known))
    return level


def find_domain(
    study: Study, row: dict[str, str | None], place: Place, faults: Faults
) -> tuple[str | None, str | None]:
    domain, level = row.get("domain"), row.get("domain_level")
    if not domain or domain == "all":
        return None, None
    known = {d.id: d.levels for d in study.domains}
    if level not in known.get(domain, ()):
        listed = ", ".join(f"{id}={one}" for id, levels in known.items() for one in levels)
        faults.add("AGG-07", place, domain=domain, level=level or "", known=listed)
    return domain, level


def read_percent(printed: str | None, place: Place, faults: Faults) -> tuple[float, int]:
    """The number, and with how many decimals it was printed."""
    match = PRINTED.match((printed or "").strip())
    if match is None or float(f"{match[1]}.{match[2] or 0}") > 100:
        faults.add("AGG-04", place, value=printed or "")
        return 0.0, 0
    return float(f"{match[1]}.{match[2] or 0}"), len(match[2] or "")


def read_base(printed: str | None, place: Place, faults: Faults) -> int | None:
    """A count, thousands apart or not; None where it was not printed."""
    digits = re.sub(r"\s", "", printed or "")
    if digits and not digits.isdecimal():
        faults.add("AGG-08", place, value=printed)
        return None
    return int(digits) if digits else None


def group_by(figures: Iterable[Figure], key: Callable[[Figure], Key]) -> dict[Key, list[Figure]]:
    groups: defaultdict[Key, list[Figure]] = defaultdict(list)
    for figure in figures:
        groups[key(figure)].append(figure)
    return groups


def check_once(figures: list[Figure], faults: Faults) -> None:
    """A figure that stands twice would count twice, and perhaps differ."""
    for same in group_by(figures, lambda f: (f.variable.id, f.level, f.group)).values():
        if len(same) > 1:
            rows = ", ".join(str(figure.place.line) for figure in same)
            one = same[1]
            item, level, group = one.variable.id, one.level, one.group
            faults.add("AGG-06", one.place, item=item, level=level, group=group, rows=rows)


def check_sums(figures: list[Figure], faults: Faults) -> None:
    """Levels of one distribution sum to 100 at most; each may be half a step too high."""
    single = [f for f in figures if f.variable.scale == "levels" and f.level in f.variable.levels]
    for levels in group_by(single, lambda f: (f.variable.id, f.group)).values():
        total = sum(figure.percent for figure in levels)
        allowed = 100 + sum(10.0**-figure.decimals for figure in levels) / 2
        if total > allowed + 1e-9:
            last = levels[-1]
            item, group = last.variable.id, last.group
            faults.add("AGG-05", last.place, item=item, group=group, total=f"{total:g}")


def tabulate(wave: Wave, figures: list[Figure]) -> pl.DataFrame:
    finest: defaultdict[str, int] = defaultdict(int)
    for figure in figures:
        finest[figure.variable.id] = max(finest[figure.variable.id], figure.decimals)
    rows = [
        (
            wave.id,
            figure.variable.id,
            figure.level,
            figure.domain,
            figure.domain_level,
            round(figure.percent / 100, 10),
            figure.base,
            10.0 ** -(finest[figure.variable.id] + 2),
        )
        for figure in figures
    ]
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")
