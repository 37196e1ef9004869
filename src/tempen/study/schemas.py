"""JSON Schemas of the study's files, so that an editor completes and checks them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any, Union

from pydantic import Field, create_model

from tempen.items import KINDS
from tempen.study.files import SectionKeys, StudyKeys

DRAFT = "https://json-schema.org/draft/2020-12/schema"
Schema = dict[str, Any]


def schemas() -> dict[str, Schema]:
    """The schema of each file by its name: study, questionnaire, texts."""
    return {
        "study": head("study.yaml", StudyKeys.model_json_schema()),
        "questionnaire": head("questionnaire.yaml", questionnaire_schema()),
        "texts": head("texts/<language>.yaml", texts_schema()),
    }


def head(title: str, schema: Schema) -> Schema:
    return {"$schema": DRAFT, **schema, "title": title}


def questionnaire_schema() -> Schema:
    """The questionnaire with every kind of item, chosen by `kind`."""
    kinds = Union[tuple(kind.Keys for kind in KINDS.values())]  # noqa: UP007 - made at run time
    item: Any = Annotated[kinds, Field(discriminator="kind")]
    items: Any = (list[item], Field(min_length=1))  # type: ignore[valid-type]
    section: Any = create_model("Section", __base__=SectionKeys, items=items)
    sections: Any = (list[section], Field(min_length=1))  # type: ignore[valid-type]
    model = create_model("Questionnaire", sections=sections)
    schema = model.model_json_schema()
    schema["additionalProperties"] = False
    for kind in KINDS:
        name_item(schema, kind)
    return schema


def name_item(schema: Schema, kind: str) -> None:
    """All the models of kinds are called Keys; the schema calls them by their kind."""
    module = KINDS[kind].Keys.__module__.replace(".", "__")
    old = f"{module}__Keys"
    if old in schema["$defs"]:
        schema["$defs"][kind] = {**schema["$defs"].pop(old), "title": kind}
        text = json.dumps(schema).replace(f"#/$defs/{old}", f"#/$defs/{kind}")
        schema.update(json.loads(text))


def texts_schema() -> Schema:
    """Texts nest freely: which are needed depends on the study, and `tempen check` tells."""
    text = {"anyOf": [{"type": "string"}, {"type": "number"}]}
    nested = {"anyOf": [*text["anyOf"], {"$ref": "#/$defs/texts"}]}
    texts = {"type": "object", "additionalProperties": nested}
    heads = ("domains", "waves", "outside", "sections", "answers", "items")
    heads = (*heads, "weightings", "units", "indices")
    return {
        "type": "object",
        "required": ["title", "items"],
        "properties": {"title": text, **{name: {"$ref": "#/$defs/texts"} for name in heads}},
        "additionalProperties": nested,
        "$defs": {"texts": texts},
    }


def write_schemas(folder: Path) -> list[Path]:
    """Write the schemas to `folder`; the committed ones are compared with these by a test."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for name, schema in schemas().items():
        path = folder / f"{name}.schema.json"
        path.write_text(json.dumps(schema, indent=2, ensure_ascii=False) + "\n", "utf-8")
        paths.append(path)
    return paths
