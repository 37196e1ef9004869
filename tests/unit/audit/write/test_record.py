"""The data after its schema."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema

from tempen.audit import read
from tempen.audit.write.record import schema, to_json
from tempen.terms.finding import Accepted, Audit
from tests.unit.audit.write.findings import audit_of, finding_at

FILE = Path(__file__).parents[4] / "schemas" / "audit.schema.json"


def test_the_data_keep_to_the_schema_and_say_where():
    reading = read("a.md", b"# Rate\n\nOf 250, 100 (45 %).\n\n|A|B|\n|-|-|\n|Region|75 %|\n")
    first, second = finding_at(reading, "45 %"), finding_at(reading, "75 %")
    audit = audit_of(reading, first)
    audit = Audit(
        audit.document, "en", (first,), audit.coverage, (Accepted(second, "as note 3 says"),)
    )
    made = json.loads(to_json([(reading, audit)], "sv"))
    jsonschema.validate(made, schema())
    (document,) = made["documents"]
    assert document["findings"][0] == {
        "code": "PART-01",
        "severity": "error",
        "certainty": 0.9,
        "quote": "45 %",
        "place": {
            "document": "a.md",
            "page": None,
            "line": 3,
            "section": "Rate",
            "paragraph": 2,
            "row": None,
            "column": None,
            "start": 13,
            "end": 17,
        },
        "stated": "45 %",
        "expected": "45 %",
        "explanation": "taggarna är skadade, så dokumentet lästes utan dem",
        "others": [],
    }
    accepted = document["accepted"][0]
    assert (accepted["reason"], accepted["place"]["row"], accepted["place"]["column"]) == (
        "as note 3 says",
        2,
        2,
    )
    assert document["coverage"]["not_checked"] == [
        {"reason": "årtal, datum och klockslag", "count": 2}
    ]


def test_the_schema_in_the_repository_is_the_one_in_the_code():
    assert json.loads(FILE.read_text("utf-8")) == schema(), "run `make docs`"
