"""Decimal comma or point; limits; what is no number is told."""

from tempen.items.spec import Spec

SPEC = Spec(
    keys="""
id: staff
kind: number
unit: people
minimum: 0
maximum: 5000
decimals: 1
dont_know: true
""",
    raw={"staff": ["12", "4,5", "1 234.0", "-1", "ten", "0.25", "dont_know", ""]},
    codes={
        "staff": [0, 0, 0, -3, -3, -3, -5, -3],
        "staff:value": [12.0, 4.5, 1234.0, None, None, None, None, None],
    },
    problems=((4, "staff", "ITEM-24"), (3, "staff", "ITEM-25"), (5, "staff", "ITEM-26")),
    notes="The code 0 says that there is a value. -5 is don't know.",
)
