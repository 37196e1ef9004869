"""TOTAL: parts that do not make their total, shares that do not make a hundred, and totals that
lie outside their parts."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from tempen.audit.find.bases import Counted, range_of, stab
from tempen.audit.find.figures import Figure
from tempen.audit.find.listed import Hundred, Said, hundreds_in_prose, sums_in_prose
from tempen.audit.find.runs import Run
from tempen.audit.find.sheet import Column, Row, Sheet, holds, plays
from tempen.audit.find.sight import Sight, sight_of
from tempen.audit.find.wording import found, percent, points, show
from tempen.audit.finder import Found, Look
from tempen.locale import mark
from tempen.terms.finding import Finding, Severity

CODES = {
    "TOTAL-01": mark("Counts do not add up to the total that is printed."),
    "TOTAL-02": mark("Shares of one question do not add up to a hundred, and nothing says why."),
    "TOTAL-04": mark("A column of changes is not the difference of its columns."),
    "TOTAL-03": mark("A total percentage lies outside its parts, or is not their weighted mean."),
}
CLOSE = 0.25  # a sum further off than this is of something else
OVER, UNDER = 15.0, 10.0  # points from a hundred within which one question is still meant
SMALL = 0.03  # what groups may lack of all and still be meant to make it
STRAY = 0.05  # how far one breakdown may be from the total that another makes
MANY_ROWS = 40
FULL = 0.9  # of the total's base that the groups must make to be its parts
TINY = 1e-7


def find(look: Look) -> Found:
    sight, made = sight_of(look), Found()
    for sheet in sight.sheets:
        for lane in lanes_of(sheet):
            check_sum(lane, made)
        check_columns(sheet, made)
        check_hundreds(sheet, made)
        check_changes(sheet, made)
        check_means(sheet, sight, made)
    for run in sight.runs:
        check_run(run, made)
    for hundred in hundreds_in_prose(sight):
        judge_sentence(hundred, made)
    for sum_ in sums_in_prose(sight):
        check_said(sum_, made)
    made.findings = join(made.findings)
    return made


def join(findings: list[Finding]) -> list[Finding]:
    """One finding where two sums meet in one number: it is that number that is wrong."""
    sums = [one for one in findings if one.code == "TOTAL-02"]
    made = [one for one in findings if one.code != "TOTAL-02"]
    for one in sums:
        shared = next((each for each in made if each.passage in (one.passage, *one.others)), None)
        if shared is None or shared.code != "TOTAL-03":
            made.append(one)
            continue
        made.remove(shared)
        rest = tuple(each for each in (one.passage, *one.others) if each != shared.passage)
        made.append(replace(one, passage=shared.passage, others=(*rest, *shared.others)))
    return made


# --- counts ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Lane:
    """Counts along a row or column, and the total among them.

    strong  the word says a sum: “Total”, not “All”
    proven  lanes beside it add up
    """

    figures: tuple[Figure, ...]
    total: Figure
    strong: bool
    proven: bool = False
    open: bool = False  # several answers may be given
    broken: bool = False  # to be told though no other lane adds up


def lanes_of(sheet: Sheet) -> Iterator[Lane]:
    down = [lane for column in sheet.columns for lane in lanes_down(sheet, column)]
    across = list(lanes_across(sheet))
    for lanes in (down, across):
        adds = [sums(lane) for lane in lanes]
        for i, lane in enumerate(lanes):
            others = adds[:i] + adds[i + 1 :]
            proven = sum(others) >= 1 and sum(others) >= 0.5 * len(others)
            broken = stray_run(lane.figures, lane.total.value) if lane.total.value else ()
            if lane.strong or proven or broken or lane.broken:
                yield Lane(lane.figures, lane.total, lane.strong, proven, lane.open)


def lanes_down(sheet: Sheet, column: Column) -> Iterator[Lane]:
    if column.unit != "count" or "change_header" in column.roles:
        return
    for rows in sheet.parts:
        totals = [row for row in rows if "total" in row.roles]
        parts = [row for row in rows if not row.roles & {"total", "base"}]
        if len(totals) != 1 or len(parts) < 2:
            continue
        total = sheet.figure(totals[0].index, column.index)
        figures = [sheet.figure(row.index, column.index) for row in parts]
        if total and whole(total) and any(figures):
            yield Lane(
                tuple(one for one in figures if one and whole(one)),
                total,
                "sum" in totals[0].roles,
                open=sheet.says("multiple_choice") or over_hundred(sheet, column, parts),
            )


def check_columns(sheet: Sheet, made: Found) -> None:
    """A column of counts that is the sum of two or more beside it in all rows but one:
    “women, men, all”, “gross sample, not eligible, net sample”."""
    counts = [
        column
        for column in sheet.columns
        if column.index and column.unit == "count" and "change_header" not in column.roles
    ]
    for sum_, *parts in adding_columns(counts):
        rows = [
            (total, figures)
            for row in sheet.rows
            if (total := sheet.figure(row.index, sum_.index)) and whole(total)
            if all(figures := [sheet.figure(row.index, one.index) for one in parts])
        ]
        rows = [(total, [one for one in figures if one]) for total, figures in rows]
        good = [one for one in rows if sum(each.value for each in one[1]) == one[0].value]
        telling = sum(total.value > 0 and min(x.value for x in ones) > 0 for total, ones in good)
        if len(rows) < 3 or len(good) < len(rows) - 1 or telling < 2:
            continue
        for total, figures in rows:
            for one in (total, *figures):
                made.check(one.text, one.number)
            value = sum(one.value for one in figures)
            if value != total.value:
                tell_sum(total, figures, value, made)


def adding_columns(counts: list[Column]) -> Iterator[tuple[Column, ...]]:
    """A column and the run of columns right before or after it, of two or three."""
    for i, column in enumerate(counts):
        for size in (2, 3):
            before, after = counts[max(0, i - size) : i], counts[i + 1 : i + 1 + size]
            for run in (before, after):
                if len(run) == size:
                    yield column, *run


def over_hundred(sheet: Sheet, column: Column, rows: Sequence[Row]) -> bool:
    """Whether shares beside the counts add up to much more than a hundred: several answers."""
    for near in sheet.columns:
        if near.unit == "percent" and abs(near.index - column.index) == 1:
            shares = [sheet.value(row.index, near.index) for row in rows]
            if sum(one.value for one in shares if one) > 100 + OVER:
                return True
    return False


def lanes_across(sheet: Sheet) -> Iterator[Lane]:
    """Rows with a total column: of counts of one kind, under heads of one level."""
    totals = [column for column in sheet.columns if "total" in column.roles]
    if len(totals) != 1 or len(sheet.columns) < 4:
        return
    yield from base_lanes(sheet, totals[0])
    parts = [
        column
        for column in sheet.columns
        if column.index
        and column is not totals[0]
        and column.unit == "count"
        and not column.roles & {"invited", "answered", "base", "rate", "change_header"}
    ]
    if len(parts) < 2:
        return
    for row in sheet.rows:
        total = sheet.figure(row.index, totals[0].index)
        figures = [sheet.figure(row.index, column.index) for column in parts]
        if total and whole(total) and all(one and whole(one) for one in figures):
            strong = "sum" in totals[0].roles
            yield Lane(tuple(one for one in figures if one), total, strong)


def base_lanes(sheet: Sheet, total: Column) -> Iterator[Lane]:
    """Bases under columns of shares: groups that make more than all, or hardly less."""
    for row in sheet.rows:
        all_ = sheet.figure(row.index, total.index)
        groups = [
            sheet.figure(row.index, column.index)
            for column in sheet.columns
            if column.index and column is not total and column.unit == "percent"
        ]
        if "base" not in row.roles or not all_ or not whole(all_) or len(groups) < 3:
            continue
        ones = tuple(one for one in groups if one and whole(one))
        value = sum(one.value for one in ones)
        if len(ones) == len(groups) and value > (1 - SMALL) * all_.value:
            yield Lane(ones, all_, False, broken=True)


def whole(figure: Figure) -> bool:
    return figure.unit == "count" and figure.number.decimals == 0 and not figure.hedge


def sums(lane: Lane) -> bool:
    return len(lane.figures) > 1 and sum(one.value for one in lane.figures) == lane.total.value


def check_sum(lane: Lane, made: Found, near: float = CLOSE) -> None:
    figures, total = lane.figures, lane.total
    if len(figures) < 2 or total.value <= 0:
        return
    value = sum(one.value for one in figures)
    if value == total.value or (
        splits(figures, total.value) and not stray_run(figures, total.value)
    ):
        for one in (*figures, total):
            made.check(one.text, one.number)
        return
    wrong = stray_run(figures, total.value)
    if wrong and not lane.open:
        figures, value = wrong, sum(one.value for one in wrong)
        lane = replace(lane, figures=wrong, proven=True)
    off = abs(value - total.value) / total.value
    if off > near or (lane.open and value > total.value):
        return
    if max(one.value for one in figures) > total.value and not lane.proven and len(figures) < 3:
        return
    for one in (*figures, total):
        made.check(one.text, one.number)
    tell_sum(total, figures, value, made, sure=lane.strong or lane.proven, proven=lane.proven)


def tell_sum(
    total: Figure,
    figures: Sequence[Figure],
    value: float,
    made: Found,
    *,
    sure: bool = True,
    proven: bool = True,
) -> None:
    lang = total.text.lang
    facts = {"sum": show(value, 0, lang), "total": total.printed, "parts": adding(figures, lang)}
    made.add(
        found(
            "TOTAL-01",
            "error" if sure else "warning",
            0.95 if proven else 0.85,
            total,
            show(value, 0, lang),
            mark("The parts add up to {sum}, not {total}: {parts}.", **facts),
            figures,
        )
    )


def adding(figures: Sequence[Figure], lang: str) -> str:
    values = [show(one.value, max(one.number.decimals, 0), lang) for one in figures]
    if len(values) > 8:
        values = [*values[:6], "…", values[-1]]
    return " + ".join(values)


def stray_run(figures: Sequence[Figure], total: float) -> tuple[Figure, ...]:
    """Of several breakdowns in one table, one that misses the total though another makes it."""
    values = [one.value for one in figures]
    spans = [(i, j) for i in range(len(values)) for j in range(i + 2, len(values) + 1)]
    if len(values) > MANY_ROWS:
        return ()
    exact = [(i, j) for i, j in spans if abs(sum(values[i:j]) - total) < TINY]
    for i, j in spans:
        off = abs(sum(values[i:j]) - total) / total
        if TINY < off <= STRAY and any(b <= i or j <= a for a, b in exact):
            return tuple(figures[i:j])
    return ()


def splits(figures: Sequence[Figure], total: float) -> bool:
    """Whether the counts are several breakdowns, one after the other, each adding up."""
    run, whole_runs = 0.0, 0
    for one in figures:
        run += one.value
        if abs(run - total) < TINY:
            run, whole_runs = 0.0, whole_runs + 1
    return whole_runs >= 1 and run <= total and (run == 0 or whole_runs >= 1)


# --- shares of one question ------------------------------------------------------------------


def check_hundreds(sheet: Sheet, made: Found) -> None:
    if sheet.says("multiple_choice"):
        return
    for rows in sheet.parts:
        judge_hundreds(list(hundreds_down(sheet, rows)), sheet.says("not_hundred"), made)
    judge_hundreds(list(hundreds_across(sheet)), sheet.says("not_hundred"), made, need=2)


def hundreds_down(sheet: Sheet, rows: Sequence[Row]) -> Iterator[Hundred]:
    options = [row for row in rows if not row.roles & {"total", "base"}]
    if len(options) < 2:
        return
    roles = {role for row in options for role in row.roles}
    for column in sheet.columns:
        if column.unit != "percent" or column.roles & {"rate", "change_header"}:
            continue
        figures = [sheet.value(row.index, column.index) for row in options]
        if not all(one and one.unit == "percent" and not one.hedge for one in figures):
            continue
        totals = [
            one.value
            for row in rows
            if "total" in row.roles and (one := sheet.value(row.index, column.index))
        ]
        if counted_beside(sheet, column, options):
            continue
        shut = (
            totals == [100.0] or bool(roles & {"residual"}) or {"answer_yes", "answer_no"} <= roles
        )
        if totals and totals != [100.0]:
            continue  # groups with their total, not options of one question
        yield Hundred(tuple(one for one in figures if one), shut)


def counted_beside(sheet: Sheet, column: Column, rows: Sequence[Row]) -> bool:
    """Whether counts stand beside the shares and give them, all of one base: then the shares
    are what they are, of all who could have answered."""
    for near in sheet.columns:
        if near.unit != "count" or abs(near.index - column.index) != 1:
            continue
        ranges = [
            range_of(Counted(count, share, False), "nearest")
            for row in rows
            if (count := sheet.value(row.index, near.index))
            and (share := sheet.value(row.index, column.index))
            and count.value > 0 < share.value
        ]
        if len(ranges) >= 2 and stab(ranges)[0] == len(ranges):
            return True
    return False


def hundreds_across(sheet: Sheet) -> Iterator[Hundred]:
    """Rows whose columns are the options of a scale."""
    options = [
        column
        for column in sheet.columns
        if column.unit == "percent"
        and not column.years
        and not column.roles & {"rate", "total", "share", "change_header"}
    ]
    if len(options) < 3:
        return
    shut = any(
        plays(column.heads[-1] if column.heads else "", sheet.lang, "residual")
        for column in options
    )
    for row in sheet.rows:
        if "base" in row.roles:
            continue
        figures = [sheet.value(row.index, column.index) for column in options]
        if all(one and one.unit == "percent" for one in figures):
            yield Hundred(tuple(one for one in figures if one), shut)


def judge_hundreds(hundreds: list[Hundred], said: bool, made: Found, need: int = 1) -> None:
    """Judge each by those beside it: where most add up, all should."""
    good = sum(one.adds for one in hundreds)
    for one in hundreds:
        others = len(hundreds) - 1
        proven = good - one.adds >= max(need, 0.6 * others) and others > 0
        if one.adds:
            if proven or one.shut:
                for figure in one.figures:
                    made.check(figure.text, figure.number)
            continue
        off = one.value - 100.0
        near_by = -UNDER <= off <= OVER
        if said or not (
            proven or (one.shut and near_by and need == 1 and not others * (good == 0))
        ):
            continue
        if not near_by and abs(off) > 3 * OVER:
            continue
        tell_hundred(one, "error" if proven else "warning", 0.9 if proven else 0.7, made)


def tell_hundred(one: Hundred, severity: Severity, certainty: float, made: Found) -> None:
    for figure in one.figures:
        made.check(figure.text, figure.number)
    last, lang = one.figures[-1], one.figures[-1].text.lang
    decimals = max(figure.number.decimals for figure in one.figures)
    value = percent(one.value, decimals, lang)
    explanation = (
        mark(
            "The answers add up to {value}, more than rounding explains: {parts}.",
            value=value,
            parts=adding(one.figures, lang),
        )
        if one.value > 100
        else mark(
            "The answers add up to only {value}, less than rounding explains: {parts}.",
            value=value,
            parts=adding(one.figures, lang),
        )
    )
    made.add(
        found(
            "TOTAL-02",
            severity,
            certainty,
            last,
            percent(100, 0, lang),
            explanation,
            one.figures[:-1],
            stated=value,
        )
    )


def check_run(run: Run, made: Found) -> None:
    """A list of answers without counts: those with counts are judged by their base."""
    words = f"{run.intro}\n{run.after}"
    if len(run.lines) < 3 and not yes_and_no(run):
        return
    if any(line.count for line in run.lines) or holds(words, run.lang, "multiple_choice"):
        return
    if holds(words, run.lang, "not_hundred"):
        return
    shut = yes_and_no(run) or any(
        plays(label(line.label), run.lang, "residual") for line in run.lines
    )
    one = Hundred(tuple(line.share for line in run.lines), shut)
    if one.adds:
        for figure in one.figures:
            made.check(figure.text, figure.number)
        return
    off = one.value - 100.0
    if (shut and -UNDER <= off <= OVER) or (len(run.lines) >= 4 and 0 < off <= 6):
        tell_hundred(one, "warning", 0.75 if shut else 0.6, made)


def label(text: str) -> str:
    return text.strip(" :–—-.,\"“”’'()[]").lower()


def yes_and_no(run: Run) -> bool:
    labels = [label(line.label) for line in run.lines]
    return any(plays(one, run.lang, "answer_yes") for one in labels) and any(
        plays(one, run.lang, "answer_no") for one in labels
    )


# --- sentences ---------------------------------------------------------------------------------


def judge_sentence(one: Hundred, made: Found) -> None:
    """“76% said no, 14% yes and 10% did not answer”; “62% women and 48% men”."""
    for figure in one.figures:
        made.check(figure.text, figure.number)
    off = one.value - 100.0
    if not one.adds and (0 < off <= 2 * OVER or (one.shut and -UNDER <= off < 0)):
        tell_hundred(one, "warning", 0.75, made)


def check_said(said: Said, made: Found) -> None:
    """“80 towns, 11 counties and 42 agencies: 133 in all”."""
    for one in (*said.parts, said.total):
        made.check(one.text, one.number)
    value = sum(sign * one.value for sign, one in zip(said.signs, said.parts, strict=True))
    if value == said.total.value:
        return
    if min(said.signs) > 0:
        tell_sum(said.total, said.parts, value, made, sure=said.sure, proven=False)
        return
    first, second = said.parts
    lang = said.total.text.lang
    made.add(
        found(
            "TOTAL-01",
            "error" if said.sure else "warning",
            0.85,
            said.total,
            show(value, 0, lang),
            mark(
                "{first} less {second} is {value}, not {stated}.",
                first=first.printed,
                second=second.printed,
                value=show(value, 0, lang),
                stated=said.total.printed,
            ),
            said.parts,
        )
    )


# --- changes -----------------------------------------------------------------------------------


def check_changes(sheet: Sheet, made: Found) -> None:
    """A column that is the difference of two others, told by its head and by most rows."""
    for column in sheet.columns:
        if "change_header" not in column.roles:
            continue
        tried = [
            (wrong, rows)
            for pair in waves_of(sheet, column)
            for rows, wrong in [go(sheet, pair, column)]
        ]
        fits = [
            (wrong, rows)
            for wrong, rows in tried
            if len(rows) > 1 and len(wrong) <= 0.34 * len(rows)
        ]
        if not fits:
            continue
        wrong, rows = min(fits, key=lambda one: len(one[0]) / len(one[1]))
        for old, new, change in rows:
            for one in (old, new, change):
                made.check(one.text, one.number)
        for old, new, change in wrong:
            tell_change(old, new, change, made)


Row3 = tuple[Figure, Figure, Figure]


def go(sheet: Sheet, pair: tuple[Column, Column], change: Column) -> tuple[list[Row3], list[Row3]]:
    """Rows with an old figure, a new one and their change; those whose change is another."""
    rows = []
    for row in sheet.rows:
        third = sheet.value(row.index, change.index)
        old, new = (sheet.value(row.index, one.index) for one in pair)
        if third and old and new and old.unit == new.unit and "base" not in row.roles:
            rows.append((old, new, third))
    return rows, [one for one in rows if not differs(*one)]


def waves_of(sheet: Sheet, change: Column) -> list[tuple[Column, Column]]:
    """The old and the new column: of the years that the change names, else any two."""
    others = [
        column
        for column in sheet.columns
        if column.index != change.index and "change_header" not in column.roles
    ]
    shares = [column for column in others if column.unit == "percent"]
    dated = {min(column.years): column for column in reversed(shares) if len(column.years) == 1}
    if len(change.years) == 2 and change.years <= set(dated):
        old, new = sorted(change.years)
        return [(dated[old], dated[new])]
    if len(dated) == 2:
        old, new = sorted(dated)
        return [(dated[old], dated[new])]
    if dated:
        years = sorted(dated)
        return [(dated[a], dated[b]) for a, b in itertools.combinations(years, 2)]
    return [(a, b) for a, b in itertools.combinations(others, 2) if a.unit == b.unit == "percent"]


def differs(old: Figure, new: Figure, change: Figure) -> bool:
    """Whether a change is the difference of its figures, with or without its sign."""
    slack = old.half + new.half + change.half + TINY
    off = new.value - old.value
    unsigned = change.number.text[:1] not in "+-−–" and change.value >= 0
    return abs(off - change.value) <= slack or (unsigned and abs(abs(off) - change.value) <= slack)


def tell_change(old: Figure, new: Figure, change: Figure, made: Found) -> None:
    lang = change.text.lang
    decimals = max(one.number.decimals for one in (old, new))
    right = points(new.value - old.value, decimals, lang)
    made.add(
        found(
            "TOTAL-04",
            "error",
            0.9,
            change,
            right,
            mark(
                "From {old} to {new} is {right}, not {stated}.",
                old=old.printed,
                new=new.printed,
                right=right,
                stated=change.printed,
            ),
            [old, new],
        )
    )


# --- totals and their parts ------------------------------------------------------------------


@dataclass(frozen=True)
class Blend:
    """A total percentage, those of its parts, and their bases where they are printed."""

    total: Figure
    parts: tuple[tuple[float, float, Figure | None], ...]  # value, half, base
    base: Figure | None
    shown: tuple[Figure, ...]


def check_means(sheet: Sheet, sight: Sight, made: Found) -> None:
    blends = [*blends_down(sheet), *blends_across(sheet)]
    fits = [fit(blend, sheet, sight) for blend in blends]
    inside = sum(one is None for one in fits)
    for blend, verdict in zip(blends, fits, strict=True):
        based = blend.base is not None and all(base for _, _, base in blend.parts)
        if not based and inside < max(2, 0.8 * (len(blends) - 1)) and len(blends) > 1:
            continue
        if based or verdict is None:
            made.check(blend.total.text, blend.total.number)
            for one in blend.shown:
                made.check(one.text, one.number)
        if verdict is None or (not based and len(blends) == 1 and not strong_total(sheet)):
            continue
        low, high, mean = verdict
        lang, decimals = blend.total.text.lang, blend.total.number.decimals
        span = f"{percent(low, decimals, lang)}–{percent(high, decimals, lang)}"
        if mean:
            expected = percent((low + high) / 2, decimals, lang)
            explanation = mark(
                "The parts, each by its number of answers, make {value}, not {total}.",
                value=expected,
                total=blend.total.printed,
            )
        else:
            expected = span
            explanation = mark(
                "A total of {total} cannot come from parts that all lie within {span}.",
                total=blend.total.printed,
                span=span,
            )
        severity = "error" if based and not sight.is_weighted(sheet) else "warning"
        made.add(
            found(
                "TOTAL-03",
                severity,
                0.9 if based else 0.7,
                blend.total,
                expected,
                explanation,
                blend.shown,
            )
        )


def strong_total(sheet: Sheet) -> bool:
    return any("sum" in row.roles for row in sheet.rows)


def fit(blend: Blend, sheet: Sheet, sight: Sight) -> tuple[float, float, bool] | None:
    """None where the total goes with its parts; else what it should lie within, and whether
    that is their mean."""
    total = blend.total
    missing = 0.0
    bases = [base.value for _, _, base in blend.parts if base]
    based = blend.base is not None and len(bases) == len(blend.parts) and sum(bases) > 0
    if based and blend.base:
        if not FULL * blend.base.value <= sum(bases) <= blend.base.value * 1.001:
            return None
        missing = max(0.0, (blend.base.value - sum(bases)) / blend.base.value)
    low = min(value - half for value, half, _ in blend.parts)
    high = max(value + half for value, half, _ in blend.parts)
    low, high = low * (1 - missing), high * (1 - missing) + 100 * missing
    if not total.meets(low, high):
        return low, high, False
    if based and not sight.is_weighted(sheet):
        weight = sum(bases)
        mean = sum(value * base.value for value, _, base in blend.parts if base) / weight
        half = sum(half * base.value for _, half, base in blend.parts if base) / weight
        low, high = (mean - half) * (1 - missing), (mean + half) * (1 - missing) + 100 * missing
        if not total.meets(low, high):
            return max(low, 0.0), min(high, 100.0), True
    return None


def part_of(sheet: Sheet, row: int, column: int) -> tuple[float, float, Figure | None] | None:
    """The share of a cell, or what “8 of 10” makes."""
    one = sheet.value(row, column)
    if one and one.unit == "percent" and not one.hedge:
        return one.value, one.half, None
    pair = sheet.pair(row, column)
    if pair and pair[1].value > 0:
        return 100 * pair[0].value / pair[1].value, TINY, pair[1]
    return None


def blends_down(sheet: Sheet) -> Iterator[Blend]:
    """Groups down, with a row for the total."""
    for rows in sheet.parts:
        totals = [row for row in rows if "total" in row.roles]
        groups = [row for row in rows if not row.roles & {"total", "base", "unknown"}]
        if len(totals) != 1 or len(groups) < 2:
            continue
        for column in sheet.columns:
            total = sheet.value(totals[0].index, column.index)
            if not total or total.unit != "percent" or total.value == 100.0:
                continue
            parts = [part_of(sheet, row.index, column.index) for row in groups]
            if not all(parts):
                continue
            counts = [one for one in sheet.columns if one.unit == "count"]
            ways = (base_column(sheet, column), *counts)
            blends = [blend_of(sheet, totals[0], groups, column, at) for at in ways]
            yield next(filter(explains, blends), blends[0])


def blend_of(
    sheet: Sheet, total: Row, groups: Sequence[Row], share: Column, at: Column | None
) -> Blend:
    """The total of a column of shares and its parts, with the bases that a column gives."""
    figures = [sheet.figure(row.index, at.index) if at else None for row in (total, *groups)]
    parts = []
    for row, base in zip(groups, figures[1:], strict=True):
        value, half, own = part_of(sheet, row.index, share.index) or (0.0, 0.0, None)
        parts.append((value, half, own or base))
    whole = sheet.value(total.index, share.index)
    assert whole is not None
    shown = [sheet.value(row.index, share.index) for row in groups]
    return Blend(whole, tuple(parts), figures[0], tuple(one for one in shown if one))


def explains(blend: Blend) -> bool:
    """Whether the bases add up to that of the total, and make it the mean of its parts."""
    based = [(value, half, base.value) for value, half, base in blend.parts if base]
    whole = sum(base for _, _, base in based)
    if blend.base is None or len(based) < len(blend.parts) or whole <= 0:
        return False
    if abs(whole - blend.base.value) > 0.001 * blend.base.value:
        return False
    mean = sum(value * base for value, _, base in based) / whole
    half = sum(half * base for _, half, base in based) / whole
    return blend.total.meets(mean - half, mean + half)


def base_column(sheet: Sheet, share: Column) -> Column | None:
    """The column of bases of a share: the nearest of the same year to its right."""
    near = [
        column
        for column in sheet.columns
        if column.unit == "count"
        and column.roles & {"base", "answered", "invited"}
        and (not column.years or not share.years or column.years == share.years)
    ]
    if "rate" in share.roles:
        near = [column for column in near if "invited" in column.roles] or near
        return min(near, key=lambda column: abs(column.index - share.index), default=None)
    after = [
        column for column in near if column.index > share.index and "invited" not in column.roles
    ]
    return min(after, key=lambda column: column.index, default=None)


def blends_across(sheet: Sheet) -> Iterator[Blend]:
    """Groups across, with a column for the total, and perhaps a row of bases."""
    totals = [column for column in sheet.columns if "total" in column.roles]
    if len(totals) != 1:
        return
    all_ = totals[0]
    groups = [
        column
        for column in sheet.columns
        if column.index > 0
        and column is not all_
        and not column.years
        and not column.roles & {"base", "answered", "invited", "rate", "change_header"}
    ]
    if len(groups) < 2:
        return
    for rows in sheet.parts:
        bases = [row for row in rows if "base" in row.roles]
        for row in rows:
            total = sheet.value(row.index, all_.index)
            if "base" in row.roles or not total or total.unit != "percent":
                continue
            parts = [part_of(sheet, row.index, column.index) for column in groups]
            if not all(parts):
                continue
            based = []
            for column, one in zip(groups, parts, strict=True):
                assert one is not None
                base = (
                    sheet.figure(bases[0].index, column.index) if len(bases) == 1 else column.base
                )
                based.append((one[0], one[1], one[2] or base))
            base = sheet.figure(bases[0].index, all_.index) if len(bases) == 1 else all_.base
            shown = [sheet.value(row.index, column.index) for column in groups]
            yield Blend(total, tuple(based), base, tuple(one for one in shown if one))
