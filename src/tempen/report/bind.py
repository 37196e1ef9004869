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


SHARE = Takes(("variable", "level"), STATISTIC, domains=True)
CHANGE = Takes(("variable", "level"), (*STATISTIC, "earlier"), domains=True)
RATE = Takes((), ("wave", "decimals"), domains=True)
RANGE = Takes(("variable", "level"), (*STATISTIC, "differ"), domains=True)
TOP = Takes(("item", "rank"), (*STATISTIC, "level"), domains=True)

TAKES: dict[str, Takes] = {
    "share": SHARE,
    "count": SHARE,
    "base": Takes(("variable",), STATISTIC, domains=True),
    "share_of_base": SHARE,
    "about": SHARE,
    "mean": Takes(("variable",), STATISTIC, domains=True),
    "interval": SHARE,
    "sensitivity": Takes(RANGE.order, ("wave", "decimals", "differ", "form"), domains=True),
    "change": CHANGE,
    "signed_change": CHANGE,
    "change_word": CHANGE,
    "change_range": CHANGE,
    "least_base": CHANGE,
    "difference": Takes(("variable", "level"), (*STATISTIC, "than"), domains=True),
    "association": Takes(("variable", "other"), ("wave", "decimals")),
    "answered": RATE,
    "invited": RATE,
    "response_rate": RATE,
    "top": Takes(TOP.order, (*TOP.named, "form"), domains=True),
    "top_share": TOP,
    "label": Takes(("item", "option"), ("form",)),
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
KINDS = mark({"wave": "wave", "earlier": "wave", "weighting": "weighting", "form": "form"})
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
)


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
    if b.good and "earlier" in takes.named:
        bind_earlier(b)
    if b.good:
        check_statistic(b)
    return Request(call.name, call, **b.found) if b.good else None  # pyright: ignore


def check_number(b: Binding, takes: Takes) -> bool:
    if len(b.call.args) == len(takes.order):
        return True
    if takes.order[-1:] == ("option",) and b.call.name == "label" and len(b.call.args) == 1:
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


BINDERS = {
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
    for name, value in b.call.named.items():
        if name in takes.named:
            bind_keyword(b, name, value)
        elif name not in domains:
            b.unknown("REF-07", name, (*takes.named, *domains), reference=b.call.name)
        elif "domain" in b.found:
            b.fault("REF-08", first=b.found["domain"], second=name)
        elif str(value) not in domains[name].levels:
            b.unknown("REF-05", value, domains[name].levels, item=name)
        else:
            b.found |= {"domain": name, "domain_level": str(value)}


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
    elif name == "weighting":
        known = [weighting.name for weighting in b.study.weightings]
    else:  # a level of something that is not settled yet
        b.found["level" if name == "level" else "than"] = text
        return
    if text not in known:
        b.unknown("REF-09", text, known, kind=Words(KINDS[name]))
    b.found[name] = text


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
    if b.call.name == "difference" or "than" in b.found:
        check_difference(b)


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
