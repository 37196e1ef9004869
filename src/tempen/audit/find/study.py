"""STUDY: every number that can be tied to a question, against the study's own data."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from tempen.audit.find.claims import claims_of
from tempen.audit.find.figures import Figure
from tempen.audit.find.held import Held, hold
from tempen.audit.find.meant import Meant, averages_of, index_levels, shares_meant, tallies_of
from tempen.audit.find.sight import Sight, sight_of
from tempen.audit.find.sizes import Size, sizes_of
from tempen.audit.find.stems import stems_of
from tempen.audit.find.tied import Tie, What, ties_of
from tempen.audit.find.wording import found, percent, show
from tempen.audit.finder import Found, Look
from tempen.locale import Words, mark
from tempen.terms.finding import Known

CODES = {
    "STUDY-01": mark("A number is not what the data of the study give."),
    "STUDY-02": mark("Most of a table differs from the data of the study."),
}
FAR = 40.0  # points: shares further apart are of different things
NEAR = 0.25  # counts and means further apart than this part are of different things
EDGE = 1e-6
# How many cells of a table must agree, and how many times those that do not, before the others
# are wrong: bases, counts and intervals may be made in other ways than the study's own.
SURE: dict[What, tuple[int, float]] = {
    "share": (1, 1.0),
    "mean": (1, 1.0),
    "base": (2, 2.0),
    "count": (2, 2.0),
    "low": (3, 3.0),
    "high": (3, 3.0),
}
MANY = 4  # cells that differ before a table is said to differ as a whole


def find(look: Look) -> Found:
    made = Found()
    if not look.known:
        return made
    sight, held = sight_of(look), hold(look.known)
    for sheet in sight.sheets:
        for ties in ties_of(sheet, held):
            judge_ties(ties, made)
    judge_sizes(sight, held, made)
    levels = index_levels(look.known, sight.lang)
    for claim in claims_of(sight):
        if not claim.figure.hedge:
            judge(shares_meant(claim, levels, held), "share", made)
    for meant in tallies_of(sight, levels, held):
        judge(meant, "count", made)
    for meant in averages_of(sight, held):
        judge(meant, "mean", made)
    return made


# --- tables ---------------------------------------------------------------------------------------


def judge_ties(ties: Sequence[Tie], made: Found) -> None:
    """A cell is wrong if most cells like it agree with the data and it does not."""
    kinds: dict[What, list[Tie]] = defaultdict(list)
    for tie in ties:
        kinds[tie.what].append(tie)
    for what, ones in kinds.items():
        wrong = [one for one in ones if not agrees(one)]
        right, (least, times) = len(ones) - len(wrong), SURE[what]
        if right < max(least, times * len(wrong)):
            if what in ("share", "mean") and len(wrong) >= MANY:
                differs(wrong, len(ones), made)
            continue
        for one in ones:
            made.check(one.figure.text, one.figure.number)
        for one in wrong:
            values = {value_of(known, what) for known in one.known}
            if len(values) == 1:
                tell(one.figure, what, one.known[0], made)


def agrees(tie: Tie) -> bool:
    return any(
        matches(tie.figure, value)
        for known in tie.known
        if (value := value_of(known, tie.what)) is not None
    ) or all(value_of(known, tie.what) is None for known in tie.known)


def value_of(known: Known, what: What) -> float | None:
    values: dict[What, float | None] = {
        "share": known.value,
        "mean": known.value,
        "count": known.count,
        "base": known.n,
        "low": known.low,
        "high": known.high,
    }
    return values[what]


def matches(figure: Figure, value: float) -> bool:
    """Whether a value would be printed so, in thousands or millions if the figure's unit says."""
    return any(
        abs(value - figure.value / scale) <= figure.half / scale + EDGE for scale in scales(figure)
    )


def tell(figure: Figure, what: What, known: Known, made: Found) -> None:
    value = value_of(known, what)
    assert value is not None
    close = abs(value - figure.value) <= 2 * figure.half + EDGE and what != "base"
    made.add(
        found(
            "STUDY-01",
            "warning" if close else "error",
            0.75 if close else 0.9,
            figure,
            printed(value, figure),
            sentence(figure, value, known, what),
        )
    )


def sentence(figure: Figure, value: float, known: Known, what: What) -> Words:
    told = ", ".join(
        filter(
            None,
            (
                known.words.get("item", known.item),
                "" if what in ("base", "mean") else known.words.get("level", known.level),
                known.words.get("group", ""),
                known.words.get("year", known.wave),
            ),
        )
    )
    facts = {"value": printed(value, figure), "told": told, "stated": figure.printed}
    if what == "base":
        return mark("The data have {value} answers ({told}), not {stated}.", **facts)
    if what == "count":
        return mark("In the data {value} gave this answer ({told}), not {stated}.", **facts)
    return mark("The data give {value} ({told}), not {stated}.", **facts)


def printed(value: float, figure: Figure) -> str:
    """A value in the form of the figure that it is compared with."""
    lang, decimals = figure.text.lang, max(figure.number.decimals, 0)
    return (percent if figure.share else show)(value, decimals, lang)


def differs(wrong: Sequence[Tie], of: int, made: Found) -> None:
    first, known = wrong[0], wrong[0].known[0]
    made.add(
        found(
            "STUDY-02",
            "note",
            0.6,
            first.figure,
            "",
            mark(
                "{wrong} of the {of} figures in this table that are about {item} are not what the "
                "data give: it may have another base, weighting or wave.",
                wrong=len(wrong),
                of=of,
                item=known.words.get("short", known.words.get("item", known.item)),
            ),
        )
    )


# --- the size of the survey -----------------------------------------------------------------------


def judge_sizes(sight: Sight, held: Held, made: Found) -> None:
    """How many were asked and answered, wherever the report says so firmly."""
    groups: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for label, ones in held.groups.items():
        groups[" ".join(sorted(stems_of(label, sight.lang)))] |= ones
    for size in sizes_of(sight):
        places = {("", "")} if not size.group else groups.get(size.group, set())
        waves = held.waves_of([size.year] if size.year else [])
        named = [
            known
            for place in places
            for wave in waves
            for level in (("invited", "eligible") if size.role == "invited" else (size.role,))
            if (known := held.response.get((level, place, wave)))
        ]
        if not named or size.figure.hedge:
            continue
        if any(matches(size.figure, known.value) for known in named):
            made.check(size.figure.text, size.figure.number)
        elif (
            size.firm
            and is_close(size.figure, named[0].value)
            and len({known.value for known in named}) == 1
        ):
            made.check(size.figure.text, size.figure.number)
            tell_size(size, named[0], made)


def tell_size(size: Size, known: Known, made: Found) -> None:
    value = printed(known.value, size.figure)
    told = ", ".join(
        filter(None, (known.words.get("group", ""), known.words.get("year", known.wave)))
    )
    facts = {"value": value, "told": told, "stated": size.figure.printed}
    words = {
        "invited": mark("The data have {value} that were asked ({told}), not {stated}.", **facts),
        "answered": mark("The data have {value} that answered ({told}), not {stated}.", **facts),
        "rate": mark("The data give a response rate of {value} ({told}), not {stated}.", **facts),
    }
    made.add(found("STUDY-01", "error", 0.85, size.figure, value, words[size.role]))


# --- sentences ------------------------------------------------------------------------------------


def judge(meant: Sequence[Meant], what: What, made: Found) -> None:
    """Right if any figure that it may be is what is printed; wrong if all agree on another."""
    if not meant:
        return
    figure = meant[0].figure
    made.check(figure.text, figure.number)
    if any(matches(figure, value) for one in meant for value in one.values):
        return
    expected = {tuple(round(value, 6) for value in one.values) for one in meant}
    if len(expected) > 1 or not is_close(figure, meant[0].values[0]):
        return
    known, value = meant[0].known, meant[0].values[0]
    why = sentence(figure, value, known, what)
    made.add(found("STUDY-01", "warning", 0.75, figure, printed(value, figure), why))


def is_close(figure: Figure, value: float) -> bool:
    """Whether two values are near enough to be of the same thing."""
    if figure.share:
        return abs(value - figure.value) <= FAR
    nearest = min((figure.value / scale for scale in scales(figure)), key=lambda x: abs(x - value))
    return abs(nearest - value) <= NEAR * max(abs(value), abs(nearest))


def scales(figure: Figure) -> tuple[float, ...]:
    """What a printed figure may be divided by: data may be in thousands or millions."""
    return (1.0,) if figure.share or figure.number.decimals >= 0 else (1.0, 1e3, 1e6)
