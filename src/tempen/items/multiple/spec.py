"""Marks in one cell; one that stands alone may not stand with others."""

from tempen.items.spec import Spec

SPEC = Spec(
    keys="""
id: support
kind: multiple
options: [law, skills, money]
none: true
cap: 2
not_applicable: true
""",
    raw={
        "support": [
            "law",
            "skills;law",
            "none",
            "none law",
            "law skills money",
            "",
            "not_applicable",
        ]
    },
    codes={
        "support.law": [1, 1, 0, -3, -3, -3, -4],
        "support.skills": [0, 1, 0, -3, -3, -3, -4],
        "support.money": [0, 0, 0, -3, -3, -3, -4],
        "support.none": [0, 0, 1, -3, -3, -3, -4],
    },
    problems=((3, "support", "ITEM-22"), (4, "support", "ITEM-23")),
    notes=(
        "1 is marked, 0 is not. A cell holds marks with a space, comma, semicolon, bar or line "
        "between them (`separator:` says otherwise), or there is a column `item.option` per "
        "option with 1, x, yes or true. A blank answer is skipped; with `blank: unmarked` it is "
        "an answer with no mark."
    ),
)
