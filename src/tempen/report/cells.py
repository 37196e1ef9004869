"""The cells of tables: one estimate each, as a share, an interval, a count or a change."""

from __future__ import annotations

from dataclasses import dataclass

from tempen.report.figures import Figure, get_change, get_figure, print_interval
from tempen.report.invented import dagger, marked_of
from tempen.report.references import Teller
from tempen.report.selection import EVERYONE, MEAN, Part, Selection, Thing, parts_of, things_of
from tempen.study import texts
from tempen.terms.document import Cell, Number, Text

COUNTS = {"n": "n", "count": "count", "base": "base", "effective": "n_eff"}


@dataclass(frozen=True)
class Cells:
    """What stands in the cells of one table, and how its rows and columns are called."""

    teller: Teller
    chosen: Selection
    things: tuple[Thing, ...]
    marked: tuple[Thing, ...]

    @property
    def parts(self) -> tuple[Part, ...]:
        """Everyone (or the one group of `where`), then the levels of each domain."""
        domains = self.chosen.domains
        levels = (part for domain in domains for part in parts_of(self.teller.study, domain))
        return (self.chosen.where, *levels)

    def figure(self, thing: Thing, wave: str, part: Part) -> Figure:
        return get_figure(self.teller, thing, wave, part, self.chosen.weighting)

    def make(self, thing: Thing, wave: str, part: Part, shown: str) -> Cell:
        figure = self.figure(thing, wave, part)
        estimate = figure.estimate
        if estimate is None:
            return Cell((Text(figure.text if shown == "share" else "–"),))
        if shown == "interval":
            return self.interval(figure)
        if shown in COUNTS:
            return self.count(getattr(estimate, COUNTS[shown]), figure.evidence)
        kind = "decimal" if thing.level == MEAN else "percent"
        number = Number(figure.text, figure.evidence)
        return Cell((number,), estimate.value, kind, figure.evidence, figure.caution)

    def interval(self, figure: Figure) -> Cell:
        text = print_interval(self.teller, figure.estimate) if figure.estimate else ""
        if figure.few or not text:
            return Cell((Text("–"),))
        return Cell((Number(text, figure.evidence),), evidence=figure.evidence)

    def count(self, number: float | None, evidence: str) -> Cell:
        if number is None:
            return Cell((Text("–"),))
        text = Number(self.teller.format.number(number), evidence)
        return Cell((text,), number, "count", evidence)

    def change(self, thing: Thing, part: Part) -> Cell:
        """The change over the last two waves; printed without a test it is only a difference."""
        earlier, later = self.chosen.waves[-2:]
        found = get_change(self.teller, thing, later, earlier, part, self.chosen.weighting)
        if found is None or any(self.figure(thing, w, part).few for w in (earlier, later)):
            return Cell((Text("–"),))
        evidence = self.teller.witness.of_change(found).id
        text = self.teller.format.number(100 * (found.value or 0.0), sign=True)
        star = "*" if found.significant else ""
        return Cell((Number(text + star, evidence),), found.value, "points", evidence)

    # --- what rows and columns are called ----------------------------------------------------

    def name_answer(self, thing: Thing) -> str:
        """The answer, or for a mean what it is a mean of."""
        label = self.teller.label
        if not thing.level:
            return self.name_variable(thing)
        name = label(texts.answer_label, thing.variable, thing.level)
        return dagger(name, [thing], self.marked)

    def name_variable(self, thing: Thing) -> str:
        """The row or option that a thing stands for, else its item."""
        name = self.teller.label(texts.variable_label, thing.variable)
        own = [other for other in self.things if other.variable == thing.variable]
        return dagger(name, own, self.marked)

    def name_part(self, part: Part) -> str:
        label = self.teller.label
        if part == EVERYONE:
            return label(texts.domain_label, "all")
        return label(texts.domain_level_label, part.domain, part.level)


def make_cells(teller: Teller, chosen: Selection) -> Cells:
    study = teller.study
    return Cells(teller, chosen, things_of(study, chosen), marked_of(study, chosen))
