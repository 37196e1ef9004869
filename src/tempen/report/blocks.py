"""What each fenced block becomes. A new block is one function, a line in `BLOCKS`, and its
settings in `fences.SETTINGS`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace

from tempen.locale import Words, mark
from tempen.report import nodes
from tempen.report.charts import as_text, build_chart, has_intervals
from tempen.report.fences import SHOWN
from tempen.report.figures import get_figure
from tempen.report.invented import invented_of, is_invented_domain, marked_of
from tempen.report.measures import ask, build_measures, note_measures
from tempen.report.method import Material, tell_method
from tempen.report.notes import make_note
from tempen.report.numbering import Numbering, is_true
from tempen.report.prose import Prose, plain_of
from tempen.report.questionnaire import questions_of, say_item
from tempen.report.references import Teller
from tempen.report.response import build_response
from tempen.report.selection import Selection, select, things_of
from tempen.report.tables import ALL_TABLES, build_table, shows_intervals
from tempen.report.teller import UntellableError
from tempen.study import texts
from tempen.terms import document as doc
from tempen.terms.document import Block, Inlines, Table

NO_INTERVAL_WITH = ("stacked", "diverging", "dumbbell")


@dataclass
class Builder:
    """Builds blocks in the order of the report; `annex` gathers what only the annex holds."""

    teller: Teller
    prose: Prose
    numbering: Numbering
    material: Material
    write_blocks: Callable[[Iterable[nodes.Block]], tuple[Block, ...]]
    annex: list[Table] = field(default_factory=list)

    def build(self, fence: nodes.Fence) -> list[Block]:
        return BLOCKS[fence.kind](self, fence)

    def inlines(self, fence: nodes.Fence, name: str, *, invented: bool = False) -> Inlines:
        with self.prose.inventing(invented):
            return self.prose.write(fence.inlines.get(name, ()))

    def caption(self, fence: nodes.Fence, chosen: Selection) -> Inlines:
        return self.inlines(fence, "title", invented=is_made_up(self.teller, chosen))

    def note(self, fence: nodes.Fence, chosen: Selection, *, intervals: bool) -> Inlines:
        """The author's note after the one that is made."""
        made = as_text(make_note(self.teller, chosen, intervals=intervals))
        own = self.inlines(fence, "note", invented=True)
        return joined(made, own)


def is_made_up(teller: Teller, chosen: Selection) -> bool:
    """Whether all of the block rests on made-up answers or groups, as its note then says."""
    study = teller.study
    domains = (*chosen.domains, chosen.where.domain, chosen.filter)
    whole = invented_of(study, chosen) and not marked_of(study, chosen)
    return bool(whole) or any(is_invented_domain(study, domain) for domain in domains)


def chart(builder: Builder, fence: nodes.Fence) -> list[Block]:
    teller = builder.teller
    chosen = select(fence, teller.study, builder.prose.faults)
    if chosen is None or not has_waves(builder, fence, chosen):
        return []
    if not can_draw(builder, fence, chosen):
        return []
    kind, id = fence.settings["kind"], str(fence.settings["id"])
    intervals = kind not in NO_INTERVAL_WITH and teller.study.design != "open"
    chart = build_chart(
        teller,
        chosen,
        kind,
        id=id,
        number=builder.numbering.figure(id),
        title=builder.caption(fence, chosen),
        note=(),
        sort=fence.settings.get("sort") == "value",
        alt=plain_of(builder.inlines(fence, "alt", invented=True)),
    )
    note = builder.note(fence, chosen, intervals=intervals and has_intervals(chart))
    points = [point for series in chart.series for point in series.points]
    return [doc.Figure(replace(chart, note=with_caution(teller, chosen, note, points)))]


def with_caution(
    teller: Teller, chosen: Selection, note: Inlines, shown: Iterable[doc.Point | doc.Cell]
) -> Inlines:
    """What the sign of caution means here; only what has an interval has a wide one."""
    if not any(one.caution for one in shown):
        return note
    if is_made_up(teller, chosen):
        text = teller.say("Some figures rest on few answers: read them with caution.")
    else:
        text = teller.say(
            "Some figures rest on few answers or have wide intervals: read them with caution."
        )
    return (*note, doc.Text(" " + text))


def has_waves(builder: Builder, fence: nodes.Fence, chosen: Selection) -> bool:
    """Before the first answers there is nothing to show."""
    if not chosen.waves:
        study = builder.teller.study
        items = ", ".join(dict.fromkeys(variable.item for variable in chosen.variables))
        wave = study.latest.id
        builder.prose.faults.add("REF-10", fence.place, item=items, wave=wave, asked="–")
    return bool(chosen.waves)


def can_draw(builder: Builder, fence: nodes.Fence, chosen: Selection) -> bool:
    """What would leave a chart without marks is told with the place of its block."""
    kind = fence.settings.get("kind")
    problem = Words("")
    if kind == "dumbbell" and len(chosen.waves) != 2 and not chosen.domains:
        problem = mark("a dumbbell compares two waves, and here are {n}.", n=len(chosen.waves))
    scales = {variable.scale == "number" for variable in chosen.variables}
    levels = {variable.levels for variable in chosen.variables}
    if len(scales) > 1:
        problem = mark("numbers and shares have no axis in common.")
    if kind in ("stacked", "diverging") and len(levels) > 1:
        problem = mark("its items have different answers.")
    if kind in ("stacked", "diverging") and chosen.variables[0].scale != "levels":
        problem = mark("only answers that exclude each other can be stacked.")
    if problem:
        id = fence.settings.get("id", "")
        builder.prose.faults.add("REPORT-18", fence.place, id=id, problem=problem)
    return not problem


def table(builder: Builder, fence: nodes.Fence) -> list[Block]:
    chosen = select(fence, builder.teller.study, builder.prose.faults)
    if chosen is None or not has_waves(builder, fence, chosen):
        return []
    id = str(fence.settings["id"])
    made = build_table(
        builder.teller,
        chosen,
        tuple(shown for shown in fence.settings.get("show") or () if shown in SHOWN),
        id=builder.numbering.table_target(id),
        number=builder.numbering.table(id),
        title=builder.caption(fence, chosen),
    )
    intervals = shows_intervals(builder.teller, made)
    note = joined(builder.note(fence, chosen, intervals=intervals), made.note)
    cells = [cell for row in made.rows for cell in row.cells]
    note = with_caution(builder.teller, chosen, note, cells)
    return [doc.TableBlock(replace(made, note=note))]


def measures(builder: Builder, fence: nodes.Fence) -> list[Block]:
    """Rows of nets, medians, totals, indices and the like, by group and wave."""
    teller, faults = builder.teller, builder.prose.faults
    asked = ask(fence, teller.study, faults)
    if asked is None:
        return []
    id, annex_only = str(fence.settings["id"]), is_true(fence.settings.get("annex_only"))
    try:
        made = build_measures(
            teller,
            asked,
            id=id if annex_only else builder.numbering.table_target(id),
            number=0 if annex_only else builder.numbering.table(id),
            title=builder.inlines(fence, "title", invented=True),
            annex_only=annex_only,
        )
    except UntellableError as error:
        faults.found.append(error.fault)
        return []
    note = joined(as_text(note_measures(teller, asked)), builder.inlines(fence, "note"))
    if any(cell.caution for row in made.rows for cell in row.cells):
        text = teller.say("Some figures rest on few answers: read them with caution.")
        note = (*note, doc.Text(" " + text))
    made = replace(made, note=note)
    if annex_only:
        builder.annex.append(made)
        return []
    return [doc.TableBlock(made)]


def joined(first: Inlines, second: Inlines) -> Inlines:
    return (*first, doc.Text(" "), *second) if first and second else first or second


def key_figures(builder: Builder, fence: nodes.Fence) -> list[Block]:
    count = len(fence.settings.get("figures") or ())
    figures = tuple(
        doc.KeyFigure(
            builder.inlines(fence, f"figures.{i}.value"),
            builder.inlines(fence, f"figures.{i}.label"),
        )
        for i in range(count)
    )
    return [doc.KeyFigures(figures)]


def box(builder: Builder, fence: nodes.Fence) -> list[Block]:
    kind = fence.settings.get("kind", "note")
    with builder.prose.inventing(kind == "caution"):
        title = builder.inlines(fence, "title")
        blocks = builder.write_blocks(fence.blocks.get("text", ()))
    return [doc.Box(kind, title, blocks)]


def response(builder: Builder, fence: nodes.Fence) -> list[Block]:
    teller, settings = builder.teller, fence.settings
    wave = str(settings.get("wave") or teller.study.latest.id)
    id = str(settings.get("id") or "response")
    title = builder.inlines(fence, "title")
    if not title:
        text = teller.say("Invited and answered, {wave}")
        title = as_text(text.format(wave=teller.label(texts.wave_label, wave)))
    made = build_response(
        teller,
        wave,
        id=builder.numbering.table_target(id),
        number=builder.numbering.table(id),
        title=title,
        note=builder.inlines(fence, "note"),
    )
    return [doc.TableBlock(made)]


def method(builder: Builder, fence: nodes.Fence) -> list[Block]:
    blocks: list[Block] = []
    for heading, sentences in tell_method(builder.teller, builder.material):
        blocks.append(builder.numbering.below(as_text(heading)))
        blocks += [doc.Paragraph(as_text(sentence)) for sentence in sentences]
    return blocks


def questionnaire(builder: Builder, fence: nodes.Fence) -> list[Block]:
    teller = builder.teller
    wave = str(fence.settings.get("wave") or teller.study.latest.id)
    blocks: list[Block] = []
    for section in teller.study.sections:
        items = list(questions_of(teller, wave, section))
        if items:
            label = texts.section_label(teller.study, teller.lang, section)
            blocks.append(builder.numbering.below(as_text(label)))
        for item in items:
            blocks += say_item(teller, item, wave)
    return blocks


def all_tables(builder: Builder, fence: nodes.Fence) -> list[Block]:
    """A table for every item with figures; the annex has them in any case."""
    annex_only = is_true(fence.settings.get("annex_only"))
    made: list[Table] = []
    for item in builder.teller.study.items:
        own = nodes.Fence("table", {**fence.settings, "item": item.id}, fence.place, fence.places)
        if item.kind == "text":
            continue
        chosen = select(own, builder.teller.study, builder.prose.faults)
        if chosen is None or not chosen.waves:
            continue
        chosen = replace(chosen, waves=waves_with_figures(builder.teller, chosen))
        made.append(item_table(builder, item.id, chosen, annex_only))
    if annex_only:
        builder.annex += made
        return []
    return [doc.TableBlock(table) for table in made]


def waves_with_figures(teller: Teller, chosen: Selection) -> tuple[str, ...]:
    """A wave of which nothing was printed of an item has no column of its own."""
    things, w = things_of(teller.study, chosen), chosen.weighting
    there = [
        wave
        for wave in chosen.waves
        if any(get_figure(teller, thing, wave, chosen.where, w).shown for thing in things)
    ]
    return tuple(there) or chosen.waves[-1:]


def item_table(builder: Builder, item: str, chosen: Selection, annex_only: bool) -> Table:
    """The table of an item; a single wave stands in its title, and the bases in the table."""
    id, teller = f"all-{item}", builder.teller
    title = teller.label(texts.item_label, item)
    if len(chosen.waves) == 1 and len(teller.study.waves) > 1:
        title += f", {teller.label(texts.wave_label, chosen.waves[0])}"
    made = build_table(
        teller,
        chosen,
        ALL_TABLES,
        id=id,
        number=0 if annex_only else builder.numbering.table(id),
        title=as_text(title),
        annex_only=annex_only,
    )
    return replace(made, note=as_text(make_note(teller, chosen, intervals=False, with_bases=False)))


BLOCKS: dict[str, Callable[[Builder, nodes.Fence], list[Block]]] = {
    "chart": chart,
    "table": table,
    "measures": measures,
    "key_figures": key_figures,
    "box": box,
    "response": response,
    "method": method,
    "questionnaire": questionnaire,
    "all_tables": all_tables,
}

__all__ = ["BLOCKS", "Builder"]
