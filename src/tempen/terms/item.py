"""What is asked: items, their levels, and the variables that answers to them become."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Literal

from tempen.errors import Place

Comparable = Literal["same", "changed", "not_known"]
Scale = Literal["levels", "mark", "number", "rank", "text"]
LevelKind = Literal["answer", "dont_know", "not_applicable", "none"]


class Missing(IntEnum):
    """Why a case has no answer to an item. Stored as the negative code itself.

    "Don't know" is an answer of levels and marks and stands in the base; for a number, where
    no level can carry it, it has a code here. Unit nonresponse is no case at all.
    """

    NOT_ASKED = -1  # the wave did not ask it
    NOT_REACHED = -2  # routing led past it
    SKIPPED = -3  # asked and reached, left blank: item nonresponse
    NOT_APPLICABLE = -4  # the respondent said so
    DONT_KNOW = -5  # numbers and texts only


@dataclass(frozen=True)
class Level:
    """One answer option or scale step; its texts are in the study's texts."""

    id: str
    kind: LevelKind = "answer"
    exclusive: bool = False  # multiple choice: cannot stand with others
    score: float | None = None  # point on a graded scale, for means


@dataclass(frozen=True)
class Asked:
    """An item in one wave.

    comparable  with the wave before it in which the item was asked
    recode      raw code in that wave's answers -> level id, where they differ; a code that ends
                in * is the beginning of a text
    levels      the ids of the levels that this wave offered; empty means all
    """

    wave: str
    asked: bool = True
    comparable: Comparable = "same"
    note: Mapping[str, str] = field(default_factory=dict)  # language -> why
    recode: Mapping[str, str] = field(default_factory=dict)
    levels: tuple[str, ...] = ()
    column: str | None = None  # the column of the answers, where it is not the id
    columns: Mapping[str, str] = field(default_factory=dict)  # row or option -> its column
    rows: tuple[str, ...] = ()  # the rows that this wave had; empty means all
    ask_if: str | None = None  # the wave's own routing; "" everyone; None as the item says
    separator: str | None = None  # between several marks in one cell; csv, or None: the usual


@dataclass(frozen=True)
class Variable:
    """One column of cases.

    id       `item`, `item.row` (battery, ranking) or `item.option` (multiple choice)
    scale    levels: codes 0.. index `levels`; mark: 1 marked, 0 not; rank: 1.. is the rank,
             0 unranked; number: values in `id:value`; text: texts in `id:text`
    levels   the level ids in the item's own order (for mark: "no", "yes")
    groups   named unions of levels ("top boxes"), used like a level
    scores   per level, for means; None where a level has no point on the scale
    """

    id: str
    item: str
    part: str | None
    scale: Scale
    levels: tuple[str, ...] = ()
    groups: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    scores: tuple[float | None, ...] = ()


@dataclass(frozen=True)
class Item:
    """A question, resolved from the questionnaire: the settings of its kind, else defaults.

    blank  multiple choice: a blank answer is `skipped`, or `unmarked` (the page was passed, so
           that nothing marked is an answer)
    """

    id: str
    kind: str
    section: str
    place: Place
    levels: tuple[Level, ...] = ()
    rows: tuple[str, ...] = ()
    groups: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    waves: Mapping[str, Asked] = field(default_factory=dict)
    ask_if: str | None = None
    family: str = ""  # comparisons corrected together; default: the item itself
    diverging: bool = False  # the scale has two poles and a middle
    made_up: bool = False  # structure invented for a replica: shown, stamped, never tested
    made_up_parts: tuple[str, ...] = ()  # the levels, groups, rows or options so invented
    factual: bool = False  # last wave's answer may be a start (never for judgements)
    base: Literal["answered", "all"] = "answered"
    unit: str | None = None
    minimum: float | None = None
    maximum: float | None = None
    decimals: int = 0
    cap: int | None = None
    not_applicable: bool = False  # may be answered; becomes Missing.NOT_APPLICABLE
    dont_know: bool = False  # may be answered; a level, or Missing.DONT_KNOW for a number
    required: bool = False
    blank: Literal["skipped", "unmarked"] = "skipped"
    long: bool = False  # text: several lines

    def asked_in(self, wave: str) -> bool:
        return wave in self.waves and self.waves[wave].asked

    def part_asked_in(self, part: str | None, wave: str) -> bool:
        """Whether a wave asked a variable of the item: its row, or its option."""
        if not self.asked_in(wave) or part is None:
            return self.asked_in(wave)
        offered = self.waves[wave].rows if self.rows else self.waves[wave].levels
        return not offered or part in offered

    def ask_if_in(self, wave: str) -> str | None:
        """The routing of the item in a wave; None where everyone is asked."""
        asked = self.waves.get(wave)
        own = asked.ask_if if asked is not None else None
        return self.ask_if if own is None else own or None

    def invents(self, level: str = "", part: str | None = None) -> bool:
        """Whether the whole item, or this level or part of it, is made up."""
        return self.made_up or level in self.made_up_parts or part in self.made_up_parts

    def level(self, id: str) -> Level:
        return next(level for level in self.levels if level.id == id)
