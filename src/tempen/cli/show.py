"""Print tables: aligned for people, JSON and CSV for programs."""

from __future__ import annotations

import json
import textwrap
from shutil import get_terminal_size

import polars as pl

from tempen.cli.tell import put
from tempen.locale import mark, speak
from tempen.report.format import FORMATS, Format

# Columns that hold shares (0..1) or differences of shares: printed in per cent or points.
SHARES = {
    *("share", "low", "high", "rate", "early", "late", "as_late", "known", "range_low"),
    *("range_high", "half_share", "frame_share", "unweighted", "weighted", "part"),
}
POINTS = {"change", "change_low", "change_high", "difference"}
WIDTHS = {"margin", "smallest_change", "differ"}  # sizes in points, without a sign
# Columns that stand in JSON and CSV alone: ids behind the labels, and how a figure was made.
FOR_PROGRAMS = (
    *("variable", "level", "domain", "domain_level", "wave", "earlier", "weighting"),
    *("se", "n_eff", "base", "interval", "method"),
)
GAP = "  "
NARROW = 8  # letters: narrower than this no column is read; a terminal that is scrolls
HEADS = mark(
    {
        "group": "group",
        "sent": "sent",
        "eligible": "eligible",
        "answered": "answered",
        "rate": "rate",
        "item": "item",
        "answer": "answer",
        "share": "share",
        "mean": "mean",
        "low": "low",
        "high": "high",
        "mean_low": "low",
        "mean_high": "high",
        "n": "n",
        "note": "note",
        "since": "since",
        "change": "change",
        "change_low": "low",
        "change_high": "high",
        "p": "p",
        "both": "both",
        "rank": "rank",
        "kind": "kind",
        "effect": "effect",
        "what": "what",
        "source": "source",
        "units": "units",
        "needed": "needed",
        "needed_change": "needed for the change",
        "drawn": "drawn",
        "again": "again",
        "margin": "margin of error",
        "smallest_change": "smallest change seen",
        "unit": "unit",
        "name": "name",
        "reason": "reason",
        "rule": "rule",
        "before": "before",
        "value": "value",
        "influence": "influence",
        "suspicion": "suspicion",
        "score": "score",
        "unit_score": "score of the unit",
        "division": "division",
        "answers": "answers",
        "frame_share": "of the frame",
        "unweighted": "of the answers",
        "weighted": "of the weights",
        "R": "R",
        "cv": "coefficient of variation",
        "unlinked": "without a unit",
        "R_raw": "R uncorrected",
        "S": "S",
        "unconditional": "part in it",
        "conditional": "own part",
        "total": "sum",
        "design_effect": "design effect",
        "effective": "effective answers",
        "least": "least",
        "lower_quartile": "lower quartile",
        "median": "median",
        "upper_quartile": "upper quartile",
        "most": "most",
        "half": "hold half",
        "half_share": "share of them",
        "g_least": "least g",
        "g_most": "most g",
        "early": "early",
        "late": "late",
        "difference": "difference",
        "as_late": "if all as late",
        "n_early": "n early",
        "n_late": "n late",
        "differ": "may differ by",
        "range_low": "from",
        "range_high": "to",
        "known": "known",
        "gave": "gave this answer",
        "weight": "weight",
        "part": "part",
        "moves": "moves the figure",
    }
)


def print_table(table: pl.DataFrame, form: str, lang: str) -> None:
    """Print `table` as "table", "json" (a list of objects) or "csv" (decimal point, UTF-8)."""
    if form == "json":
        put(json.dumps(table.to_dicts(), ensure_ascii=False, indent=2, default=str))
    elif form == "csv":
        put(table.write_csv().rstrip("\n"))
    else:
        table = table.drop(FOR_PROGRAMS, strict=False)
        put("\n".join(lay_out(table, lang, get_terminal_size((100, 24)).columns)))


def lay_out(table: pl.DataFrame, lang: str, width: int) -> list[str]:
    """Lines of an aligned table; its widest columns wrap so that the lines fit."""
    say = speak(lang)
    heads = [say(HEADS[name]) for name in table.columns]
    cells = [
        [write_cell(name, value, lang) for name, value in row.items()] for row in table.to_dicts()
    ]
    right = [table.schema[name].is_numeric() for name in table.columns]
    widths = fit_widths(heads, cells, right, width)
    lines = [*write_row(heads, widths, right), GAP.join("─" * w for w in widths)]
    for row in cells:
        lines += write_row(row, widths, right)
    return lines if cells else [say("Nothing to show.")]


def write_cell(name: str, value: object, lang: str) -> str:
    form = FORMATS[lang]
    if value is None:
        return "–"
    if isinstance(value, bool):
        return speak(lang)("yes" if value else "no")
    if isinstance(value, int | float) and name in SHARES:
        return form.percent(value)
    if isinstance(value, int | float) and name in WIDTHS:
        return form.percentage_points(value, 1)
    if isinstance(value, int | float) and name in POINTS:
        return form.percentage_points(value, sign=True)
    if isinstance(value, float):
        return form.number(value, 3 if abs(value) < 100 else 1 if abs(value) < 1000 else 0)
    return form.number(value) if isinstance(value, int) else str(value)


def fit_widths(
    heads: list[str], cells: list[list[str]], right: list[bool], width: int
) -> list[int]:
    """As wide as the cells; where the line is too long, heads of figures wrap between words, then
    texts do, and last of all their words break. Figures stay whole."""
    columns = list(zip(*cells, strict=True)) if cells else [()] * len(heads)
    whole = [
        max(len(text) for text in (head, *column))
        for head, column in zip(heads, columns, strict=True)
    ]
    words = [
        max(
            longest_word(head),
            *(len(text) if figures else longest_word(text) for text in column),
            0,
        )
        for head, column, figures in zip(heads, columns, right, strict=True)
    ]
    least = [w if figures else min(w, NARROW) for w, figures in zip(words, right, strict=True)]
    room = width - len(GAP) * (len(heads) - 1)
    texts = [at for at, figures in enumerate(right) if not figures]
    figures = [at for at, figure in enumerate(right) if figure]
    widths = narrow(whole, words, figures, room)
    return narrow(narrow(widths, words, texts, room), least, texts, room)


def narrow(widths: list[int], least: list[int], chosen: list[int], room: int) -> list[int]:
    """The chosen columns narrower, the widest first, until all fit the room or none gives way."""
    made = list(widths)
    while sum(made) > room and (able := [at for at in chosen if made[at] > least[at]]):
        made[max(able, key=made.__getitem__)] -= 1
    return made


def longest_word(text: str) -> int:
    return max(map(len, text.split()), default=0)


def write_row(texts: list[str], widths: list[int], right: list[bool]) -> list[str]:
    """One row as one or more lines, wrapped cell by cell."""
    wrapped = [
        textwrap.wrap(text, w, break_long_words=True) or [""]
        for text, w in zip(texts, widths, strict=True)
    ]
    lines = []
    for k in range(max(map(len, wrapped), default=0)):
        parts = [
            align(lines_of[k] if k < len(lines_of) else "", w, to_right)
            for lines_of, w, to_right in zip(wrapped, widths, right, strict=True)
        ]
        lines.append(GAP.join(parts).rstrip())
    return lines


def align(text: str, width: int, to_right: bool) -> str:
    return text.rjust(width) if to_right else text.ljust(width)


def print_insights(table: pl.DataFrame, lang: str) -> None:
    """Each insight as a reader meets it, and below it what to paste into the report."""
    say, form = speak(lang), FORMATS[lang]
    wrap = textwrap.TextWrapper(
        max(get_terminal_size((100, 24)).columns, 20),
        initial_indent="   ",
        subsequent_indent="   ",
        break_long_words=False,  # the source is pasted as it stands
        break_on_hyphens=False,
    )
    lines = []
    for row in table.to_dicts():
        p = say("not tested") if row["p"] is None else write_p(row["p"], form)
        size = form.number(row["effect"], 2)
        told = f"{row['rank']}. {row['kind']} · {say('effect')} {size} · {p}"
        lines += [told, wrap.fill(row["what"]), wrap.fill(row["source"]), ""]
    put("\n".join(lines) if lines else say("Nothing to show."))


def write_p(p: float, form: Format) -> str:
    return f"p < {form.number(0.001, 3)}" if p < 0.001 else f"p = {form.number(p, 3)}"
