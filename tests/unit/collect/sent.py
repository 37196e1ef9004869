"""Pages as respondents might send them: proper, odd, and made by nobody's browser."""

from __future__ import annotations

from pathlib import Path

from hypothesis import strategies as st

from tempen.collect import make_questionnaire
from tempen.items.forms import beside, field, offered_levels, offered_rows
from tempen.study import load
from tempen.terms.item import Item

ROOT = Path(__file__).parents[3]
FABEL = make_questionnaire(load(ROOT / "examples" / "fiktiva-kommuner"), "2028")
TINY = make_questionnaire(load(ROOT / "examples" / "tiny"), "2027")
QUESTIONNAIRES = st.sampled_from([FABEL, TINY])

ODD = st.one_of(
    st.text(max_size=30),
    st.sampled_from(
        ["", "-1", "1e9", "∞", "١٢", "9999999999999999999999", "yes", "dont_know", "nan"]
    ),
)


def fields(item: Item, wave: str) -> list[tuple[str, list[str]]]:
    """Each field of an item with the values that its page offers."""
    asked = item.waves[wave]
    levels = [level.id for level in offered_levels(item, asked)]
    said = [*beside(item)]
    if item.kind == "battery":
        return [(field(item, row), [*levels, *said]) for row in offered_rows(item, asked)]
    if item.kind == "ranking":
        places = [str(place) for place in range(1, len(levels) + 1)]
        return [(field(item, level), places) for level in levels]
    if item.kind in ("number", "text"):
        free = ["12", "0", "1 234", "0,5", "words"]
        return [(field(item), free), *([(field(item, "said"), said)] if said else [])]
    return [(field(item), [*levels, *said])]


@st.composite
def sent_item(draw, item: Item, wave: str, odd: bool = True) -> dict[str, list[str]]:
    """What one item sends: offered values mostly, now and then anything at all."""
    posted: dict[str, list[str]] = {}
    for name, offered in fields(item, wave):
        value = st.sampled_from(offered)
        if odd:
            value = st.one_of(value, value, value, ODD)
        most = 3 if item.kind == "multiple" else 1
        posted[name] = draw(st.lists(value, min_size=0, max_size=most))
    return posted


@st.composite
def sent_pages(draw, questionnaire, odd: bool = True) -> dict[str, dict[str, list[str]]]:
    """Section -> what its page sends."""
    return {
        page.section: {
            name: values
            for item in page.items
            for name, values in draw(sent_item(item, questionnaire.wave, odd)).items()
        }
        for page in questionnaire.pages
    }
