"""The schemas in the repository are those of the models, and fit the tiny study."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest
import yaml

from tempen.study.schemas import schemas, write_schemas
from tests.unit.study.drawn import TINY

COMMITTED = Path(__file__).parents[3] / "schemas"
FILES = {"study": "study.yaml", "questionnaire": "questionnaire.yaml", "texts": "texts/sv.yaml"}


def as_editors_read(path: Path):
    """YAML 1.2, as editors have it: yes and no are texts, dates are texts."""

    class Loader(yaml.SafeLoader):
        pass

    Loader.yaml_implicit_resolvers = {
        first: [(tag, rule) for tag, rule in rules if not tag.endswith((":bool", ":timestamp"))]
        for first, rules in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }
    bool_rule = __import__("re").compile("^(?:true|false)$")
    for first in "tf":
        Loader.yaml_implicit_resolvers.setdefault(first, []).append(
            ("tag:yaml.org,2002:bool", bool_rule)
        )
    return yaml.load(path.read_text("utf-8"), Loader)


def test_the_committed_schemas_are_these(tmp_path):
    for path in write_schemas(tmp_path):
        committed = (COMMITTED / path.name).read_text("utf-8")
        assert path.read_text("utf-8") == committed, "run tempen.study.schemas.write_schemas"


@pytest.mark.parametrize("name", FILES)
def test_tiny_fits(name):
    schema = schemas()[name]
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(as_editors_read(TINY / FILES[name]), schema)


def test_a_misspelt_key_of_an_item_does_not_fit():
    value = as_editors_read(TINY / "questionnaire.yaml")
    value["sections"][0]["items"][0]["optons"] = []
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(value, schemas()["questionnaire"])


def test_schemas_are_json():
    assert json.dumps(schemas())
