"""Items drawn in a test as YAML."""

from __future__ import annotations

import polars as pl
import yaml

from tempen.errors import Place
from tempen.items import KINDS, parse
from tempen.items.answers import Parsed
from tempen.terms.item import Asked, Item

WAVE = "2023"


def draw(text: str) -> Item:
    """An item of YAML text, asked in the wave 2023."""
    value = yaml.load(text, Loader=yaml.BaseLoader)
    kind = KINDS[value["kind"]]
    keys = kind.Keys.model_validate(value)
    assert list(kind.check(keys)) == []
    own = keys.waves.get(WAVE)
    asked = Asked(WAVE)
    if own is not None:
        asked = Asked(
            WAVE,
            own.asked,
            recode=own.recode,
            levels=tuple(own.levels),
            rows=tuple(own.rows),
            column=own.column,
            columns=own.columns,
            separator=own.separator,
        )
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
