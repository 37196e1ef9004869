"""Fenced blocks: YAML settings, and which settings each block knows."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from typing import Any

import yaml

from tempen.errors import Faults, Place
from tempen.locale import mark
from tempen.study.source import Builder, Loader, RefusedError, add_yaml_error

SELECTION = ("item", "items", "level", "levels", "by", "wave", "waves", "where", "weighting")

SETTINGS: dict[str, tuple[str, ...]] = {
    "chart": ("id", "kind", *SELECTION, "sort", "filter", "title", "note", "alt"),
    "table": ("id", *SELECTION, "show", "title", "note"),
    "measures": ("id", "rows", "by", "wave", "waves", "show", "title", "note", "annex_only"),
    "key_figures": ("figures",),
    "box": ("kind", "title", "text"),
    "response": ("id", "wave", "title", "note"),
    "method": (),
    "questionnaire": ("wave",),
    "all_tables": ("by", "wave", "waves", "annex_only", "weighting"),
}
REQUIRED: dict[str, tuple[str, ...]] = {
    "chart": ("id", "kind", "title"),
    "table": ("id", "title"),
    "measures": ("id", "rows", "title"),
    "key_figures": ("figures",),
    "box": ("text",),
}
CHOICES: dict[tuple[str, str], tuple[str, ...]] = {
    ("chart", "kind"): ("bars", "stacked", "diverging", "dumbbell"),
    ("chart", "sort"): ("value",),
    ("box", "kind"): ("key", "note", "caution"),
}
SHOWN = ("share", "interval", "n", "base", "effective", "count", "change")
MEASURES_SHOWN = ("value", "interval", "n", "base", "effective")
LISTS = ("items", "levels", "waves", "show", "figures", "rows")
EITHER = ("by",)  # one or several
TEXTS = ("title", "note", "alt", "value", "label")  # one-line Markdown
MARKDOWN = ("text",)  # whole Markdown

ID = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")  # it becomes a link and part of a file

Path = tuple[str | int, ...]


def read_settings(
    kind: str, text: str, place: Place, faults: Faults
) -> tuple[dict[str, Any], dict[Path, int]]:
    """The settings of a fence and the line of each; faults are added.

    place  of the fence itself: its YAML begins on the next line
    """
    builder = Builder(place.file, faults)
    padded = "\n" * place.line + text  # so that YAML counts the file's own lines
    try:
        builder.run(yaml.parse(padded, Loader=Loader))
    except yaml.YAMLError as error:
        add_yaml_error(error, place.file, padded, faults)
        return {}, {}
    except RefusedError:
        return {}, {}
    settings = builder.value
    if settings is None:
        settings = {}
    if not isinstance(settings, dict):
        faults.add("REPORT-09", place, block=kind)
        return {}, {}
    check_settings(kind, settings, builder.lines, place, faults)
    return settings, builder.lines


def check_settings(
    kind: str, settings: dict[str, Any], lines: dict[Path, int], place: Place, faults: Faults
) -> None:
    def at(name: str) -> Place:
        return Place(place.file, lines.get((name,), place.line))

    for name, value in settings.items():
        if name not in SETTINGS[kind]:
            known, near = ", ".join(SETTINGS[kind]) or "–", guess(name, SETTINGS[kind])
            place = at(name)
            faults.add("REPORT-10", place, block=kind, setting=name, known=known, guess=near)
        choices = CHOICES.get((kind, name))
        if choices and value not in choices:
            faults.add("REPORT-11", at(name), setting=name, value=value, known=", ".join(choices))
        if name in SETTINGS[kind] and (expected := find_form(name, value)):
            faults.add("REPORT-12", at(name), setting=name, expected=expected)
        if name == "id" and not isinstance(value, list | dict) and not ID.fullmatch(str(value)):
            faults.add("REPORT-19", at(name), id=value)
    for name in REQUIRED.get(kind, ()):
        if name not in settings:
            faults.add("REPORT-13", place, block=kind, setting=name)
    shown_ = settings.get("show")
    there = MEASURES_SHOWN if kind == "measures" else SHOWN
    for shown in shown_ if isinstance(shown_, list) else ():
        if shown not in there:
            known = ", ".join(there)
            faults.add("REPORT-11", at("show"), setting="show", value=shown, known=known)


def find_form(name: str, value: Any) -> str:
    """The form that a setting should have had; "" where it has it."""
    if name == "where":
        good = isinstance(value, dict) and len(value) == 1
        good = good and isinstance(next(iter(value.values())), str)
        form = mark("one domain with its level, such as {town}", town="{sector: town}")
        return "" if good else form
    if name == "figures":
        entries = value if isinstance(value, list) else []
        good = [e for e in entries if isinstance(e, dict) and set(e) == {"value", "label"}]
        form = mark("a list of entries, each with a value and a label")
        return form if len(good) < max(len(entries), 1) else ""
    if name in LISTS:
        good = isinstance(value, list) and not any(isinstance(e, list | dict) for e in value)
        return "" if good else mark("a list in square brackets")
    if isinstance(value, dict) or (isinstance(value, list) and name not in EITHER):
        return mark("one value")
    return ""


def guess(name: str, known: Iterator[str] | tuple[str, ...] | list[str]) -> str:
    """The known name that was probably meant, as “ (did you mean …?)”, or ""."""
    close = difflib.get_close_matches(name, list(known), 1, 0.6)
    return f" (“{close[0]}”?)" if close else ""


def texts_in(value: Any, path: Path = ()) -> Iterator[tuple[Path, str]]:
    """Every text in the settings, with its path."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from texts_in(inner, (*path, key))
    elif isinstance(value, list):
        for i, inner in enumerate(value):
            yield from texts_in(inner, (*path, i))
    elif isinstance(value, str):
        yield path, value


BLOCK_SCALAR = re.compile(r":\s*[|>][+-]?\d?\s*$")
