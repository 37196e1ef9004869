"""Trees of YAML against their models: every misfit becomes a fault with its line."""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from tempen.errors import Fault, Faults
from tempen.items.keys import ID, NAME
from tempen.locale import mark
from tempen.study.source import Path_, Source

M = TypeVar("M", bound=BaseModel)

MOST_KNOWN = 12
EXPECTED = {
    "bool": mark("true or false"),
    "flag": mark("true or false"),
    "int": mark("a whole number"),
    "float": mark("a number"),
    "finite": mark("a number"),
    "date": mark("a date such as 2026-05-04"),
    "string": mark("a text"),
    "list": mark("a list, such as [a, b]"),
    "dict": mark("keys with values, such as {a: b}"),
    "model": mark("keys with values, such as {a: b}"),
}


def validate(
    model: type[M], source: Source, value: Any, path: tuple[str | int, ...], faults: Faults
) -> M | None:
    """The model of `value`, which stands at `path` of a file.

    Where keys are faulty, the faults are told and the rest is tried without them, so that
    what depends on the rest is checked in the same run; None where that cannot be.
    """
    try:
        return model.model_validate(value)
    except ValidationError as error:
        errors = error.errors(include_url=False)
    told = len(faults.found)
    for found in errors:
        add_misfit(model, found, source, path, faults)
    faults.found[told:] = one_each(faults.found[told:])
    try:
        return model.model_validate(prune(value, errors))
    except ValidationError:
        return None


def prune(value: Any, errors: Sequence[ErrorDetails]) -> Any:
    """The tree without the keys that are at fault."""
    value = copy.deepcopy(value)
    for error in errors:
        holder: Any = value
        for part in error["loc"][:-1]:
            try:
                holder = holder[part]
            except (KeyError, IndexError, TypeError):
                holder = None
        if isinstance(holder, dict) and error["loc"]:
            holder.pop(error["loc"][-1], None)
    return value


def add_misfit(
    model: type[BaseModel],
    error: ErrorDetails,
    source: Source,
    path: tuple[str | int, ...],
    faults: Faults,
) -> None:
    """One misfit in our own words."""
    kind, context = error["type"], error.get("ctx", {})
    loc = error["loc"] if kind == "missing" else written(source, path, error["loc"])
    place = source.place(*path, *loc)
    key = str(loc[-1]) if loc else (str(path[-1]) if path else source.file)
    if kind == "extra_forbidden":
        known = known_keys(model, loc[:-1])
        faults.add("STUDY-01", place, key=key, hint=hint(key, known))
    elif kind == "missing":
        faults.add("STUDY-02", place, key=key)
    elif error["input"] is None or kind.endswith("too_short"):
        faults.add("STUDY-08", place, key=key)
    elif kind == "literal_error":
        known = literals(str(context["expected"]))
        value = str(error["input"])
        faults.add("STUDY-04", place, key=key, value=value, known=", ".join(known))
    elif kind == "string_pattern_mismatch":
        faults.add("STUDY-06", place, value=str(error["input"]), rule=rule(context["pattern"]))
    elif kind in BOUNDS:
        words, name = BOUNDS[kind]
        faults.add("STUDY-05", place, key=key, bound=mark(words, n=f"{context[name]:g}"))
    elif kind == "string_too_long":
        most = mark("at most {n} characters", n=context["max_length"])
        faults.add("STUDY-05", place, key=key, bound=most)
    else:
        expected = EXPECTED.get(kind.split("_")[0], mark("something else"))
        faults.add("STUDY-03", place, key=key, value=shown(error["input"]), expected=expected)


def written(source: Source, path: Path_, loc: tuple[str | int, ...]) -> tuple[str | int, ...]:
    """The part of a misfit's address that stands in the file: pydantic adds what it tried."""
    while loc and not source.holds(*path, *loc):
        loc = loc[:-1]
    return loc


def one_each(found: Sequence[Fault]) -> list[Fault]:
    """One misfit a line and code: a value that may be two things misfits twice."""
    first: dict[tuple[object, ...], Fault] = {}
    for fault in found:
        what = (fault.place, fault.code, fault.facts.get("key"), fault.facts.get("value"))
        first.setdefault(what, fault)
    return list(first.values())


BOUNDS = {
    "greater_than_equal": (mark("at least {n}"), "ge"),
    "greater_than": (mark("more than {n}"), "gt"),
    "less_than_equal": (mark("at most {n}"), "le"),
    "less_than": (mark("less than {n}"), "lt"),
}


def literals(expected: str) -> list[str]:
    """pydantic's "'a', 'b' or 'c'" as a list."""
    return [part.strip(" '") for part in expected.replace(" or ", ", ").split(", ")]


def rule(pattern: str) -> str:
    if pattern == NAME:
        return mark("a letter first, then letters a to z, digits, _ and -")
    if pattern == ID:
        return mark("only letters a to z, digits, _ and -")
    return mark("as in the examples of the manual")


def shown(value: Any) -> str:
    """A value in few words: its text, or what it is."""
    if isinstance(value, str):
        return mark("“{name}”", name=value[:40])
    if isinstance(value, Mapping):
        return mark("keys with values")
    return mark("a list") if isinstance(value, list) else str(value)


def known_keys(model: type[BaseModel], loc: Sequence[str | int]) -> list[str]:
    """The keys that a mapping inside a model may have, found by walking the annotations."""
    found: type[BaseModel] | None = model
    for part in loc:
        if found is None or isinstance(part, int):
            continue
        if part in found.model_fields:
            found = model_inside(found.model_fields[part].annotation) or found
    fields = found.model_fields.items() if found is not None else ()
    return [field.alias or name for name, field in fields]


def model_inside(annotation: Any) -> type[BaseModel] | None:
    """The model in `list[Model]`, `dict[str, Model]` or `Model`."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    parts = (model_inside(part) for part in getattr(annotation, "__args__", ()))
    return next((part for part in parts if part is not None), None)


def hint(word: str, known: Sequence[str]) -> str:
    """What was meant: the nearest word in quotes; else what there is."""
    close = get_close_matches(word, known, n=1, cutoff=0.6)
    if close:
        return f"“{close[0]}”"
    more = ", …" if len(known) > MOST_KNOWN else ""
    return ", ".join(known[:MOST_KNOWN]) + more
