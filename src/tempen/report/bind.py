"""Check a reference against the study and settle what it asks for, before any data are seen."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from tempen.errors import Faults, Place
from tempen.locale import Words, mark
from tempen.report.calls import Call, Scalar
from tempen.report.fences import guess
from tempen.terms.estimate import ALL
from tempen.terms.item import Item, Variable
from tempen.terms.study import Study

STATISTIC = ("wave", "weighting", "decimals")


@dataclass(frozen=True)
class Takes:
    """The arguments of a reference.

    order  what stands first, by place: variable, level, item, other, rank, option, id
    named  keywords beside the study's domains
    """

    order: tuple[str, ...]
    named: tuple[str, ...] = ()
    domains: bool = False
    least: int | None = None  # arguments by place that must be there; None: all
    compares: bool = False  # with the wave before, unless `earlier` says with which

    def lacks(self, given: int) -> bool:
        least = len(self.order) if self.least is None else self.least
        return not least <= given <= len(self.order)


SHARE = Takes(("variable", "level"), STATISTIC, domains=True)
CHANGE = Takes(("variable", "level"), (*STATISTIC, "earlier"), domains=True, compares=True)
COMPARED = (*STATISTIC, "than", "earlier", "show")
NUMBER = Takes(("variable",), COMPARED, domains=True)
LEVELLED = Takes(("variable", "level"), COMPARED, domains=True, least=1)
GAP = Takes(("variable", "level"), COMPARED, domains=True, least=1, compares=True)
TREND = Takes(("variable", "level"), (*STATISTIC, "show"), domains=True, least=1)
RATE = Takes((), ("wave", "decimals"), domains=True)
RANGE = Takes(("variable", "level"), (*STATISTIC, "differ"), domains=True)
TOP = Takes(("item", "rank"), (*STATISTIC, "level"), domains=True)

TAKES: dict[str, Takes] = {
    "share": SHARE,
    "count": SHARE,
    "base": Takes(("variable",), STATISTIC, domains=True),
    "share_of_base": SHARE,
    "about": SHARE,
    "mean": NUMBER,
    "net": Takes(("variable",), (*COMPARED, "plus", "minus"), domains=True),
    "median": NUMBER,
    "quantile": Takes(("variable", "p"), COMPARED, domains=True),
    "total": LEVELLED,
    "ratio": Takes(("variable", "other"), COMPARED, domains=True),
    "index": Takes(("index",), COMPARED, domains=True),
    "alpha": Takes(("index",), (*STATISTIC, "show"), domains=True),
    "interval": SHARE,
    "sensitivity": Takes(RANGE.order, ("wave", "decimals", "differ", "form"), domains=True),
    "change": CHANGE,
    "signed_change": CHANGE,
    "change_word": CHANGE,
    "change_range": CHANGE,
    "least_base": CHANGE,
    "smallest_change": Takes(("variable", "level"), CHANGE.named, True, 1, True),
    "gap_change": GAP,
    "gap_word": GAP,
    "battery_change": Takes(("row_item", "level"), (*CHANGE.named, "show"), True, compares=True),
    "trend": TREND,
    "trend_word": TREND,
    "transition": Takes(
        ("variable", "level", "to"), (*STATISTIC, "earlier", "show"), True, compares=True
    ),
    "odds_ratio": Takes(
        ("variable", "level", "other", "other_level"), (*STATISTIC, "adjust", "show")
    ),
    "difference": Takes(("variable", "level"), (*STATISTIC, "than"), domains=True),
    "association": Takes(("variable", "other"), ("wave", "decimals")),
    "answered": RATE,
    "invited": RATE,
    "response_rate": RATE,
    "top": Takes(TOP.order, (*TOP.named, "form"), domains=True),
    "top_share": TOP,
    "label": Takes(("item", "option"), ("form",), least=1),
    "question": Takes(("variable",), ("wave",)),
    "figure": Takes(("id",)),
    "table": Takes(("id",)),
    # for conditions only
    "lower": RANGE,
    "upper": RANGE,
    "is_top": Takes(("item", "option"), (*STATISTIC, "level"), domains=True),
    "rate": Takes((), ("wave", "than"), domains=True),
}
CONDITIONS_ONLY = ("lower", "upper", "is_top", "rate")
KINDS = mark(
    {
        "wave": "wave",
        "earlier": "wave",
        "weighting": "weighting",
        "form": "form",
        "show": "thing to show",
    }
)
NOT_IN_CONDITIONS = (
    "figure",
    "table",
    "label",
    "question",
    "top",
    "about",
    "interval",
    "sensitivity",
    "change_word",
    "change_range",
    "share_of_base",
    "gap_word",
    "trend_word",
)
SHOW = ("interval", "low", "high", "n", "base", "effective", "signed")


@dataclass(frozen=True)
class Request:
    """A reference whose names are all known; `level` is "" where none is asked for."""

    name: str
    call: Call
    wave: str
    variable: Variable | None = None
    level: str = ""
    item: Item | None = None
    option: str = ""
    other: str = ""
    other_level: str = ""
    to: str = ""
    plus: str = ""
    minus: str = ""
    p: float = 0.5
    adjusted: tuple[str, ...] = ()
    show: str = ""
    rank: int = 1
    id: str = ""
    earlier: str = ""
    than: str = ""
    domain: str = ALL
    domain_level: str = ALL
    weighting: str = ""
    form: str = ""
    decimals: int | None = None
    differ: float | None = None  # percentage points

    @property
    def place(self) -> Place:
        return self.call.place

    @property
    def address(self) -> tuple[str, str, str, str, str, str]:
        assert self.variable
        rest = (self.wave, self.domain, self.domain_level, self.weighting)
        return (self.variable.id, self.level, *rest)


@dataclass
class Binding:
    """One call as it is being settled; faults stop it."""

    call: Call
    study: Study
    faults: Faults
    found: dict[str, object] = field(default_factory=dict)
    good: bool = True

    def fault(self, code: str, **facts: Any) -> None:
        self.good = False
        self.faults.add(code, self.call.place, **facts)

    def unknown(self, code: str, name: object, known: Iterable[str], **facts: Any) -> None:
        ids = list(known)
        shown = ", ".join(ids) or "–"
        self.fault(code, name=name, known=shown, guess=guess(str(name), ids), **facts)


def bind(call: Call, study: Study, faults: Faults) -> Request | None:
    """The request that a call makes, or None with its faults told."""
    b = Binding(call, study, faults)
    takes = TAKES.get(call.name)
    if takes is None:
        b.unknown("REF-02", call.name, TAKES)
        return None
    if not check_number(b, takes):
        return None
    arguments = dict(zip(takes.order, call.args, strict=False))
    bind_named(b, takes)
    for kind in arguments:
        if b.good:
            BINDERS[kind](b, arguments[kind])
    if b.good:
        bind_wave(b)
    if b.good and (takes.compares or "earlier" in b.found):
        bind_earlier(b)
    if b.good:
        check_statistic(b)
    return Request(call.name, call, **b.found) if b.good else None  # pyright: ignore


def check_number(b: Binding, takes: Takes) -> bool:
    if not takes.lacks(len(b.call.args)):
        return True
    wanted = ", ".join(takes.order) or "–"
    b.fault("REF-03", name=b.call.name, given=len(b.call.args), wanted=wanted)
    return False


# --- by place ---------------------------------------------------------------------------------


def bind_variable(b: Binding, value: Scalar) -> None:
    """A variable; or an item whose options are variables, once the level names the option."""
    known = {variable.id: variable for variable in b.study.variables}
    name = str(value)
    if name in known:
        b.found["variable"] = known[name]
        return
    parts = [id for id in known if id.startswith(name + ".")]
    marks = [id for id in parts if known[id].scale == "mark"]
    if parts and (marks or "level" not in TAKES[b.call.name].order):
        b.found["variable"] = known[(marks or parts)[0]]
        b.found["item"] = b.study.item(known[parts[0]].item)
        return
    b.unknown("REF-04", name, parts or list(dict.fromkeys((*items_of(b.study), *known))))


def bind_level(b: Binding, value: Scalar) -> None:
    variable, level = b.found["variable"], level_name(value)
    assert isinstance(variable, Variable)
    if b.found.pop("item", None):
        options = {v.part: v for v in b.study.variables if v.item == variable.item}
        if level not in options:
            b.unknown("REF-05", level, (str(id) for id in options), item=variable.item)
            return
        variable, level = options[level], "yes"
        b.found["variable"] = variable
    elif variable.scale != "rank" and level not in (*variable.levels, *variable.groups):
        known = (*variable.levels, *variable.groups)
        b.unknown("REF-05", level, known, item=variable.id)
    b.found["level"] = level


def level_name(value: Scalar) -> str:
    return value if isinstance(value, str) else f"{value:g}"


def bind_item(b: Binding, value: Scalar) -> None:
    items = {item.id: item for item in b.study.items}
    if str(value) in items:
        b.found["item"] = items[str(value)]
    else:
        b.unknown("REF-04", value, items)


def bind_other(b: Binding, value: Scalar) -> None:
    known = [variable.id for variable in b.study.variables]
    if str(value) in known:
        b.found["other"] = str(value)
    else:
        b.unknown("REF-04", value, known)


def bind_option(b: Binding, value: Scalar) -> None:
    item = b.found["item"]
    assert isinstance(item, Item)
    known = (*(level.id for level in item.levels), *item.rows, *item.groups)
    if level_name(value) in known:
        b.found["option"] = level_name(value)
    else:
        b.unknown("REF-05", value, known, item=item.id)


def bind_rank(b: Binding, value: Scalar) -> None:
    if isinstance(value, float) and value >= 1 and value == int(value):
        b.found["rank"] = int(value)
    else:
        b.fault("REF-06", value=level_name(value))


def bind_id(b: Binding, value: Scalar) -> None:
    b.found["id"] = str(value)


def bind_index(b: Binding, value: Scalar) -> None:
    known = {index.id for index in b.study.indices}
    if str(value) in known:
        b.found["variable"] = b.study.variable(str(value))
    else:
        ids = [index.id for index in b.study.indices]
        b.unknown("REF-32", value, ids)


def bind_row_item(b: Binding, value: Scalar) -> None:
    """An item of several rows, by its first: they have their levels alike."""
    bind_item(b, value)
    item = b.found.pop("item", None)
    if isinstance(item, Item):
        b.found["variable"] = next(v for v in b.study.variables if v.item == item.id)


def bind_other_level(b: Binding, value: Scalar) -> None:
    bind_level_of(b, "other_level", b.study.variable(str(b.found["other"])), value)


def bind_to(b: Binding, value: Scalar) -> None:
    variable = b.found["variable"]
    assert isinstance(variable, Variable)
    bind_level_of(b, "to", variable, value)


def bind_level_of(b: Binding, name: str, variable: Variable, value: Scalar) -> None:
    known = (*variable.levels, *variable.groups)
    if level_name(value) in known:
        b.found[name] = level_name(value)
    else:
        b.unknown("REF-05", value, known, item=variable.id)


def bind_p(b: Binding, value: Scalar) -> None:
    if isinstance(value, float) and 0 < value < 1:
        b.found["p"] = value
    else:
        b.fault("REF-34", value=level_name(value))


BINDERS = {
    "index": bind_index,
    "row_item": bind_row_item,
    "other_level": bind_other_level,
    "to": bind_to,
    "p": bind_p,
    "variable": bind_variable,
    "level": bind_level,
    "item": bind_item,
    "other": bind_other,
    "option": bind_option,
    "rank": bind_rank,
    "id": bind_id,
}

# --- by name ----------------------------------------------------------------------------------


def bind_named(b: Binding, takes: Takes) -> None:
    domains = {domain.id: domain for domain in b.study.domains} if takes.domains else {}
    places: dict[str, str] = {}
    for name, value in b.call.named.items():
        if name in takes.named:
            bind_keyword(b, name, value)
        elif name not in domains:
            b.unknown("REF-07", name, (*takes.named, *domains), reference=b.call.name)
        elif str(value) not in domains[name].levels:
            b.unknown("REF-05", value, domains[name].levels, item=name)
        else:
            places[name] = str(value)
    if b.good and len(places) > 1:
        bind_crossing(b, places)
    elif b.good and places:
        [(name, level)] = places.items()
        b.found |= {"domain": name, "domain_level": level}


def bind_crossing(b: Binding, places: dict[str, str]) -> None:
    """Several domains at once: the study's own domain that crosses them, whatever the order."""
    for domain in b.study.domains:
        parts = [part.id for part in domain.parts]
        if len(parts) == len(places) and set(parts) == set(places):
            level = "/".join(places[part] for part in parts)
            if level not in domain.levels:
                b.unknown("REF-05", level, domain.levels, item=domain.id)
            b.found |= {"domain": domain.id, "domain_level": level}
            return
    b.fault("REF-08", domains=", ".join(places))


def bind_keyword(b: Binding, name: str, value: Scalar) -> None:
    if name == "decimals":
        if value not in (0, 1, 2):
            b.fault("REF-06", value=level_name(value))
        else:
            b.found[name] = int(value)
        return
    if name == "differ":
        if isinstance(value, float) and 0 < value <= 100:
            b.found[name] = value
        else:
            b.fault("REF-06", value=level_name(value))
        return
    text = level_name(value)
    known: Iterable[str] = ()
    if name in ("wave", "earlier"):
        known = [wave.id for wave in b.study.waves]
    elif name == "form":
        known = ("short",) if b.call.name == "sensitivity" else ("lower",)
    elif name == "show":
        known = SHOW
    elif name == "adjust":
        bind_adjusted(b, text)
        return
    elif name == "weighting":
        known = [weighting.name for weighting in b.study.weightings]
    else:  # a level of something that is not settled yet
        b.found[name] = text
        return
    if text not in known:
        b.unknown("REF-09", text, known, kind=Words(KINDS[name]))
    b.found[name] = text


def bind_adjusted(b: Binding, text: str) -> None:
    """Domains in a row, as "sector, size"; “none” for an odds ratio as it is."""
    known = [domain.id for domain in b.study.domains]
    names = [] if text == "none" else [name.strip() for name in text.split(",")]
    for name in names:
        if name not in known:
            b.unknown("REF-16", name, known)
    b.found["adjusted"] = tuple(names)


def bind_wave(b: Binding) -> None:
    wave = b.found.setdefault("wave", b.study.latest.id)
    item = item_of(b)
    if item and b.call.name not in ("label", "question") and not item.asked_in(str(wave)):
        asked = ", ".join(waves_asked(b.study, item)) or "–"
        b.fault("REF-10", item=item.id, wave=wave, asked=asked)


def bind_earlier(b: Binding) -> None:
    """The wave to compare with: the last before in which the item was asked."""
    item = item_of(b)
    assert item
    wave = str(b.found["wave"])
    asked = waves_asked(b.study, item)
    if "earlier" not in b.found:
        before = asked[: asked.index(wave)]
        if not before:
            b.fault("REF-11", item=item.id, wave=wave)
            return
        b.found["earlier"] = before[-1]
    if b.found["earlier"] not in asked:
        b.fault("REF-10", item=item.id, wave=b.found["earlier"], asked=", ".join(asked) or "–")


def item_of(b: Binding) -> Item | None:
    variable = b.found.get("variable")
    if isinstance(variable, Variable):
        return b.study.item(variable.item)
    item = b.found.get("item")
    return item if isinstance(item, Item) else None


def waves_asked(study: Study, item: Item) -> list[str]:
    """Waves with answers or printed figures in which the item was asked."""
    there = [wave for wave in study.waves if wave.status != "planned"]
    return [wave.id for wave in there if item.asked_in(wave.id)]


def check_statistic(b: Binding) -> None:
    """What only one kind of item has: means of numbers and scores, a domain to compare in."""
    variable = b.found.get("variable")
    if b.call.name == "mean" and isinstance(variable, Variable):
        scored = any(score is not None for score in variable.scores)
        if variable.scale not in ("number", "rank") and not scored:
            b.fault("REF-12", item=variable.id)
    if isinstance(variable, Variable):
        check_measure(b, variable)
    if b.call.name in ("difference", "gap_change", "gap_word") or "than" in b.found:
        check_difference(b)


NUMBERS = ("median", "quantile", "ratio")
LEVEL_OR_NUMBER = ("total", "gap_change", "gap_word", "trend", "trend_word", "smallest_change")


def check_measure(b: Binding, variable: Variable) -> None:
    """What only numbers have, or only levels."""
    name, call, number = b.call.name, b.call.text, variable.scale == "number"
    if name in NUMBERS and not number:
        b.fault("REF-31", call=call, item=variable.id)
    if name == "ratio" and b.study.variable(str(b.found["other"])).scale != "number":
        b.fault("REF-31", call=call, item=b.found["other"])
    if name in LEVEL_OR_NUMBER and not number and "level" not in b.found:
        b.fault("REF-38", call=call, item=variable.id)
    if name == "net":
        check_net(b, variable)
    if name == "odds_ratio" and "adjusted" not in b.found:
        b.found["adjusted"] = weighting_domains(b)


def check_net(b: Binding, variable: Variable) -> None:
    """Both sides named, or a scale with two poles whose levels have points."""
    item = b.study.item(variable.item)
    sides = [name for name in ("plus", "minus") if name in b.found]
    for name in sides:
        bind_level_of(b, name, variable, str(b.found[name]))
    scored = any(score is not None for score in variable.scores)
    if len(sides) == 1 or (not sides and not (item.diverging and scored)):
        b.fault("REF-30", item=variable.id)


def weighting_domains(b: Binding) -> tuple[str, ...]:
    """What an odds ratio holds alike if it is not said: the domains that the weights go by."""
    columns = b.study.weightings[0].groups or b.study.stratum
    return tuple(d.id for d in b.study.domains if d.source == "frame" and d.column in columns)


def check_difference(b: Binding) -> None:
    domain = b.found.get("domain")
    if domain is None:
        b.fault("REF-13")
        return
    than = b.found.setdefault("than", "rest")
    levels = b.study.domain(str(domain)).levels
    if than not in (*levels, "rest"):
        b.unknown("REF-05", than, (*levels, "rest"), item=str(domain))


def items_of(study: Study) -> list[str]:
    return [item.id for item in study.items]
