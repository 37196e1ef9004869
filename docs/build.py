"""Write the pages that are made from code: `make docs`. The house tests compare them.

docs/cli.md           every command, argument and option, from the command line's own definitions
docs/study-format.md  every key of the study's files, from the models that read them
docs/errors.md        every code: fault and mend
docs/item-kinds.md    every kind of item, its keys and a worked example
docs/specs.md         the estimates by example, from tests/spec
docs/audit-codes.md   every code of a finding, and schemas/audit.schema.json
"""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

os.environ["TEMPEN_LANG"] = "en"
HERE = Path(__file__).parent

Schema = dict[str, Any]
WORDS = {
    "string": "text",
    "integer": "whole number",
    "number": "number",
    "boolean": "true or false",
}


def pages() -> dict[Path, str]:
    """Every generated page, by path."""
    return {
        HERE / "cli.md": "\n".join(write_cli()) + "\n",
        HERE / "study-format.md": "\n".join(write_format()) + "\n",
        HERE / "errors.md": "\n".join(write_errors()) + "\n",
        HERE / "item-kinds.md": write_kinds(),
        HERE / "specs.md": "\n".join(write_examples()).rstrip() + "\n",
        HERE / "audit-codes.md": "\n".join(write_findings()) + "\n",
        HERE.parent / "schemas" / "audit.schema.json": write_audit_schema(),
    }


def write_examples() -> Iterator[str]:
    spec = importlib.util.spec_from_file_location("docs_specs", HERE / "specs.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.write_specs()


def write_findings() -> Iterator[str]:
    from tempen.audit.find import EXPLAINED

    yield "# Findings of an audit\n"
    yield "What each code says, by the module that looks for it; [audit.md](audit.md) tells how"
    yield "an audit is run and read.\n"
    yield "| code | what it says |"
    yield "|---|---|"
    for codes in EXPLAINED.values():
        for code, said in codes.items():
            yield f"| {code} | {said} |"


def write_audit_schema() -> str:
    import json

    from tempen.audit.write.record import schema

    return json.dumps(schema(), ensure_ascii=False, indent=2) + "\n"


def write_kinds() -> str:
    from tempen.items.manual import manual

    return manual()


def write_cli() -> Iterator[str]:
    import typer

    from tempen.cli import app

    yield "# The command line\n"
    yield "Exit codes: 0 done; 1 faults in the study, its data or its report; 2 wrong use of a"
    yield "command; 130 interrupted, 143 ended from outside. A traceback is a bug in Tempen."
    yield "Messages follow the locale; `TEMPEN_LANG=sv` or `en` chooses.\n"
    group: Any = typer.main.get_command(app)
    for name, command in group.commands.items():
        arguments = [p for p in command.params if p.param_type_name == "argument"]
        options = [p for p in command.params if p.param_type_name == "option"]
        told = " ".join(["tempen", name, *(str(p.name).upper() for p in arguments)])
        yield f"## `{told}`\n"
        yield f"{command.help}\n"
        if options:
            yield "| option | meaning | default |"
            yield "|---|---|---|"
        for option in options:
            names = ", ".join(f"`{o}`" for o in [*option.opts, *option.secondary_opts])
            yield f"| {names} | {option.help or ''} | {show_default(option.default)} |"
        yield ""


def show_default(value: object) -> str:
    if value in (None, "", False, ()):
        return ""
    return f"`{getattr(value, 'value', value)}`"


def write_format() -> Iterator[str]:
    from tempen.study.schemas import schemas

    yield "# The study format\n"
    yield "A study is a folder of text files and tables. `tempen check` reports every fault with"
    yield "file and line. The JSON Schemas in `schemas/` let an editor complete and check the YAML"
    yield "files. `examples/tiny` is a whole study on one screen.\n"
    for name, schema in schemas().items():
        yield f"## `{name}`\n"
        yield from write_keys(schema, schema, "")
        for title, definition in sorted(schema.get("$defs", {}).items()):
            if "properties" in definition:
                yield f"### {title}\n"
                yield from write_keys(definition, schema, "")


def write_keys(node: Schema, root: Schema, prefix: str) -> Iterator[str]:
    if node.get("description"):
        yield f"{node['description']}\n"
    properties: Schema = node.get("properties", {})
    if not properties:
        return
    yield "| key | value | meaning |"
    yield "|---|---|---|"
    for key, value in properties.items():
        star = " (required)" if key in node.get("required", ()) else ""
        meaning = " ".join(str(value.get("description", "")).split()).replace("|", "\\|")
        yield f"| `{prefix}{key}`{star} | {name_type(value, root)} | {meaning} |"
    yield ""


def name_type(value: Schema, root: Schema) -> str:
    """The type in words: “text”, “list of …”, or the values that are allowed."""
    if "$ref" in value:
        return value["$ref"].rsplit("/", 1)[-1]
    if "const" in value:
        return f"`{value['const']}`"
    if "enum" in value:
        return ", ".join(f"`{v}`" for v in value["enum"])
    for union in ("anyOf", "oneOf"):
        if union in value:
            return " or ".join(
                dict.fromkeys(name_type(v, root) for v in value[union] if v.get("type") != "null")
            )
    if value.get("type") == "array":
        return f"list of {name_type(value.get('items', {}), root)}"
    if value.get("type") == "object":
        inner = value.get("additionalProperties")
        return f"map of {name_type(inner, root)}" if isinstance(inner, dict) else "map"
    words = {
        "string": "text",
        "integer": "whole number",
        "number": "number",
        "boolean": "true or false",
    }
    return words.get(value.get("type", ""), "any")


def write_errors() -> Iterator[str]:
    from tempen.errors import CODES

    yield "# Faults and their mends\n"
    yield "What stands in braces is filled in: the name, value or place at hand.\n"
    yield "| code | fault | mend |"
    yield "|---|---|---|"
    for code, (fault, mend) in sorted(CODES.items()):
        yield f"| {code} | {fault} | {mend} |".replace("\n", " ")


if __name__ == "__main__":
    for path, text in pages().items():
        path.write_text(text, encoding="utf-8")
        print(path.relative_to(HERE.parent))
