"""The options in order in one cell; an option named twice is told."""

from tempen.items.spec import Spec

SPEC = Spec(
    keys="""
id: order
kind: ranking
options: [people, data, tools]
""",
    raw={"order": ["data tools people", "tools", "data data", "money", ""]},
    codes={
        "order.people": [3, 0, -3, -3, -3],
        "order.data": [1, 0, -3, -3, -3],
        "order.tools": [2, 1, -3, -3, -3],
    },
    problems=((3, "order", "ITEM-21"), (2, "order", "ITEM-27")),
    notes="A code is the rank, 0 not ranked. A column `item.option` per option may hold ranks.",
)
