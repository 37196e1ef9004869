"""Yes is 0 and no is 1, as in every item of levels."""

from tempen.items.spec import Spec

SPEC = Spec(
    keys="""
id: board
kind: yesno
dont_know: true
""",
    raw={"board": ["yes", "no", "dont_know", "true", "", "2"]},
    codes={"board": [0, 1, 2, 0, -3, -3]},
    problems=((5, "board", "ITEM-21"),),
    notes="Tables that write booleans may say true and false.",
)
