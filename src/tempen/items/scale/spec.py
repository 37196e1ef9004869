"""A wave that offered fewer steps takes no others."""

from tempen.items.spec import Spec

SPEC = Spec(
    keys="""
id: trust
kind: scale
scale: [low, neither, high]
scores: [-1, 0, 1]
diverging: true
waves:
  "2023": {levels: [low, high]}
""",
    raw={"trust": ["low", "high", "neither", ""]},
    codes={"trust": [0, 2, -3, -3]},
    problems=((2, "trust", "ITEM-29"),),
    notes="`scores` give each step a point, for means.",
)
