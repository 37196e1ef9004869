"""The study as written down once: waves, domains, items, texts and rules."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from tempen.errors import Place
from tempen.terms.item import Comparable, Item, Variable

DesignKind = Literal["census", "sample", "open"]
Status = Literal["planned", "open", "closed", "aggregates"]
Unlinked = Literal["keep", "fault"]
Resolve = Literal["last", "first", "most_complete", "fault"]
WeightMethod = Literal["none", "groups", "base", "rake", "calibrate"]
RuleAction = Literal["tell", "skip", "set_aside"]
Distance = Literal["linear", "raking", "logit"]
Adjust = Literal["benjamini_hochberg", "holm"]
Audience = Literal["everyone", "not_started", "started", "unanswered"]


@dataclass(frozen=True)
class Wave:
    """One round. `answers` and `frame` are paths inside the study folder, or absolute."""

    id: str
    status: Status
    place: Place
    opens: datetime.date | None = None
    closes: datetime.date | None = None
    frame: str | None = None
    answers: str | None = None
    reference: str | None = None  # free text key: what the wave says about itself
    unit_column: str = "unit"
    submitted_column: str | None = None
    constants: Mapping[str, Any] = field(default_factory=dict)  # column -> value of every row
    unlinked: Unlinked = "fault"  # a row without a unit: a case of unknown sector, or a fault
    comparable: Comparable = "same"  # of its items with the wave before, where they say nothing
    format: Mapping[str, str] = field(default_factory=dict)  # separator, encoding, decimal, sheet


@dataclass(frozen=True)
class Domain:
    """A way to split units into subpopulations: a frame column, an item, or a crossing.

    levels  in their own order; for an item, its level and group ids; of a crossing one for every
            combination, as "region/large"
    column  the frame column, or the id of the item's variable
    parts   of a crossing: the domains that it crosses
    """

    id: str
    source: Literal["frame", "item", "crossing"]
    levels: tuple[str, ...]
    made_up: bool = False
    column: str = ""
    parts: tuple[Domain, ...] = ()

    @property
    def of_frame(self) -> bool:
        """Whether it splits the frame: its units are known, and few by nature."""
        return all(part.of_frame for part in self.parts) if self.parts else self.source == "frame"

    @property
    def items(self) -> tuple[str, ...]:
        """The variables whose answers split it."""
        own = (self.column or self.id,) if self.source == "item" else ()
        return own + tuple(item for part in self.parts for item in part.items)


@dataclass(frozen=True)
class Weighting:
    """How weights are made for `name`; the first of a study is what the report prints.

    margins  frame columns, or crossings of them ("sector/size"), whose counts weights meet
    sums     numeric frame columns whose sums weights meet (`calibrate`)
    totals   wave -> margin -> level -> count, or wave -> sum -> number, where not the frame's
    bounds   least and largest ratio of a weight to its base weight (`calibrate`)
    trim     least and largest weight, in mean weights of the wave
    """

    name: str
    method: WeightMethod
    groups: tuple[str, ...] = ()  # response homogeneity groups: frame columns
    collapse: Mapping[str, str] = field(default_factory=dict)  # "agency/small" -> "agency"
    least: int = 5  # answers a group must have
    unknown: Literal["own_group", "spread"] = "own_group"
    margins: tuple[str, ...] = ()
    sums: tuple[str, ...] = ()
    totals: Mapping[str, Mapping[str, Mapping[str, float] | float]] = field(default_factory=dict)
    distance: Distance = "linear"
    bounds: tuple[float, float] | None = None
    trim: tuple[float, float] | None = None
    size: str = ""
    of: Mapping[str, str] = field(default_factory=dict)

    @property
    def adjusted(self) -> bool:
        """Whether the weights are fitted to margins."""
        return self.method in ("rake", "calibrate")

    @property
    def columns(self) -> tuple[str, ...]:
        """The frame columns of the margins and sums, each once."""
        parts = (part for margin in self.margins for part in margin.split("/"))
        return tuple(dict.fromkeys([*parts, *self.sums])) if self.adjusted else ()


@dataclass(frozen=True)
class Index:
    """A number made of answers: each case's mean of the points of several variables.

    members  variables of levels or numbers
    points   level -> its point, where it is not the items' own `scores`
    reverse  members whose scale is turned: what was highest counts as lowest
    least    the members that a case must have answered; by default all
    """

    id: str
    members: tuple[str, ...]
    points: Mapping[str, float] = field(default_factory=dict)
    reverse: tuple[str, ...] = ()
    least: int = 0
    decimals: int = 1


@dataclass(frozen=True)
class Limits:
    """Reliability after NCHS, and the least a group must have to be shown or tested."""

    n_eff: float = 30
    width: float = 0.30
    narrow: float = 0.05
    relative: float = 1.30
    df: int = 8
    test_n: int = 20
    disclose_n: int = 3


@dataclass(frozen=True)
class Disclosure:
    """What may not leave the house, by the study's statement.

    least         answers that a group must have; None: the limits' `disclose_n`
    protect       items whose small counts within large groups are secret as well
    public        items whose answers are public documents: nothing of them is held back
    whole_groups  of protected items, a group in which all gave the same answer is held back
    dominance     (n, share): a mean of numbers is held back where n units make more of it
    p_percent     ... where the second largest can reckon the largest nearer than p per cent
    """

    least: int | None = None
    protect: tuple[str, ...] = ()
    public: tuple[str, ...] = ()
    whole_groups: bool = False
    dominance: tuple[int, float] | None = None
    p_percent: float | None = None


@dataclass(frozen=True)
class Rule:
    """What must hold within a response: where `condition` is true, `then` must not be false.

    condition  "" everyone
    say        a key of the texts: the rule as a respondent reads it; "" none
    action     what becomes of a response that fails: it is told of; its answers to the items of
               `then` count as skipped; it is set aside
    """

    id: str
    condition: str
    then: str
    say: str = ""
    action: RuleAction = "tell"


@dataclass(frozen=True)
class MailStep:
    """A mail of the fieldwork: sent once to each unit of its audience, `day` days after the wave
    opened. Nobody who has answered or declined is ever in an audience."""

    id: str
    day: int
    to: Audience


@dataclass(frozen=True)
class Fieldwork:
    """How a wave is asked for answers.

    target       the response rate that is aimed at (0..1), and per frame domain and level
    minutes      what answering takes, as the first page says; None: not said
    last_answers  factual items show the last wave's answer, to be confirmed
    erase_after  days after closing when names, addresses and links are erased; None: never
    """

    mail: tuple[MailStep, ...] = (
        MailStep("invitation", 0, "everyone"),
        MailStep("reminder", 10, "not_started"),
        MailStep("finish", 10, "started"),
        MailStep("last_call", 21, "unanswered"),
    )
    target: float | None = None
    targets: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    minutes: int | None = None
    last_answers: bool = False
    erase_after: int | None = 365


@dataclass(frozen=True)
class Texts:
    """Every study text of one language, by dotted key, e.g. `items.strategy.question`."""

    lang: str
    by_key: Mapping[str, str]

    def get(self, key: str, default: str = "") -> str:
        return self.by_key.get(key, default)


@dataclass(frozen=True)
class OutsideFact:
    """A figure of others, with its source: the only typed numbers a report may hold."""

    id: str
    source: Mapping[str, str]  # language -> who, where, when
    link: str = ""


@dataclass(frozen=True)
class Study:
    """A study folder, loaded and checked: nothing in it refers to what is not there."""

    id: str
    folder: Path
    languages: tuple[str, ...]
    design: DesignKind
    waves: tuple[Wave, ...]
    sections: tuple[str, ...]
    items: tuple[Item, ...]
    variables: tuple[Variable, ...]
    domains: tuple[Domain, ...]
    weightings: tuple[Weighting, ...]
    texts: Mapping[str, Texts]
    outside: Mapping[str, OutsideFact] = field(default_factory=dict)
    limits: Limits = Limits()
    disclosure: Disclosure = Disclosure()
    rules: tuple[Rule, ...] = ()
    resolve: Resolve = "last"
    stratum: tuple[str, ...] = ("sector",)  # frame columns of the design's strata
    stamp: bool = False  # texts `stamp` stands on every page and export
    fictitious: bool = False  # every unit of every frame is invented
    families: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    indices: tuple[Index, ...] = ()
    adjust: Adjust = "benjamini_hochberg"  # of p-values, within families
    publisher: str = ""  # a key of the texts
    date: datetime.date | None = None  # of the report
    fieldwork: Fieldwork = Fieldwork()

    def wave(self, id: str) -> Wave:
        return next(wave for wave in self.waves if wave.id == id)

    def item(self, id: str) -> Item:
        return next(item for item in self.items if item.id == id)

    def variable(self, id: str) -> Variable:
        return next(variable for variable in self.variables if variable.id == id)

    def index(self, id: str) -> Index:
        return next(index for index in self.indices if index.id == id)

    def domain(self, id: str) -> Domain:
        return next(domain for domain in self.domains if domain.id == id)

    @property
    def latest(self) -> Wave:
        """The wave the report is about: the last that has answers, else the last that there is."""
        asked = [wave for wave in self.waves if wave.status in ("open", "closed")]
        answered = [wave for wave in asked if wave.status == "closed" or wave.answers]
        return (answered or asked or self.waves)[-1]
