"""An audit as data, and the schema of that data."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from tempen.audit.reading import Reading
from tempen.locale import speak
from tempen.terms.finding import SEVERITIES, Audit, Finding, Passage

VERSION = 1


def to_json(audits: Iterable[tuple[Reading, Audit]], lang: str) -> str:
    """JSON after `schemas/audit.schema.json`; explanations are in `lang`."""
    made = {
        "version": VERSION,
        "lang": lang,
        "documents": [describe(reading, audit, lang) for reading, audit in audits],
    }
    return json.dumps(made, ensure_ascii=False, indent=2)


def describe(reading: Reading, audit: Audit, lang: str) -> dict[str, Any]:
    say, coverage = speak(lang), audit.coverage
    return {
        "document": reading.name,
        "format": reading.format,
        "lang": reading.lang,
        "pages": reading.pages,
        "coverage": {
            "found": coverage.found,
            "checkable": coverage.checkable,
            "checked": coverage.checked,
            "not_checked": [
                {"reason": reason.said(say), "count": n} for reason, n in coverage.reasons.items()
            ],
            "remarks": [remark.said(say) for remark in coverage.remarks],
        },
        "findings": [describe_finding(one, lang) for one in audit.findings],
        "accepted": [
            {**describe_finding(one.finding, lang), "reason": one.reason} for one in audit.accepted
        ],
    }


def describe_finding(finding: Finding, lang: str) -> dict[str, Any]:
    return {
        "code": finding.code,
        "severity": finding.severity,
        "certainty": round(finding.certainty, 3),
        "quote": finding.quote,
        "place": describe_place(finding.passage),
        "stated": finding.stated,
        "expected": finding.expected,
        "explanation": finding.explanation.said(speak(lang)),
        "others": [{"quote": at.quote, "place": describe_place(at)} for at in finding.others],
    }


def describe_place(at: Passage) -> dict[str, Any]:
    """Rows, columns and paragraphs count from 1; null where there is none."""
    return {
        "document": at.document,
        "page": at.page or None,
        "line": at.line or None,
        "section": at.section,
        "paragraph": at.block + 1,
        "row": at.row + 1 if at.row >= 0 else None,
        "column": at.column + 1 if at.column >= 0 else None,
        "start": at.start,
        "end": at.end,
    }


# --- schema -----------------------------------------------------------------------------------

TEXT: dict[str, Any] = {"type": "string"}
COUNT: dict[str, Any] = {"type": "integer", "minimum": 0}
FROM_ONE: dict[str, Any] = {"type": ["integer", "null"], "minimum": 1}


def whole(description: str, **properties: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "description": description,
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def listed(items: dict[str, Any], description: str) -> dict[str, Any]:
    return {"type": "array", "items": items, "description": description}


def said(schema: dict[str, Any], description: str) -> dict[str, Any]:
    return {**schema, "description": description}


def schema() -> dict[str, Any]:
    """The JSON Schema of what `tempen audit --format json` prints."""
    place = {"$ref": "#/$defs/place"}
    finding = {
        "code": said(TEXT, "What was looked for; docs/audit.md explains each."),
        "severity": {
            "enum": list(SEVERITIES),
            "description": "error: arithmetic shows it; warning: likely; note: look.",
        },
        "certainty": {
            "type": "number",
            "minimum": 0,
            "maximum": 1,
            "description": "How surely the passage was understood.",
        },
        "quote": said(TEXT, "The words or number at fault, as they stand."),
        "place": place,
        "stated": said(TEXT, "What the document says."),
        "expected": said(TEXT, "What follows instead; empty where nothing does."),
        "explanation": said(TEXT, "Why, in one sentence, in the language asked for."),
        "others": listed(
            whole("A passage that the finding rests on.", quote=TEXT, place=place),
            "The other passages that the finding rests on.",
        ),
    }
    coverage = whole(
        "How much was looked at.",
        found=said(COUNT, "Numbers found."),
        checkable=said(COUNT, "Those that state a quantity."),
        checked=said(COUNT, "Those that some arithmetic was done on."),
        not_checked=listed(
            whole("Why some were not checked.", reason=TEXT, count=COUNT),
            "Adding up to found less checked.",
        ),
        remarks=listed(TEXT, "What could not be read, or was read with care."),
    )
    accepted = whole(
        "A finding that somebody lets stand.", **finding, reason=said(TEXT, "The reason given.")
    )
    document = whole(
        "One document.",
        document=said(TEXT, "The file's name."),
        format=said(TEXT, "docx, pdf, tagged pdf, html, md or txt."),
        lang=said(TEXT, "sv or en: of most of the text."),
        pages=said(COUNT, "0 where the format has no pages."),
        coverage=coverage,
        findings=listed({"$ref": "#/$defs/finding"}, "In the order of the document."),
        accepted=listed(accepted, "Accepted by tempen-audit.yaml."),
    )
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "tempen audit --format json",
        **whole(
            "Audits of one or several documents.",
            version={"const": VERSION, "description": "Of this schema."},
            lang=said(TEXT, "Of the explanations."),
            documents=listed(document, "In the order asked for."),
        ),
        "$defs": {
            "finding": whole("Something that cannot be right, is likely not, or needs a look.",
                             **finding),
            "place": whole(
                "Where it stands; counted from 1, but characters from 0.",
                document=said(TEXT, "The file's name."),
                page=said(FROM_ONE, "Null where the format has no pages."),
                line=said(FROM_ONE, "Null but in Markdown and plain text."),
                section=said(TEXT, "The nearest heading above."),
                paragraph=said({"type": "integer", "minimum": 1}, "Block of the document."),
                row=said(FROM_ONE, "Of the table; null outside tables."),
                column=said(FROM_ONE, "Of the table; null outside tables."),
                start=said(COUNT, "First character in the paragraph or cell."),
                end=said(COUNT, "After its last character."),
            ),
        },
    }  # fmt: skip
