"""A column per row; a row that the wave did not have was not asked."""

from tempen.items.spec import Spec

SPEC = Spec(
    keys="""
id: benefit
kind: battery
rows: [service, quality]
scale: [great, some, none]
waves:
  "2023": {rows: [service], columns: {service: q4_1}}
""",
    raw={"q4_1": ["great", "none", ""]},
    codes={"benefit.service": [0, 2, -3], "benefit.quality": [-1, -1, -1]},
    problems=(),
    notes="The column of a row is `item.row`, or what `columns:` says. -1 is not asked.",
)
