"""PART: a part of a whole and the percentage printed of it, in prose and in tables."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise, permutations

from tempen.audit.find.bases import Base, Counted, base_of, plain
from tempen.audit.find.figures import Figure, sentences_of
from tempen.audit.find.listed import whole as entire
from tempen.audit.find.pairs import Pair, pairs_of
from tempen.audit.find.rounding import Worked
from tempen.audit.find.sheet import Column, Sheet
from tempen.audit.find.sight import Prose, Sight, sight_of, work
from tempen.audit.find.sizes import sizes_of, this_year
from tempen.audit.find.wording import exact, found, show
from tempen.audit.finder import Found, Look
from tempen.locale import mark
from tempen.locale.lexicon import lexicon
from tempen.terms.finding import Severity

CODES = {
    "PART-01": mark("A part of a whole does not give the percentage that is printed."),
    "PART-02": mark("A part is larger than the whole it is said to be of."),
    "PART-03": mark("A count and its percentage do not go with the base of the others."),
}
APPOSED = re.compile(
    r"\s+(?:[^\W\d_]+\s+)?\(|\s*(?:[^\W\d_]+)?,?\s+(?:motsvarande|eller|dvs\.?|det vill säga"
    r"|vilket motsvarar|or|that is|i\.e\.|which is|representing)\s+",
    re.IGNORECASE,
)
LISTED = re.compile(r"\s+[^\d;:.()]{0,60}\(")
WHOLE = 0.97  # of all rows of a report that one base must explain
LONG = 12  # rows that a report must have for one base to be tried on all
MOST = 0.6  # of the rows that must agree before columns count as part, whole and rate


def find(look: Look) -> Found:
    sight, made = sight_of(look), Found()
    for prose in sight.prose:
        for pair in prose.pairs:
            check_pair(pair, sight, made)
        check_everyone(prose, sight, made)
    for sheet in sight.sheets:
        check_cells(sheet, sight, made)
        if not check_rates(sheet, sight, made):
            check_counts(sheet, sight, made)
    for prose in sight.prose:
        check_listed(prose, sight, made)
        check_of_these(prose, sight, made)
    check_told(sight, made)
    check_runs(sight, made)
    return made


def check_pair(pair: Pair, sight: Sight, made: Found) -> None:
    part, whole = pair.part, pair.whole
    if part.low > whole.high and pair.tight and whole.value > 1:
        made.check(part.text, part.number, whole.number)
        facts = {"part": part.printed, "whole": whole.printed}
        made.add(
            found(
                "PART-02",
                "error",
                0.9,
                part,
                "",
                mark("{part} cannot be a part of {whole}: it is more.", **facts),
                [whole],
                stated=f"{part.printed} / {whole.printed}",
            )
        )
    if pair.share is None or whole.value <= 0 or part.low > whole.high:
        return
    made.check(part.text, part.number, whole.number)
    made.check(pair.share.text, pair.share.number)
    check_share(part, whole, pair.share, sight, made, rate=pair.rate, certainty=0.97)


def check_listed(prose: Prose, sight: Sight, made: Found) -> None:
    """“171 were slips (42%), 128 faults (31%), 74 attacks (18%) and 39 something else (9%)”."""
    text = prose.text
    for span in sentences_of(text):
        here = [one for one in prose.figures if span.start <= one.number.start < span.end]
        rows = [
            Counted(one, other, False)
            for one, other in pairwise(here)
            if entire(one) and other.share and not other.words
            if LISTED.fullmatch(text.text[one.stop : other.start])
            and text.text[other.stop : other.stop + 1] == ")"
        ]
        paired = {pair.part for pair in prose.pairs}
        rows = [row for row in rows if row.count not in paired]
        if len(rows) < 3:
            continue
        told = whole_before(prose, span.start, rows)
        judge_run(rows, sight, made, told.value if told else 0.0)
        value = sum(row.count.value for row in rows)
        shares = sum(row.share.value for row in rows)
        if told and value != told.value and abs(shares - 100) <= len(rows) / 2:
            tell_whole(told, rows, value, made)


def check_of_these(prose: Prose, sight: Sight, made: Found) -> None:
    """“… that is 367 customers. Of these, 161 (44%) …”: the whole stands in the sentence before."""
    text = prose.text
    paired = {pair.part for pair in prose.pairs}
    for last, span in pairwise(sentences_of(text)):
        if not lexicon(text.lang).pattern("of_these").match(text.text, span.start, span.end):
            continue
        here = [one for one in prose.figures if span.start <= one.number.start < span.end]
        wholes = [
            one
            for one in prose.figures
            if last.start <= one.number.start < last.end and entire(one) and one.value > 1
        ]
        if len(here) < 2 or not wholes or here[0] in paired:
            continue
        count, share = here[0], here[1]
        between = text.text[count.stop : share.start]
        if not (entire(count) and share.share and not share.words and APPOSED.fullmatch(between)):
            continue
        held = [one for one in wholes if count.value <= one.value]
        good = [one for one in held if work(count, one, share).near]
        for one in (count, share, *good):
            made.check(one.text, one.number)
        if held and not good:
            check_share(count, held[-1], share, sight, made, certainty=0.8)


def whole_before(prose: Prose, start: int, rows: list[Counted]) -> Figure | None:
    """The count that a list is of: the last before it that is near their sum."""
    value = sum(row.count.value for row in rows)
    before = [one for one in prose.figures if entire(one) and one.start < rows[0].count.start]
    near = [one for one in before[-2:] if abs(one.value - value) <= 0.1 * one.value]
    return near[-1] if near else None


def tell_whole(total: Figure, rows: list[Counted], value: float, made: Found) -> None:
    lang = total.text.lang
    made.add(
        found(
            "PART-03",
            "error",
            0.85,
            rows[0].count,
            show(value, 0, lang),
            mark(
                "The parts add up to {sum}, not {total}: {parts}.",
                sum=show(value, 0, lang),
                total=total.printed,
                parts=" + ".join(row.count.printed for row in rows),
            ),
            [total, *(row.count for row in rows[1:])],
        )
    )


def check_told(sight: Sight, made: Found) -> None:
    """The response rate against the number asked and the number that answered, wherever they
    stand: “Sent to 312 schools. 187 answered, a response rate of 60%”."""
    sizes = [one for one in sizes_of(sight) if one.group != "?"]
    paired = {id(share) for prose in sight.prose for pair in prose.pairs if (share := pair.share)}
    latest = this_year(sight)
    done: set[int] = set()
    for of in (
        lambda size: (size.figure.text.block, size.year, size.group),  # said together
        lambda size: (-1, size.year or latest, size.group),
    ):
        told: dict[tuple[int, str, str], dict[str, list[Figure]]] = {}
        for size in sizes:
            told.setdefault(of(size), {}).setdefault(size.role, []).append(size.figure)
        for roles in told.values():
            part, whole = one_of(roles.get("answered", [])), one_of(roles.get("invited", []))
            if part is None or whole is None or not 0 < part.value <= whole.value:
                continue
            for share in roles.get("rate", []):
                if share.text.row >= 0 or id(share) in paired | done:
                    continue
                done.add(id(share))
                for one in (part, whole, share):
                    made.check(one.text, one.number)
                check_share(part, whole, share, sight, made, rate=True, certainty=0.85)


def one_of(figures: list[Figure]) -> Figure | None:
    """The figure of a quantity that has one value; None where it has several."""
    return figures[0] if len({one.value for one in figures}) == 1 else None


def check_everyone(prose: Prose, sight: Sight, made: Found) -> None:
    """“Of all respondents, 112 (13%) …”: the whole is all who answered."""
    text = prose.text
    for span in sentences_of(text):
        here = [one for one in prose.figures if span.start <= one.number.start < span.end]
        if len(here) != 2 or any(pair.part in here for pair in prose.pairs):
            continue
        share = next((one for one in here if one.share and not one.words), None)
        count = next((one for one in here if one.unit == "count"), None)
        between = text.text[here[0].stop : here[1].start]
        said = lexicon(text.lang).pattern("everyone").search(text.text, span.start, span.end)
        if not (share and count and said and APPOSED.fullmatch(between)):
            continue
        wholes = {
            size.figure.value: size.figure
            for size in sizes_of(sight)
            if size.role == "answered" and size.firm and not size.group
        }
        if len(wholes) == 1:
            (whole,) = wholes.values()
            if count.value <= whole.value:
                for one in (count, share, whole):
                    made.check(one.text, one.number)
                check_share(count, whole, share, sight, made, certainty=0.8)


def check_share(
    part: Figure,
    whole: Figure,
    share: Figure,
    sight: Sight,
    made: Found,
    *,
    rate: bool = False,
    certainty: float = 0.95,
    weighted: bool = False,
) -> None:
    """Compare a share with its part and whole."""
    done = work(part, whole, share)
    if share.meets(done.low, done.high) or done.by(sight.habit):
        return
    if share.hedge and done.high >= share.low - 2 and done.low <= share.high + 2:
        return
    severity = "warning" if (sight.weighted and not rate) or weighted or done.near else "error"
    value = (done.low + done.high) / 2 if done.high < float("inf") else done.low
    lang, decimals = share.text.lang, share.number.decimals if not share.words else 0
    facts = {
        "part": part.printed,
        "whole": whole.printed,
        "value": exact(value, decimals, lang),
        "stated": share.printed,
    }
    made.add(
        found(
            "PART-01",
            severity,
            certainty * (0.7 if done.near else 1.0),
            share,
            exact(value, decimals - 1, lang),
            mark("{part} of {whole} is {value}, not {stated}.", **facts),
            [part, whole],
        )
    )


# --- tables ---------------------------------------------------------------------------------


def check_cells(sheet: Sheet, sight: Sight, made: Found) -> None:
    """Cells that read “8 of 10 (80%)”."""
    for cell in sheet.grid.cells:
        if len(cell.text.numbers) > 1 and not cell.header:
            for pair in pairs_of(cell.text):
                check_pair(pair, sight, made)


def check_rates(sheet: Sheet, sight: Sight, made: Found) -> bool:
    """Columns sent, answered and rate: by their headers, or because most rows agree."""
    for rate in sheet.columns:
        if rate.unit != "percent":
            continue
        best = best_ratio(sheet, rate, sight)
        if best is None:
            continue
        part, whole = best
        for index in rows_with(sheet, part, whole, rate):
            figures = [sheet.value(index, column.index) for column in (part, whole, rate)]
            if all(figures):
                one, other, share = (figure for figure in figures if figure)
                made.check(one.text, one.number)
                made.check(other.text, other.number)
                made.check(share.text, share.number)
                check_share(one, other, share, sight, made, rate=True)
        return True
    return False


def best_ratio(sheet: Sheet, rate: Column, sight: Sight) -> tuple[Column, Column] | None:
    """The columns that a rate is worked out from: answered over sent."""
    counts = [column for column in sheet.columns if column.unit == "count"]
    scored = []
    for part, whole in permutations(counts, 2):
        rows = list(rows_with(sheet, part, whole, rate))
        good = sum(
            work(one, other, share).near
            for index in rows
            if (one := sheet.value(index, part.index))
            and (other := sheet.value(index, whole.index))
            and (share := sheet.value(index, rate.index))
        )
        named = (
            "answered" in part.roles
            and "invited" in whole.roles
            and ("rate" in rate.roles or "share" in rate.roles)
            and near(part, whole, rate)
        )
        if rows and (named or (good >= 2 and good >= MOST * len(rows))):
            distance = abs(part.index - whole.index) + abs(rate.index - part.index)
            scored.append(((good, named, -distance), part, whole))
    if not scored:
        return None
    _, part, whole = max(scored, key=lambda one: one[0])
    return part, whole


def near(part: Column, whole: Column, rate: Column) -> bool:
    """Whether the whole stands beside the part: “views” further off is not what was started."""
    return abs(part.index - whole.index) == 1 and abs(rate.index - part.index) <= 2


def rows_with(sheet: Sheet, part: Column, whole: Column, rate: Column) -> Iterator[int]:
    for row in sheet.rows:
        one, other = sheet.value(row.index, part.index), sheet.value(row.index, whole.index)
        share = sheet.value(row.index, rate.index)
        if (
            one
            and other
            and share
            and one.unit == other.unit == "count"
            and share.unit == "percent"
            and other.value > 0
            and one.value <= other.value
        ):
            yield row.index


def check_counts(sheet: Sheet, sight: Sight, made: Found) -> None:
    """Columns of counts and of shares with one base for the column."""
    for share in sheet.columns:
        if share.unit != "percent":
            continue
        beside = [
            column
            for column in sheet.columns
            if column.unit == "count" and abs(column.index - share.index) == 1
            if not column.years or not share.years or column.years == share.years
        ]
        for count in beside:
            rows = [
                Counted(one, other, "total" in row.roles)
                for row in sheet.rows
                if "base" not in row.roles
                and (one := sheet.value(row.index, count.index))
                and (other := sheet.value(row.index, share.index))
                and one.unit == "count"
                and other.unit == "percent"
            ]
            told = share.base or count.base
            judge_run(rows, sight, made, told.value if told else 0.0)


# --- lists ----------------------------------------------------------------------------------


def check_runs(sight: Sight, made: Found) -> None:
    """Lists with a percentage and a count on every line. A question's own base is tried first,
    then one for the whole report: some take all who answered the survey as every base."""
    rows = [[one for line in run.lines if (one := line.counted)] for run in sight.runs]
    whole = [one for run in rows for one in run]
    base = base_of(whole, sight, need=WHOLE)
    if base and len(whole) > LONG:
        judge_rows(whole, base, sight, made)
        return
    for run in rows:
        judge_run(run, sight, made)


def weigh(done: Worked, firm: bool) -> Severity:
    """A number that was cut and not rounded is hardly wrong; without a stated base, likely."""
    if done.near:
        return "note"
    return "error" if firm else "warning"


def judge_run(rows: list[Counted], sight: Sight, made: Found, told: float = 0.0) -> None:
    """Infer the base of counts and shares that belong together, then judge each."""
    base = base_of(rows, sight, told=told)
    if base is not None:
        judge_rows(rows, base, sight, made)


def judge_rows(rows: list[Counted], base: Base, sight: Sight, made: Found) -> None:
    for row in filter(plain, rows):
        made.check(row.count.text, row.count.number)
        made.check(row.share.text, row.share.number)
        value = 100.0 * row.count.value / base.value
        done = Worked(row.share.value, value, value, row.share.half)
        if done.by(base.way) or done.by("nearest"):
            continue
        lang, decimals = row.share.text.lang, row.share.number.decimals
        facts = {
            "count": row.count.printed,
            "base": base.printed(lang),
            "value": exact(value, decimals, lang),
            "stated": row.share.printed,
        }
        made.add(
            found(
                "PART-03",
                weigh(done, base.stated and not sight.weighted),
                0.9 if base.stated else 0.75,
                row.share,
                exact(value, decimals - 1, lang),
                mark(
                    "The other rows go with a base of {base}; of that, {count} is {value}, "
                    "not {stated}.",
                    **facts,
                ),
                [row.count],
            )
        )
