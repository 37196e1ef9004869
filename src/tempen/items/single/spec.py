"""A code of another wave is recoded; a blank is skipped; a code not known is told."""

from tempen.items.spec import Spec

SPEC = Spec(
    keys="""
id: strategy
kind: single
options: [yes, drafting, no]
dont_know: true
not_applicable: true
waves:
  "2023": {recode: {"1": yes, "9": dont_know, "8": not_applicable}}
""",
    raw={"strategy": ["yes", "1", "9", "8", "", "maybe"]},
    codes={"strategy": [0, 0, 3, -4, -3, -3]},
    problems=((5, "strategy", "ITEM-21"),),
    notes="Codes count the options from 0, “don't know” last. -4 is not applicable, -3 skipped.",
)
