"""The words as written."""

from tempen.items.spec import Spec

SPEC = Spec(
    keys="""
id: comment
kind: text
not_applicable: true
""",
    raw={"comment": [" We have begun. ", "", "not_applicable"]},
    codes={
        "comment": [0, -3, -4],
        "comment:text": ["We have begun.", None, None],
    },
    problems=(),
    notes="The code 0 says that there is a text.",
)
