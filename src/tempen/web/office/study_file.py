"""study.yaml changed where it stands: the keys of one wave, with comments and all else kept."""

from __future__ import annotations

import json
from collections.abc import Mapping

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from tempen.errors import Fault, Place, TempenError


def set_wave(text: str, wave: str, keys: Mapping[str, str]) -> str:
    """The text with these keys of the wave set; those it lacks are added after its status.

    raises  OFFICE-01 the wave does not stand in the file as a mapping of its own
    """
    node = find_wave(yaml.compose(text, Loader=yaml.SafeLoader), wave)
    if node is None:
        raise TempenError([Fault("OFFICE-01", Place("study.yaml"), {"wave": wave})])
    there = {key.value: (key, value) for key, value in node.value}
    edits: list[tuple[int, int, str]] = []
    added = ""
    for name, value in keys.items():
        if name in there:
            old = there[name][1]
            edits.append((old.start_mark.index, old.end_mark.index, write(value)))
        elif node.flow_style:
            added += f", {name}: {write(value)}"
        else:
            added += f"\n{' ' * there['id'][0].start_mark.column}{name}: {write(value)}"
    at = end_of_line(text, there["status"][1].end_mark.index, bool(node.flow_style))
    edits.append((at, at, added))
    for start, end, new in sorted(edits, reverse=True):
        text = text[:start] + new + text[end:]
    return text


def without(text: str, key: str) -> str:
    """The text without one of its outermost keys; as it is where it has none."""
    root = yaml.compose(text, Loader=yaml.SafeLoader)
    pairs: list[tuple[Node, Node]] = root.value if isinstance(root, MappingNode) else []
    for at, (name, value) in enumerate(pairs):
        if name.value == key:
            after = pairs[at + 1][0].start_mark.index if at + 1 < len(pairs) else len(text)
            end = after if at + 1 < len(pairs) else value.end_mark.index
            return text[: name.start_mark.index] + text[end:]
    return text


def find_wave(root: Node | None, wave: str) -> MappingNode | None:
    waves = value_of(root, "waves")
    for one in waves.value if isinstance(waves, SequenceNode) else ():
        id = value_of(one, "id")
        status = value_of(one, "status")
        named = isinstance(id, ScalarNode) and id.value == wave and isinstance(status, ScalarNode)
        if named and isinstance(one, MappingNode):
            return one
    return None


def value_of(node: Node | None, key: str) -> Node | None:
    if not isinstance(node, MappingNode):
        return None
    return next((value for name, value in node.value if name.value == key), None)


def end_of_line(text: str, index: int, flow: bool) -> int:
    """Where a key can be added: in a block after the line, its comment included."""
    if flow:
        return index
    end = text.find("\n", index)
    return len(text) if end < 0 else end


def write(value: str) -> str:
    """A scalar that YAML reads as this text."""
    safe = value.replace("/", "").replace(".", "").replace("_", "").replace("-", "")
    return value if safe.isalnum() and value.isascii() else json.dumps(value, ensure_ascii=False)
