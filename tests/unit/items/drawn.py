"""Items drawn in a test as YAML."""

from __future__ import annotations

import polars as pl
import yaml

from tempen.errors import Place
from tempen.items import KINDS, parse
from tempen.items.answers import Parsed
from tempen.study.draft import asked_in
from tempen.study.files import WaveKeys
from tempen.terms.item import Item

WAVE = "2023"


def draw(text: str) -> Item:
    """An item of YAML text, asked in the wave 2023."""
    value = yaml.load(text, Loader=yaml.BaseLoader)
    kind = KINDS[value["kind"]]
    keys = kind.Keys.model_validate(value)
    assert list(kind.check(keys)) == []
    asked = asked_in(WaveKeys(id=WAVE, status="open"), keys)
    return kind.build(keys, "section", Place("questionnaire.yaml", 1), {WAVE: asked})


def read(text: str, **raw: list[str | None]) -> Parsed:
    """What becomes of raw answers; `__` in a column's name stands for the point."""
    table = {
        name.replace("__", "."): pl.Series(cells, dtype=pl.String) for name, cells in raw.items()
    }
    return parse(draw(text), WAVE, table)


def codes(parsed: Parsed) -> dict[str, list]:
    return {name: series.to_list() for name, series in parsed.columns.items()}


def told(parsed: Parsed) -> list[tuple[int, str, str]]:
    return [(problem.row, problem.column, problem.code) for problem in parsed.problems]
