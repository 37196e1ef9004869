"""What study.yaml and questionnaire.yaml may hold: the one definition of the format.

The JSON Schemas that editors use are made from these models, so a key is described here once.
"""

from __future__ import annotations

import datetime
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints
from pydantic.json_schema import WithJsonSchema

from tempen.items.keys import ID, Code, Flag, Free, Id, Keys, Name, Word
from tempen.terms.item import Comparable
from tempen.terms.study import (
    Adjust,
    Audience,
    DesignKind,
    Distance,
    Resolve,
    RuleAction,
    Status,
    Unlinked,
    WeightMethod,
)

Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]+)*$")]
Count = Annotated[float, Field(ge=0)]
Share = Annotated[float, Field(ge=0, le=1)]
LevelId = Annotated[  # of a domain; of a crossing one part by part, as region/large
    str,
    StringConstraints(pattern=rf"{ID[:-1]}(/{ID[1:-1]})*$", max_length=130),
    WithJsonSchema({"anyOf": [{"type": "string"}, {"type": "integer"}]}),
]
VariableId = Annotated[  # an item, or item.row
    str, StringConstraints(pattern=r"^[A-Za-z][A-Za-z0-9_-]*(\.[A-Za-z0-9][A-Za-z0-9_-]*)?$")
]


class FormatKeys(Keys):
    """How a file of answers is written; what is left out is found out from the file."""

    separator: str | None = Field(None, min_length=1, max_length=1, description="Of a CSV file.")
    encoding: Word | None = Field(None, description="Of a CSV file, e.g. utf-8 or cp1252.")
    decimal: Literal[",", "."] | None = Field(None, description="The decimal sign.")
    sheet: Word | None = Field(None, description="The sheet of a workbook.")


class WaveKeys(Keys):
    """One round of the survey."""

    id: Id = Field(description="The wave's id, e.g. 2023.")
    status: Status = Field(
        description="planned, open, closed, or aggregates where only printed figures exist."
    )
    opens: datetime.date | None = Field(None, description="First day of fieldwork.")
    closes: datetime.date | None = Field(None, description="Last day of fieldwork.")
    frame: Word | None = Field(None, description="The file of the units.")
    answers: Word | None = Field(None, description="The file of the answers or printed figures.")
    unit: Word = Field("unit", description="The column of the answers that names the unit.")
    submitted: Word | None = Field(
        None,
        description="The column that says when an answer came in: it orders several rows of one "
        "unit, and tells early answers from late ones.",
    )
    unlinked: Unlinked = Field(
        "fault", description="A row without a unit: keep it as of unknown sector, or a fault."
    )
    comparable: Comparable = Field(
        "same", description="Of its items with the wave before, where an item says nothing else."
    )
    constants: dict[str, Free] = Field(
        default_factory=dict, description="Column: a value that every row has."
    )
    format: FormatKeys = Field(
        FormatKeys.model_construct(), description="How the file of answers is written."
    )
    reference: Name | None = Field(
        None, description="A key of texts: what the wave says of itself."
    )


class DomainKeys(Keys):
    """A way to split units into groups that are reported."""

    id: Name
    item: VariableId | None = Field(None, description="The item that splits, if not the frame.")
    column: Word | None = Field(None, description="The frame column, if not the id.")
    cross: list[Name] = Field(
        default_factory=list,
        description="Other domains whose combinations are the levels, e.g. [sector, size].",
    )
    levels: list[LevelId] = Field(
        default_factory=list,
        description="The levels, in the order shown; of a crossing all combinations, or those that "
        "are given, e.g. region/large.",
    )
    made_up: Flag = Field(False, description="Invented for a replica: stamped, never tested.")


class WeightingKeys(Keys):
    """How weights are made; the first is what the report prints."""

    name: Name
    method: WeightMethod = Field(
        description="none, groups (response groups), base (design), rake (to margins) or "
        "calibrate (to margins and sums, with bounds)."
    )
    groups: list[Name] = Field(
        default_factory=list,
        description="Domains of the frame: the response groups, before any margins.",
    )
    collapse: dict[str, Word] = Field(
        default_factory=dict, description="A small response group: the group that it joins."
    )
    least: int = Field(5, ge=1, description="The answers that a response group must have.")
    unknown: Literal["own_group", "spread"] = Field(
        "own_group", description="Answers of unknown sector: a group of their own, or spread."
    )
    margins: list[Word] = Field(
        default_factory=list,
        description="Domains of the frame, or crossings such as sector/size, whose counts the "
        "weights add up to.",
    )
    sums: list[Name] = Field(
        default_factory=list,
        description="Numeric columns of the frame whose sums the weights add up to (calibrate).",
    )
    totals: dict[Id, dict[Word, dict[Word, Count] | Count]] = Field(
        default_factory=dict,
        description="Wave: margin: level: how many there are; or wave: sum: the sum. What is not "
        "given is counted in the frame.",
    )
    distance: Distance = Field(
        "linear", description="How calibrate reckons nearness: linear, raking, or logit."
    )
    bounds: tuple[float, float] | None = Field(
        None,
        description="Least and largest ratio of a weight to its base weight, e.g. [0.3, 3].",
    )
    trim: tuple[Count, Count] | None = Field(
        None, description="Least and largest weight, in mean weights of the wave, e.g. [0.2, 5]."
    )
    size: Name | None = Field(
        None,
        description="A numeric column of the frame, e.g. inhabitants: shares are then of what the "
        "units hold.",
    )
    of: dict[Language, Word] = Field(
        default_factory=dict, description="What `size` counts, per language: inhabitants."
    )


class IndexKeys(Keys):
    """A number made of several answers: each case's mean of their points."""

    id: Name
    items: list[VariableId] = Field(
        min_length=1, description="Items, or rows of them; a battery stands for all of its rows."
    )
    recode: dict[Id, float] = Field(
        default_factory=dict, description="Level: its points; else the items' own scores."
    )
    reverse: list[VariableId] = Field(
        default_factory=list, description="Items whose scale runs the other way."
    )
    least: int | None = Field(
        None, ge=1, description="How many of them a case must have answered; else all."
    )
    decimals: int = Field(1, ge=0, le=4, description="Decimals that are printed.")


class LimitsKeys(Keys):
    """When a figure is shown, shown with a caution, withheld or not tested."""

    n_eff: float = Field(30, ge=0, description="The least effective number of answers.")
    width: float = Field(0.30, gt=0, le=1, description="The widest interval that is shown.")
    narrow: float = Field(0.05, ge=0, le=1, description="Intervals so narrow are always shown.")
    relative: float = Field(1.30, gt=0, description="The widest interval, relative to the share.")
    df: int = Field(8, ge=0, description="The least degrees of freedom.")
    test_n: int = Field(20, ge=0, description="The least answers a wave for a test.")
    disclose_n: int = Field(3, ge=0, description="The least answers of a group that is shown.")


class DominanceKeys(Keys):
    """A mean or total that so few units make is held back."""

    n: int = Field(1, ge=1, description="How many of the largest units.")
    share: float = Field(0.85, gt=0, lt=1, description="The most of a total that they may make.")


class DisclosureKeys(Keys):
    """What is held back so that nobody can be recognised."""

    least: int | None = Field(
        None, ge=0, description="The least answers of a group that is shown; else as the limits."
    )
    protect: list[Name] | Literal["all"] = Field(
        default_factory=list,
        description="Items whose small counts are secret in large groups as well; or all.",
    )
    public: list[Name] = Field(
        default_factory=list, description="Items of which nothing is held back: public documents."
    )
    whole_groups: Flag = Field(
        False, description="Of protected items, hold back groups that all gave the same answer."
    )
    dominance: DominanceKeys | None = Field(None, description="Means that few units make.")
    p_percent: float | None = Field(
        None,
        gt=0,
        le=100,
        description="Hold a mean back where the second largest unit can reckon the largest nearer "
        "than this, in per cent.",
    )


class RuleKeys(Keys):
    """What must hold within a response."""

    id: Name
    condition: Word | None = Field(
        None, alias="if", description="For whom, in the language of ask_if; else for everyone."
    )
    then: Word = Field(description="What must not be false of them, e.g. pilots <= staff.")
    say: Name | None = Field(None, description="A key of texts: the rule as a respondent reads it.")
    action: RuleAction = Field(
        "tell",
        description="tell warns; skip takes the answers to the items of `then` as skipped; "
        "set_aside leaves the response out.",
    )


class OutsideKeys(Keys):
    """A figure of others; its source stands in texts."""

    link: Word | None = Field(None, description="Where the source is found.")


class MailKeys(Keys):
    """A mail of the fieldwork, sent once to each unit; its texts: mail.<id>.subject and .body."""

    id: Name
    day: int = Field(ge=0, le=400, description="Days after the wave opened.")
    to: Audience = Field(
        "unanswered",
        description="everyone, not_started, started (but not submitted) or unanswered (both); "
        "never those who answered or declined.",
    )


class FieldworkKeys(Keys):
    """How a wave is asked for answers: the plan of mail, the targets, and when it is erased."""

    mail: list[MailKeys] | None = Field(
        None,
        description="Left out: an invitation, reminders after 10 days and a last call after 21.",
    )
    target: Share | None = Field(None, description="The response rate that is aimed at, 0 to 1.")
    targets: dict[Name, dict[Id, Share]] = Field(
        default_factory=dict, description="Domain of the frame: level: its own target."
    )
    minutes: int | None = Field(
        None, ge=1, le=600, description="What answering takes, as the first page says."
    )
    last_answers: Flag = Field(
        False,
        description="Items that are `factual` show the last wave's answer, to be confirmed.",
    )
    erase_after: int | Literal["never"] = Field(
        365,
        description="Days after closing when names, addresses and links are erased; or never.",
    )


class StudyKeys(Keys):
    """study.yaml: the survey, its waves and rules."""

    id: Name = Field(description="The study's id; names its output files.")
    languages: list[Language] = Field(min_length=1, description="A file of texts for each.")
    design: DesignKind = Field(
        description="census (all asked), sample, or open (anyone could answer)."
    )
    publisher: Name = Field("publisher", description="A key of texts; shown on the cover.")
    date: datetime.date | None = Field(None, description="Of the report.")
    resolve: Resolve = Field("last", description="Which of several rows of one unit counts.")
    strata: list[Name] | None = Field(None, description="Domains of the frame: the strata.")
    stamp: Flag = Field(False, description="The text `stamp` stands on every page and export.")
    fictitious: Flag = Field(
        False, description="Every unit of every frame is invented: a demonstration may be held."
    )
    waves: list[WaveKeys] = Field(min_length=1, description="The rounds, the earliest first.")
    domains: list[DomainKeys] = Field(default_factory=list)
    weighting: list[WeightingKeys] = Field(default_factory=list)
    indices: list[IndexKeys] = Field(
        default_factory=list, description="Numbers made of several answers."
    )
    limits: LimitsKeys = Field(LimitsKeys.model_construct())
    rules: list[RuleKeys] = Field(
        default_factory=list, description="What must hold within a response."
    )
    disclosure: DisclosureKeys = Field(
        DisclosureKeys.model_construct(), description="What is held back to protect respondents."
    )
    families: dict[Name, list[Name]] = Field(
        default_factory=dict, description="Items whose comparisons are corrected together."
    )
    adjust: Adjust = Field(
        "benjamini_hochberg",
        description="How p-values are adjusted within a family: benjamini_hochberg holds the share "
        "of false claims, holm the chance of any.",
    )
    outside: dict[Name, OutsideKeys] = Field(
        default_factory=dict, description="Figures of others, with their source."
    )
    fieldwork: FieldworkKeys = Field(
        FieldworkKeys.model_construct(), description="How answers are asked for."
    )


class SectionKeys(Keys):
    """A page of the questionnaire. Its items are read one by one, each by its kind."""

    id: Name
    items: list[Any] = Field(min_length=1)


class QuestionnaireKeys(Keys):
    """questionnaire.yaml: what is asked."""

    sections: list[SectionKeys] = Field(min_length=1)


__all__ = ["Code", "QuestionnaireKeys", "SectionKeys", "StudyKeys"]
