"""YAML as a tree of plain values, with the line of each: read once, safely.

Scalars stay the text that was written; the models of the files decide what they are. So `no`
is never a boolean, a wave may be called 2023 without quotes, and 1.10 keeps its last zero.
Size, depth and the growth through aliases are bounded: a study file may come from a stranger.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from tempen.errors import Faults, Place
from tempen.items.keys import Scalar
from tempen.locale import mark

MOST_BYTES = 8_000_000
MOST_DEPTH = 24
MOST_VALUES = 500_000

Path_ = tuple[str | int, ...]
Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True)
class Source:
    """A file's tree and its lines; `value` is None where nothing could be read."""

    file: str
    value: Any = None
    lines: dict[Path_, int] = field(default_factory=dict)

    def place(self, *path: str | int) -> Place:
        """The line of what stands at `path`, or of the nearest thing around it."""
        while path and path not in self.lines:
            path = path[:-1]
        return Place(self.file, self.lines.get(path, 1))

    def holds(self, *path: str | int) -> bool:
        return path in self.lines


def read(folder: Path, file: str, faults: Faults) -> Source:
    """Read a YAML file of the study; faults are added, and the value is None if it has any."""
    text = read_text(folder, file, faults)
    if text is None:
        return Source(file)
    builder = Builder(file, faults)
    try:
        builder.run(yaml.parse(text, Loader=Loader))
    except yaml.YAMLError as error:
        add_yaml_error(error, file, text, faults)
        return Source(file, None, builder.lines)
    except RefusedError:
        return Source(file, None, builder.lines)
    if builder.value is None:
        faults.add("FILE-07", Place(file, 1), file=file)
    return Source(file, builder.value, builder.lines)


def read_text(folder: Path, file: str, faults: Faults) -> str | None:
    """The text of a file in UTF-8 (a byte order mark and Windows line ends are no matter)."""
    path = folder / file
    if not path.is_file():
        faults.add("FILE-01", Place(file), file=file)
        return None
    if path.stat().st_size > MOST_BYTES:
        faults.add("FILE-04", Place(file), file=file, most=MOST_BYTES // 1_000_000)
        return None
    data = path.read_bytes()
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        faults.add("FILE-03", Place(file, line), file=file)
        return None


def add_yaml_error(error: yaml.YAMLError, file: str, text: str, faults: Faults) -> None:
    """Tell a syntax error where it is; libyaml's words are short and technical but true."""
    at = getattr(error, "problem_mark", None)
    if at is not None:
        said = getattr(error, "problem", None)
        problem = f"{said}." if said else mark("it cannot be read.")
        before = "".join(text.split("\n")[at.line : at.line + 1])[: at.column + 1]
        if "\t" in before and not before.strip():
            problem = mark("a tab stands in this line.")
        faults.add("FILE-02", Place(file, at.line + 1), problem=problem)
        return
    position = getattr(error, "position", 0)
    line = text.count("\n", 0, position) + 1
    faults.add("FILE-02", Place(file, line), problem=mark("there is a control character."))


class RefusedError(Exception):
    """The file was given up; the fault is told."""


@dataclass
class Level:
    """A mapping or list that is being filled."""

    value: dict[str, Any] | list[Any]
    path: Path_
    line: int
    anchor: str | None
    size: int = 1
    key: str | None = None  # of a mapping: the key that waits for its value
    key_line: int = 0
    drop: bool = False  # the waiting key is there already


class Builder:
    """Makes the tree from libyaml's events, without recursion."""

    def __init__(self, file: str, faults: Faults) -> None:
        self.file, self.faults = file, faults
        self.value: Any = None
        self.lines: dict[Path_, int] = {}
        self.stack: list[Level] = []
        self.anchors: dict[str, tuple[Any, int]] = {}
        self.values = 0
        self.documents = 0

    def run(self, events: Iterator[Any]) -> None:
        for event in events:
            name = type(event).__name__
            if name in ("MappingStartEvent", "SequenceStartEvent"):
                self.open(event, {} if name == "MappingStartEvent" else [])
            elif name in ("MappingEndEvent", "SequenceEndEvent"):
                self.close()
            elif name == "ScalarEvent":
                self.scalar(event)
            elif name == "AliasEvent":
                self.alias(event)
            elif name == "DocumentStartEvent":
                self.document(event)

    def refuse(self, code: str, event: Any, **facts: Any) -> None:
        self.faults.add(code, Place(self.file, event.start_mark.line + 1), **facts)
        raise RefusedError

    def document(self, event: Any) -> None:
        self.documents += 1
        if self.documents > 1:
            self.refuse("FILE-02", event, problem=mark("a second document begins here (---)."))

    def open(self, event: Any, value: dict[str, Any] | list[Any]) -> None:
        if len(self.stack) >= MOST_DEPTH:
            self.refuse("FILE-05", event, most=MOST_DEPTH)
        if self.waits_for_key():
            self.refuse("FILE-02", event, problem=mark("a key must be a plain word."))
        self.check_tag(event)
        line = event.start_mark.line + 1
        self.stack.append(Level(value, self.path(line), line, event.anchor))

    def close(self) -> None:
        level = self.stack.pop()
        if level.anchor:
            self.anchors[level.anchor] = (level.value, level.size)
        self.put(level.value, level.size, level.line)

    def scalar(self, event: Any) -> None:
        line = event.start_mark.line + 1
        if self.waits_for_key():
            self.take_key(event.value, line)
            return
        self.check_tag(event)
        value = scalar(event.value, event.implicit[0])
        if event.anchor:
            self.anchors[event.anchor] = (value, 1)
        self.path(line)
        self.put(value, 1, line)

    def alias(self, event: Any) -> None:
        if event.anchor not in self.anchors:
            self.refuse(
                "FILE-02",
                event,
                problem=mark("*{name} is used before it is defined.", name=event.anchor),
            )
        value, size = self.anchors[event.anchor]
        self.path(event.start_mark.line + 1)
        self.put(value, size, event.start_mark.line + 1)
        if self.values > MOST_VALUES or self.stack[-1].size > MOST_VALUES:
            self.refuse("FILE-04", event, file=self.file, most=MOST_BYTES // 1_000_000)

    def check_tag(self, event: Any) -> None:
        if event.tag is not None and not event.tag.startswith("tag:yaml.org,2002:"):
            self.refuse(
                "FILE-02", event, problem=mark("the tag {tag} means nothing here.", tag=event.tag)
            )
        if event.tag is not None and "python" in event.tag:
            self.refuse(
                "FILE-02", event, problem=mark("the tag {tag} means nothing here.", tag=event.tag)
            )

    def waits_for_key(self) -> bool:
        top = self.stack[-1] if self.stack else None
        return top is not None and isinstance(top.value, dict) and top.key is None

    def take_key(self, key: str, line: int) -> None:
        top = self.stack[-1]
        top.key, top.key_line, top.drop = key, line, key in top.value
        if top.drop:
            first = self.lines.get((*top.path, key), 0)
            self.faults.add("FILE-06", Place(self.file, line), key=key, first=first)

    def path(self, line: int) -> Path_:
        """The path of the value that comes next, whose line is noted."""
        if not self.stack:
            return ()
        top = self.stack[-1]
        if isinstance(top.value, dict):
            path, line = (*top.path, str(top.key)), top.key_line
        else:
            path = (*top.path, len(top.value))
        self.lines.setdefault(path, line)
        return path

    def put(self, value: Any, size: int, line: int) -> None:
        self.values += 1
        if not self.stack:
            self.value = value
            return
        top = self.stack[-1]
        top.size += size
        if isinstance(top.value, list):
            top.value.append(value)
        else:
            if not top.drop:
                top.value[str(top.key)] = value
            top.key = None


def scalar(text: str, plain: bool) -> Scalar | None:
    """The text as written; None for an empty value, `null` or `~`."""
    if plain and text in ("", "~", "null", "Null", "NULL"):
        return None
    return Scalar(text, plain)
