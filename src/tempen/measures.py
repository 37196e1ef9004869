"""Measures asked of an opened study: what a report's references tell, as tables.

    study = tempen.open("examples/fiktiva-kommuner")
    study.measures.net("maturity", by="sector")
    study.measures.index("benefit_index", by="size", against="rest", earlier="2022")

With `against` a group is told less another, or less the "rest" of its domain; with `earlier` a
wave less an earlier one; with both, how the gap has changed. Columns: labels first, then `value`
with its error, 95 % interval and p (adjusted over the family), then the bases, and a `note` on
what a reader must know. Shares are 0..1.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Protocol

import polars as pl

from tempen.locale import mark, speak
from tempen.pipeline import Estimated
from tempen.report.format import FORMATS, Format
from tempen.report.measured import poles_of
from tempen.report.naming import name_measure
from tempen.study.indices import with_indices
from tempen.study.texts import Find, P, answer_label, wave_label
from tempen.terms.estimate import (
    ALL,
    Change,
    Difference,
    Estimate,
    Measure,
    Odds,
    Reliability,
    Trend,
)
from tempen.terms.study import Study, Wave

NUMBERS = ("value", "se", "low", "high", "p", "base", "n_eff")


class Asked(Protocol):
    """What is needed of an opened study: `tempen.session.Opened`."""

    @cached_property
    def study(self) -> Study: ...
    @cached_property
    def estimated(self) -> Estimated: ...
    @cached_property
    def lang(self) -> str: ...
    def wave(self, wave: str) -> Wave: ...
    def weighting(self, name: str) -> str: ...
    def known(self, code: str, asked: str, there: tuple[str, ...]) -> str: ...
    def groups(self, by: str) -> Iterator[tuple[str, str, dict[str, str]]]: ...
    def name_group(self, domain: str, level: str) -> str: ...
    def note(self, status: str, reasons: tuple[str, ...]) -> str: ...


@dataclass(frozen=True)
class Voice:
    """What names are said by."""

    study: Study
    lang: str
    format: Format
    say: Callable[[str], str]

    def label(self, find: Find[P], *args: P.args, **named: P.kwargs) -> str:
        return find(self.study, self.lang, *args, **named)


@dataclass(frozen=True)
class MeasureQuestions:
    """Measures of one study; every method takes `by` a domain, `wave` and `weighting`, and those
    that compare take `against` and `earlier`. Raises ASK-02 to ASK-06 for names that are not there.
    """

    opened: Asked

    @cached_property
    def voice(self) -> Voice:
        study, lang = with_indices(self.opened.study), self.opened.lang
        return Voice(study, lang, FORMATS[lang], speak(lang))

    def share(self, item: str, level: str, **how: str) -> pl.DataFrame:
        """Of a level or group; without a comparison as `study.estimate`."""
        return self.ask(Measure("share", (self.variable(item),), (level,)), **how)

    def net(self, item: str, *, plus: str = "", minus: str = "", **how: str) -> pl.DataFrame:
        """The share of `plus` less that of `minus`; else of the halves of a scale with points."""
        id = self.variable(item)
        sides = ((plus,), (minus,)) if plus or minus else poles_of(self.voice.study.variable(id))
        return self.ask(Measure("net", (id,), *sides), **how)

    def mean(self, item: str, **how: str) -> pl.DataFrame:
        """Of a number, an index, or the points of a scale."""
        return self.ask(Measure("mean", (self.variable(item),)), **how)

    index = mean

    def quantile(self, item: str, p: float | Sequence[float] = 0.5, **how: str) -> pl.DataFrame:
        """Of a number, with Woodruff's interval."""
        probs = (p,) if isinstance(p, float | int) else tuple(p)
        id = self.variable(item)
        return pl.concat([self.ask(Measure("quantile", (id,), p=one), **how) for one in probs])

    def total(self, item: str, level: str = "", **how: str) -> pl.DataFrame:
        """Of a number in the population, as far as it was answered; or of the units at a level."""
        levels = (level,) if level else ()
        return self.ask(Measure("total", (self.variable(item),), levels), **how)

    def ratio(self, item: str, over: str, **how: str) -> pl.DataFrame:
        """The total of one number over that of another."""
        return self.ask(Measure("ratio", (self.variable(item), self.variable(over))), **how)

    def alpha(self, index: str, **how: str) -> pl.DataFrame:
        """Cronbach's alpha of an index, with its error."""
        known = tuple(one.id for one in self.opened.study.indices)
        return self.ask(Measure("alpha", (self.opened.known("ASK-02", index, known),)), **how)

    def battery(self, item: str, level: str, *, earlier: str, **how: str) -> pl.DataFrame:
        """The mean change over the rows of a battery since an earlier wave, and `p_any` of any
        row having changed."""
        rows = tuple(v.id for v in self.voice.study.variables if v.item == item)
        if not rows:
            self.variable(item)
        made = Measure("battery", rows, (level,))
        return self.ask(made, earlier=earlier, **how)

    def trend(
        self, item: str, level: str = "", *, by: str = "", wave: str = "", weighting: str = ""
    ) -> pl.DataFrame:
        """The slope per year through every wave with figures, three at least; `p_any` of any wave
        differing, `p_curved` of a bend."""
        id, chosen = self.variable(item), self.opened.wave(wave).id
        made = Measure("share" if level else "mean", (id,), (level,) if level else ())
        rows = []
        for group, domain, labels in self.opened.groups(by):
            name = self.opened.weighting(weighting)
            found = self.estimates.trend(made, chosen, domain, group, name)
            more = {"p_any": found.p_any, "p_curved": found.p_curved}
            waves = {"waves": ", ".join(self.voice.label(wave_label, w) for w in found.waves)}
            rows.append({**labels, **self.name(made, name), **waves, **self.moved(found), **more})
        return self.table(rows)

    def transitions(
        self, item: str, *, earlier: str, by: str = "", wave: str = "", weighting: str = ""
    ) -> pl.DataFrame:
        """Where each earlier answer went, among those who answered twice."""
        id, chosen = self.variable(item), self.opened.wave(wave).id
        before, name = self.opened.wave(earlier).id, self.opened.weighting(weighting)
        levels = self.voice.study.variable(id).levels
        rows = []
        for group, domain, labels in self.opened.groups(by):
            for old in levels:
                for new in levels:
                    made = Measure("transition", (id,), (new,), (old,))
                    found = self.estimates.transition(made, chosen, before, domain, group, name)
                    said = {"from": self.answer(id, old), "to": self.answer(id, new)}
                    rows.append({**labels, **said, **self.single(found)})
        return self.table(rows)

    def odds(
        self,
        first: tuple[str, str],
        second: tuple[str, str],
        *,
        adjust: str | Sequence[str] = (),
        wave: str = "",
        weighting: str = "",
    ) -> pl.DataFrame:
        """How the odds of one (item, level) go with another, domains of the frame held alike.

        `value` is the adjusted odds ratio, `plain` the one without; where no case speaks against
        the association it is not finite, and `note` says so.
        """
        names = (adjust,) if isinstance(adjust, str) else tuple(adjust)
        known = tuple(domain.id for domain in self.opened.study.domains)
        names = tuple(self.opened.known("ASK-03", name, known) for name in names if name)
        one, two = ((self.variable(item), level) for item, level in (first, second))
        chosen, name = self.opened.wave(wave).id, self.opened.weighting(weighting)
        found = self.estimates.odds(one, two, chosen, names, name)
        named = [self.name(Measure("share", (id,), (level,)), name) for id, level in (two, one)]
        said = {"of": named[0]["measure"], "with": named[1]["measure"]}
        held = {"held_alike": ", ".join(names)}
        return self.table([{**said, **held, **self.ratio_of(found)}])

    # --- how it is asked ----------------------------------------------------------------------

    @property
    def estimates(self):
        return self.opened.estimated.estimates

    def variable(self, item: str) -> str:
        known = tuple(v.id for v in self.voice.study.variables if v.scale != "text")
        return self.opened.known("ASK-02", item, known)

    def answer(self, variable: str, level: str) -> str:
        return self.voice.label(answer_label, variable, level)

    def ask(
        self,
        measure: Measure,
        *,
        by: str = "",
        against: str = "",
        earlier: str = "",
        wave: str = "",
        weighting: str = "",
    ) -> pl.DataFrame:
        """The measure by group; compared with other groups, with an earlier wave, or both."""
        chosen, name = self.opened.wave(wave).id, self.opened.weighting(weighting)
        before = self.opened.wave(earlier).id if earlier else ""
        rows: list[dict[str, Any]] = []
        for group, domain, labels in self.opened.groups(by):
            for other in self.others(domain, group, against):
                place = (domain, group, name)
                said = {**labels, **self.name(measure, name)}
                if other:
                    words = speak(self.opened.lang)("the rest")
                    told = words if other == "rest" else self.opened.name_group(domain, other)
                    said["against"] = told
                rows.append({**said, **self.figures(measure, chosen, before, place, other)})
        return self.table(rows)

    def others(self, domain: str, group: str, against: str) -> tuple[str, ...]:
        """What a group is compared with: "" nothing, the rest, one level or each of them."""
        if not against or domain == ALL:
            return ("",)
        levels = self.opened.study.domain(domain).levels
        if against == "each":
            return tuple(level for level in levels if level != group)
        self.opened.known("ASK-05", against, ("rest", "each", *levels))
        return () if against == group else (against,)

    def figures(
        self, measure: Measure, wave: str, earlier: str, place: tuple[str, str, str], other: str
    ) -> dict[str, Any]:
        domain, group, weighting = place
        ask = self.estimates
        if earlier and other:
            found = ask.gap_change(measure, wave, earlier, domain, group, other, weighting)
            gaps = found.gaps if len(found.gaps) == 2 else (None, None)
            return {"gap_before": gaps[0], "gap_now": gaps[1], **self.moved(found)}
        if earlier:
            found = ask.measure_change(measure, wave, earlier, domain, group, weighting)
            more = {"p_any": found.p_any} if found.rows else {}
            return {**self.moved(found), "both": found.both, **more}
        if other:
            found = ask.measure_difference(measure, wave, domain, group, other, weighting)
            return self.moved(found)
        return self.single(ask.measure(measure, wave, domain, group, weighting))

    # --- how it is told -----------------------------------------------------------------------

    def name(self, measure: Measure, weighting: str) -> dict[str, Any]:
        return {"measure": name_measure(self.voice, measure, weighting)}

    def single(self, found: Estimate) -> dict[str, Any]:
        names = ("value", "se", "low", "high", "n", "base", "n_eff", "interval")
        note = self.opened.note(found.reliability.status, found.reliability.reasons)
        return {name: getattr(found, name) for name in names} | {"note": note}

    def moved(self, found: Change | Difference | Trend) -> dict[str, Any]:
        row = {name: getattr(found, name) for name in ("value", "se", "low", "high")}
        row["p"] = found.p_adjusted
        if isinstance(found, Change):
            row |= {"n_earlier": found.n_earlier, "n": found.n_later}
        said = getattr(found, "reliability", Reliability())
        notes = [self.opened.note(said.status, said.reasons)] if not found.why else []
        notes.append(self.opened.note("" if found.tested else "untested", (found.why,)))
        return {**row, "note": "; ".join(note for note in notes if note)}

    def ratio_of(self, found: Odds) -> dict[str, Any]:
        say = speak(self.opened.lang)
        row: dict[str, Any] = {
            "value": found.ratio,
            "low": found.low,
            "high": found.high,
            "p": found.p,
            "plain": found.plain,
            "n": found.n,
        }
        if found.why == "separated":
            return {**row, "note": say(SEPARATED[found.separated])}
        return {**row, "note": self.opened.note("" if found.tested else "untested", (found.why,))}

    def table(self, rows: list[dict[str, Any]]) -> pl.DataFrame:
        names = dict.fromkeys(name for row in rows for name in row)
        kinds = {name: pl.Float64 for name in names if name in FLOATS}
        return pl.DataFrame(rows, schema_overrides=kinds, infer_schema_length=None)


FLOATS = (*NUMBERS, "plain", "p_any", "p_curved", "gap_before", "gap_now")
SEPARATED = mark(
    {
        1: "not finite: no answer speaks against it",
        -1: "zero: no answer speaks against it",
        0: "not determined: the groups tell the answer already",
    }
)
