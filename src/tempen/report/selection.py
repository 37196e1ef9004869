"""What a chart or table is about: its settings settled against the study."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from tempen.errors import Faults
from tempen.locale import mark
from tempen.report.bind import waves_asked
from tempen.report.fences import guess
from tempen.report.nodes import Fence
from tempen.terms.estimate import ALL
from tempen.terms.item import Item, Variable
from tempen.terms.study import Study

YES = "yes"
MEAN = ""  # the level of a mean


@dataclass(frozen=True)
class Thing:
    """A variable at a level: what one bar or one row shows."""

    variable: Variable
    level: str


@dataclass(frozen=True)
class Part:
    """A level of a domain; `all` is everyone."""

    domain: str = ALL
    level: str = ALL


EVERYONE = Part()


@dataclass(frozen=True)
class Selection:
    """levels  chosen by the author, in their order; empty: every level"""

    variables: tuple[Variable, ...]
    levels: tuple[str, ...]
    waves: tuple[str, ...]
    by: tuple[str, ...]
    where: Part
    weighting: str
    filter: str

    @property
    def by_wave(self) -> bool:
        return "wave" in self.by

    @property
    def domains(self) -> tuple[str, ...]:
        return tuple(name for name in self.by if name != "wave")


def select(fence: Fence, study: Study, faults: Faults) -> Selection | None:
    """The selection, or None with its faults told."""
    chooser = Chooser(fence, study, faults)
    variables = chooser.variables()
    made = Selection(
        variables,
        chooser.levels(variables),
        chooser.waves(variables),
        chooser.by(),
        chooser.where(),
        chooser.weighting(),
        chooser.domain("filter", chooser.text("filter")),
    )
    return made if chooser.good and variables else None


@dataclass
class Chooser:
    fence: Fence
    study: Study
    faults: Faults
    good: bool = True

    def unknown(self, code: str, setting: str, name: str, known: Iterable[str], **facts) -> None:
        self.good = False
        ids = list(known)
        facts |= {"name": name, "known": ", ".join(ids) or "–", "guess": guess(name, ids)}
        self.faults.add(code, self.fence.place_of(setting), **facts)

    def text(self, name: str) -> str:
        return str(self.fence.settings.get(name) or "")

    def list(self, one: str, many: str) -> tuple[str, ...]:
        """A setting that may be one name or several."""
        if one != many and {one, many} <= set(self.fence.settings):
            self.good = False
            self.faults.add("REPORT-20", self.fence.place_of(one), one=one, many=many)
        value = self.fence.settings.get(many) or self.fence.settings.get(one) or []
        return tuple(map(str, value)) if isinstance(value, list) else (str(value),)

    def variables(self) -> tuple[Variable, ...]:
        found: list[Variable] = []
        names = self.list("item", "items")
        if not names:
            self.good = False
            self.faults.add("REPORT-13", self.fence.place, block=self.fence.kind, setting="item")
        for name in names:
            found += self.variables_of(name)
        return tuple(found)

    def variables_of(self, name: str) -> list[Variable]:
        own = [v for v in self.study.variables if name in (v.id, v.item)]
        own = [v for v in own if v.scale != "text"]
        if not own:
            shown = [v for v in self.study.variables if v.scale != "text"]
            known = dict.fromkeys(id for v in shown for id in (v.item, v.id))
            setting = "items" if "items" in self.fence.settings else "item"
            open_ended = any(name == v.item for v in self.study.variables)
            self.unknown("REF-40" if open_ended else "REF-04", setting, name, known)
        return own

    def levels(self, variables: tuple[Variable, ...]) -> tuple[str, ...]:
        names = self.list("level", "levels")
        for name in names:
            for variable in variables[:1]:
                known = (*variable.levels, *variable.groups)
                if variable.scale != "rank" and name not in known:
                    setting = "levels" if "levels" in self.fence.settings else "level"
                    self.unknown("REF-05", setting, name, known, item=variable.id)
        return names

    def waves(self, variables: tuple[Variable, ...]) -> tuple[str, ...]:
        """As chosen; by wave every wave that asked, else the latest that did."""
        names = self.list("wave", "waves")
        known = [wave.id for wave in self.study.waves]
        for name in names:
            if name not in known:
                self.unknown("REF-09", "waves", name, known, kind=mark("wave"))
        items = {v.item: self.study.item(v.item) for v in variables}
        asked = [w for w in known if any(w in waves_asked(self.study, i) for i in items.values())]
        if names:
            self.check_asked([name for name in names if name in known], items, asked)
            return tuple(name for name in known if name in names)
        every = "wave" in self.by() or self.text("kind") == "dumbbell"
        return tuple(asked if every else asked[-1:])

    def check_asked(self, waves: list[str], items: Iterable[str], asked: list[str]) -> None:
        """A wave that asked none of the items has nothing to show."""
        for wave in waves if items else ():
            if wave not in asked:
                self.good = False
                there = ", ".join(asked) or "–"
                place = self.fence.place_of("waves" if "waves" in self.fence.settings else "wave")
                self.faults.add("REF-10", place, item=", ".join(items), wave=wave, asked=there)

    def by(self) -> tuple[str, ...]:
        names = self.list("by", "by")
        return tuple(n if n == "wave" else self.domain("by", n) for n in names)

    def domain(self, setting: str, name: str) -> str:
        known = [domain.id for domain in self.study.domains]
        if name and name not in known:
            self.unknown("REF-16", setting, name, known)
        return name

    def where(self) -> Part:
        where = self.fence.settings.get("where")
        for domain, level in where.items() if isinstance(where, dict) else ():
            if self.domain("where", domain) and self.good:
                levels = self.study.domain(domain).levels
                if level not in levels:
                    self.unknown("REF-05", "where", level, levels, item=domain)
                return Part(domain, str(level))
        return EVERYONE

    def weighting(self) -> str:
        name = self.text("weighting")
        known = [weighting.name for weighting in self.study.weightings]
        if name and name not in known:
            self.unknown("REF-09", "weighting", name, known, kind=mark("weighting"))
        return name


def check_wave(fence: Fence, study: Study, faults: Faults) -> None:
    """The wave of a block that stands for a whole wave: it exists, and has what is shown."""
    wave = str(fence.settings.get("wave") or study.latest.id)
    known, place = {one.id: one.status for one in study.waves}, fence.place_of("wave")
    if wave not in known:
        ids, kind = list(known), mark("wave")
        near = guess(wave, ids)
        faults.add("REF-09", place, kind=kind, name=wave, known=", ".join(ids), guess=near)
    elif fence.kind == "response" and known[wave] not in ("open", "closed"):
        faults.add("REF-22", place, call=mark("The response rate"), wave=wave)


def parts_of(study: Study, domain: str) -> tuple[Part, ...]:
    return tuple(Part(domain, level) for level in study.domain(domain).levels)


def levels_shown(study: Study, variable: Variable, waves: Iterable[str]) -> tuple[str, ...]:
    """Levels in their own order: those offered in any of the waves, “not applicable” left out."""
    if variable.scale == "number":
        return (MEAN,)
    if variable.scale == "mark":
        return (YES,)
    item = study.item(variable.item)
    if variable.scale == "rank":
        return tuple(str(i + 1) for i in range(sum(v.item == item.id for v in study.variables)))
    offered = [item.waves[w].levels for w in waves if w in item.waves]
    every = not all(offered)
    known = set().union(*offered) if offered else set()
    return tuple(
        level.id
        for level in item.levels
        if level.kind != "not_applicable" and (every or level.id in known)
    )


def things_of(study: Study, chosen: Selection) -> tuple[Thing, ...]:
    """Every variable at every level that is to be shown, in order."""
    found: list[Thing] = []
    for variable in chosen.variables:
        own = variable.scale in ("mark", "number")
        levels = () if own else chosen.levels
        for level in levels or levels_shown(study, variable, chosen.waves):
            found.append(Thing(variable, level))
    return tuple(found)


def is_aside(item: Item, id: str) -> bool:
    """“Don't know” and “none of these”: they stand last, whatever their size."""
    return any(level.id == id and level.kind != "answer" for level in item.levels)
