"""Tables by group: rows the answers, columns the groups, one figure a cell, and who answered.

Waves stand side by side where they fit on a page, else below each other. Groups that are too
many for columns become rows, and the answers columns.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from itertools import groupby

from tempen.report.cells import Cells
from tempen.report.charts import as_text
from tempen.report.selection import MEAN, Part, Thing
from tempen.study import texts
from tempen.terms.document import Cell, Column, Number, Row, Table
from tempen.terms.estimate import ALL

MOST = 8  # columns of figures that a page holds

Group = tuple[str, Part]  # a wave and a group: what a column shows where groups are columns


@dataclass(frozen=True)
class Block:
    """Rows that belong together, under a heading or "": answers to one question, in `waves`."""

    heading: str
    things: tuple[Thing, ...]
    waves: tuple[str, ...]


def fits(cells: Cells) -> bool:
    """Whether the groups are few enough to be columns, or the answers, alike in every block."""
    if len(cells.parts) <= MOST:
        return True
    runs = [[name_thing(cells, t) for t in things] for _, things in distributions(cells)]
    return len(runs[0]) < MOST and all(run == runs[0] for run in runs)


def cross(cells: Cells, blank: Table, shown: str) -> Table:
    """The table filled. shown: “share” (of numbers their mean) or “count”."""
    if len(cells.parts) <= MOST:
        return cross_groups(cells, blank, shown)
    return cross_answers(cells, blank, shown)


# --- what belongs together --------------------------------------------------------------------


def distributions(cells: Cells) -> list[tuple[str, tuple[Thing, ...]]]:
    """Things with one base, and their heading: the levels of a row, the options of a question.

    Several variables with one level each are read against each other: they need no headings.
    """
    if len({thing.variable.id for thing in cells.things}) == len(cells.things):
        name = name_item
    else:
        name = name_row
    runs = [(heading, tuple(run)) for heading, run in groupby(cells.things, partial(name, cells))]
    return runs if len(runs) > 1 else [("", runs[0][1])]


def name_item(cells: Cells, thing: Thing) -> str:
    """The question over its options; numbers speak for themselves."""
    return "" if thing.level == MEAN else cells.teller.label(texts.item_label, thing.variable.item)


def name_row(cells: Cells, thing: Thing) -> str:
    return cells.name_variable(thing)


def blocks_of(cells: Cells, *, side_by_side: bool) -> Iterator[Block]:
    """Each distribution; where waves do not stand side by side, once for each of them."""
    waves, label = cells.chosen.waves, cells.teller.label
    for heading, things in distributions(cells):
        if side_by_side or len(waves) == 1:
            yield Block(heading, things, waves)
            continue
        for wave in waves:
            name = label(texts.wave_label, wave)
            yield Block(f"{heading}, {name}" if heading else name, things, (wave,))


def name_thing(cells: Cells, thing: Thing) -> str:
    """A row: its answer, or what it is a mean or the one share of."""
    alone = [other for other in cells.things if other.variable == thing.variable] == [thing]
    if thing.level == MEAN:
        unit = cells.teller.label(texts.unit_label, thing.variable.item)
        return f"{cells.name_variable(thing)}, {unit}" if unit else cells.name_variable(thing)
    return cells.name_variable(thing) if alone else cells.name_answer(thing)


# --- groups as columns ------------------------------------------------------------------------


def cross_groups(cells: Cells, blank: Table, shown: str) -> Table:
    side_by_side = stand_side_by_side(cells)
    waves = cells.chosen.waves if side_by_side else cells.chosen.waves[:1]
    groups = tuple((wave, part) for wave in waves for part in cells.parts)
    known = tuple(group for group in groups if not side_by_side or has_figures(cells, group))
    blocks = list(blocks_of(cells, side_by_side=side_by_side))
    columns = tuple(head_group(cells, group, side_by_side) for group in known or groups)
    rows = tuple(write_blocks(cells, blocks, known or groups, shown))
    return replace(blank, stub=stub_of(cells), columns=columns, rows=rows)


def stub_of(cells: Cells) -> str:
    means = all(thing.level == MEAN for thing in cells.things)
    return cells.teller.say("Mean") if means else cells.teller.say("Answer")


def stand_side_by_side(cells: Cells) -> bool:
    """Whether waves are columns: never with several domains, whose names stand there."""
    waves = len(cells.chosen.waves)
    return waves == 1 or (len(cells.chosen.domains) == 1 and waves * len(cells.parts) <= MOST)


def has_figures(cells: Cells, group: Group) -> bool:
    """Whether there is anything to show or to withhold: the wave asked, and figures exist."""
    return any(cells.figure(thing, *group).exists for thing in cells.things)


def head_group(cells: Cells, group: Group, side_by_side: bool) -> Column:
    wave, part = group
    spanner = ""
    if side_by_side and len(cells.chosen.waves) > 1:
        spanner = cells.teller.label(texts.wave_label, wave)
    elif len(cells.chosen.domains) > 1 and part.domain != ALL:
        spanner = cells.teller.label(texts.domain_label, part.domain)
    return Column(cells.name_part(part), spanner=spanner)


def write_blocks(
    cells: Cells, blocks: list[Block], groups: tuple[Group, ...], shown: str
) -> Iterator[Row]:
    """The rows of every block; the number of answers below each, or once where it is the same."""
    bases = [base_row(cells, block, in_waves(groups, block)) for block in blocks]
    same = all(texts_of(base) == texts_of(bases[0]) for base in bases)
    for block, base in zip(blocks, bases, strict=True):
        own = in_waves(groups, block)
        if block.heading:
            yield Row(as_text(block.heading), (), "group")
        for thing in block.things:
            cells_ = tuple(cells.make(thing, wave, part, shown) for wave, part in own)
            yield Row(as_text(name_thing(cells, thing)), cells_)
        if not same:
            yield base
    if same:
        yield bases[0]


def in_waves(groups: tuple[Group, ...], block: Block) -> tuple[Group, ...]:
    """The columns as a block fills them: of its own wave, where it has one of its own."""
    wave, *others = block.waves
    return groups if others else tuple((wave, part) for _, part in groups)


def base_row(cells: Cells, block: Block, groups: tuple[Group, ...]) -> Row:
    label = as_text(cells.teller.say("Number of answers"))
    return Row(label, tuple(base_cell(cells, block, group) for group in groups))


def base_cell(cells: Cells, block: Block, group: Group) -> Cell:
    """The answers that the shares of a group rest on; of several bases the least and the most."""
    figures = [cells.figure(thing, *group) for thing in block.things]
    found: dict[int, str] = {}
    for figure in figures:
        if figure.estimate and figure.estimate.n is not None:
            found.setdefault(figure.estimate.n, figure.evidence)
    if len(found) < 2:
        (n, evidence) = next(iter(found.items()), (None, ""))
        return cells.count(n, evidence)
    f = cells.teller.format
    text = f.between(f.number(min(found)), f.number(max(found)))
    return Cell((Number(text, found[max(found)]),), evidence=found[max(found)])


def texts_of(row: Row) -> list[str]:
    return [getattr(inline, "text", "") for cell in row.cells for inline in cell.inlines]


# --- answers as columns -----------------------------------------------------------------------


def cross_answers(cells: Cells, blank: Table, shown: str) -> Table:
    """Groups as rows: the same figures, turned."""
    blocks = list(blocks_of(cells, side_by_side=False))
    heads = [Column(name_thing(cells, thing)) for thing in blocks[0].things]
    columns = (*heads, Column(cells.teller.say("Number of answers")))
    rows = tuple(row for block in blocks for row in group_rows(cells, block, shown))
    domains = cells.chosen.domains
    stub = cells.teller.label(texts.domain_label, domains[0])
    if len(domains) > 1:
        stub = cells.teller.say("Group")
    return replace(blank, stub=stub, columns=columns, rows=rows)


def group_rows(cells: Cells, block: Block, shown: str) -> Iterator[Row]:
    if block.heading:
        yield Row(as_text(block.heading), (), "group")
    for part in cells.parts:
        group = (block.waves[0], part)
        if has_figures(cells, group):
            own = tuple(cells.make(thing, *group, shown) for thing in block.things)
            yield Row(as_text(cells.name_part(part)), (*own, base_cell(cells, block, group)))
