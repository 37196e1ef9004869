"""A study opened for asking: the same answers for the command line and for notebooks.

    study = tempen.open("examples/fiktiva-kommuner")
    study.estimate("strategy", by="sector")

Every method gives a Polars table, which notebooks show well; `.to_pandas()` and `.to_arrow()` are
Polars' own. Shares are 0..1.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path

import polars as pl

from tempen import planning
from tempen.edit import follow_up
from tempen.errors import Fault, TempenError
from tempen.estimate import benjamini_hochberg
from tempen.insights import rank_insights
from tempen.locale import Words, mark, speak
from tempen.measures import MeasureQuestions
from tempen.microdata import list_cases
from tempen.nonresponse import NonresponseQuestions
from tempen.pipeline import (
    WITH_ANSWERS,
    Built,
    Estimated,
    Request,
    build_report,
    estimate,
)
from tempen.study import load
from tempen.study.indices import with_indices
from tempen.study.texts import (
    answer_label,
    domain_level_label,
    variable_label,
    wave_label,
)
from tempen.terms.estimate import ALL, Estimate, Insight, Key
from tempen.terms.item import Variable
from tempen.terms.study import Study, Wave


def open(folder: str | Path, *, lang: str = "", engine: str = "embedded") -> Opened:
    """Load, check and estimate a study folder.

    lang    language of labels; default: the study's first
    engine  where sums are made: "embedded", "polars", "duckdb" or "spark"
    raises  TempenError with every fault; ASK-01 no such language
    """
    return Opened(Path(folder), lang, engine)


class Opened:
    """A study with everything that can be asked of it; estimated when first asked."""

    def __init__(self, folder: Path, lang: str = "", engine: str = "embedded") -> None:
        self.folder = folder
        self.wanted_lang = lang
        self.engine = engine

    @cached_property
    def study(self) -> Study:
        return load(self.folder)

    @cached_property
    def whole(self) -> Study:
        """The study with its indices as items that can be asked for."""
        return with_indices(self.study)

    @cached_property
    def estimated(self) -> Estimated:
        return estimate(self.study, engine=self.engine)

    @cached_property
    def lang(self) -> str:
        known = self.study.languages
        return self.known("ASK-01", self.wanted_lang or known[0], known)

    def __repr__(self) -> str:
        return f"<tempen study {self.study.id}: {len(self.estimated.cases.table)} cases>"

    def response(self, wave: str = "") -> pl.DataFrame:
        """Response rates of a wave by sector and in all, after AAPOR (`rate` is RR2, 0..1).

        raises  ASK-10 a wave that is planned, or of printed figures
        """
        chosen = self.answered(wave)
        domain = next((d.id for d in self.study.domains if d.source == "frame"), ALL)
        rows = [
            {
                "group": self.name_group(domain, rate.domain_level),
                "sent": rate.invited,
                "eligible": rate.eligible,
                "answered": rate.answered,
                "rate": rate.rate,
            }
            for rate in self.estimated.response
            if rate.wave == chosen.id
        ]
        return pl.DataFrame(rows, schema_overrides={"rate": pl.Float64})

    @cached_property
    def nonresponse(self) -> NonresponseQuestions:
        """Who answered and who did not, asked of this study: `study.nonresponse.weights()`."""
        return NonresponseQuestions(self)

    @cached_property
    def measures(self) -> MeasureQuestions:
        """Nets, quantiles, totals, indices, gaps, trends, odds: `study.measures.net("trust")`."""
        return MeasureQuestions(self)

    def microdata(self, wave: str = "", weighting: str = "") -> pl.DataFrame:
        """The answers of a wave as they are estimated from, for any other analysis.

        returns  as `microdata.list_cases`, so that
                 `tempen.Design(table, weights="weight", strata="stratum", fpc="N")` has the
                 design of the wave
        raises   ASK-04 wave, ASK-06 weighting, ASK-10 a wave without answers
        """
        return list_cases(self.estimated, self.answered(wave).id, self.weighting(weighting))

    def estimate(
        self, item: str, *, level: str = "", by: str = "", wave: str = "", weighting: str = ""
    ) -> pl.DataFrame:
        """Shares of an item's levels (means of a number) with intervals and bases.

        item       an item, or `item.row`; of an item with rows or options, all of them
        level, by  one level or group only; a domain of the study
        raises     ASK-02 no such item, ASK-03 domain, ASK-04 wave, ASK-05 level, ASK-06 weighting,
                   ASK-09 the wave did not ask the item
        """
        rows = [
            {**labels, **self.describe(found)}
            for labels, found in self.find_estimates(item, level, by, wave, weighting)
        ]
        return pl.DataFrame(rows, schema_overrides=dict.fromkeys(FIGURES, pl.Float64))

    def find_estimates(
        self, item: str, level: str, by: str, wave: str, weighting: str
    ) -> Iterator[tuple[dict[str, str], Estimate]]:
        ask, chosen = self.estimated.estimates, self.wave(wave).id
        self.check_asked(item, chosen)
        for group, domain, labels in self.groups(by):
            for variable in self.variables(item):
                name = {"item": variable_label(self.whole, self.lang, variable, full=True)}
                place = (chosen, domain, group, self.weighting(weighting))
                if variable.scale == "number":
                    yield {**labels, **name}, ask.mean(variable.id, *place)
                for one in self.levels(variable, level):
                    answer = {"answer": self.name_answer(variable, one)}
                    yield {**labels, **name, **answer}, ask.share(variable.id, one, *place)

    def describe(self, found: Estimate) -> dict[str, object]:
        share = found.key.statistic == "share"
        return {
            ("share" if share else "mean"): found.value,
            ("low" if share else "mean_low"): found.low,
            ("high" if share else "mean_high"): found.high,
            "n": found.n,
            "note": self.note(found.reliability.status, found.reliability.reasons),
            "se": found.se,
            "n_eff": found.n_eff,
            "base": found.base,
            "interval": found.interval,
            **self.identify(found.key),
        }

    def identify(self, key: Key) -> dict[str, str]:
        """The ids behind the labels, and the weighting: what a program goes by."""
        return {
            "variable": key.variable,
            "level": key.level,
            "domain": key.domain,
            "domain_level": key.domain_level,
            "wave": key.wave,
            "weighting": key.weighting or self.study.weightings[0].name,
        }

    def change(
        self,
        item: str,
        *,
        level: str = "",
        by: str = "",
        wave: str = "",
        earlier: str = "",
        weighting: str = "",
    ) -> pl.DataFrame:
        """Changes of an item's shares (0..1) since an earlier wave, and what may be said of them.

        `p` is adjusted over the family; it is null where there is no test, and `note` says why.
        """
        chosen, ask = self.wave(wave).id, self.estimated.estimates
        before = self.wave(earlier).id if earlier else None
        rows = []
        for group, domain, labels in self.groups(by):
            for variable in self.variables(item):
                for one in self.levels(variable, level):
                    place = (chosen, before, domain, group, self.weighting(weighting))
                    found = ask.change(variable.id, one, *place)
                    rows.append(
                        {
                            **labels,
                            "item": variable_label(self.study, self.lang, variable, full=True),
                            "answer": self.name_answer(variable, one),
                            "since": wave_label(self.study, self.lang, found.earlier),
                            "change": found.value,
                            "change_low": found.low,
                            "change_high": found.high,
                            "p": found.p_adjusted,
                            "both": found.both,
                            "note": self.note("" if found.tested else "untested", (found.why,)),
                            "se": found.se,
                            "method": found.method,
                            **self.identify(found.key),
                            "earlier": found.earlier,
                        }
                    )
        return pl.DataFrame(rows, schema_overrides=dict.fromkeys(FIGURES, pl.Float64))

    def follow_up(self, wave: str = "", most: int | None = None) -> pl.DataFrame:
        """Whom to ask again first: numbers far from the last wave's, rules that fail, blanks.

        A row an answer, columns `edit.follow_up.FOLLOW_UP` and the unit's name; units with the
        highest score (influence on the figures times suspicion) come first.
        """
        estimated, chosen = self.estimated, self.wave(wave).id
        weights = estimated.weights[0]
        listed = follow_up(self.study, estimated.cases, weights, chosen)
        named = self.add_names(listed, chosen)
        say = speak(self.lang)
        words = [say(ASK_AGAIN[reason]) for reason in named["reason"]]
        columns = ["unit", "name", *[name for name in listed.columns if name != "unit"]]
        named = named.with_columns(reason=pl.Series(words, dtype=pl.String))
        return named.select(columns).head(most or named.height)

    def insights(self, most: int | None = None) -> pl.DataFrame:
        """What the data show, the largest first: said in words, and as report source."""
        rows = [
            {
                "rank": rank,
                "kind": speak(self.lang)(INSIGHTS[insight.kind]),
                "effect": insight.effect,
                "p": insight.p,
                "what": self.fill(insight.sentence[self.lang]),
                "source": insight.sentence[self.lang],
            }
            for rank, insight in enumerate(self.find_insights(most), 1)
        ]
        return pl.DataFrame(rows, schema_overrides={"p": pl.Float64})

    def find_insights(self, most: int | None = None) -> list[Insight]:
        """The same with their evidence."""

        def adjust(p):
            return benjamini_hochberg(p).tolist() if len(p) else []

        return rank_insights(self.study, self.estimated.estimates, adjust, most)

    def plan(
        self,
        *,
        precision: float | None = None,
        change: float | None = None,
        overlap: float | None = None,
        by: str = "",
        wave: str = "",
        share: float = 0.5,
        power: float = 0.8,
        correlation: float = 0.5,
        items: Sequence[str] = (),
        total: int | None = None,
    ) -> pl.DataFrame:
        """Answers that each group of the frame needs, for a precision or for a change to be seen.

        precision  half the width of an interval, as a share; change: of a share, to be seen with
                   `power` where a `correlation` ties a unit's answers in the two waves; both give
                   both
        items      with a precision: the fewest answers at which all shares of these items in all
                   have it at once (Bethel), by how they were answered last; by groups as strata
        total      so many answers shared out over the groups instead, for `items` (Neyman)
        overlap    the part of those who answer that answer both waves; default: as it was last
        by, wave   a domain of the frame, default its first; a wave with a frame, default the last
        raises     SAMPLE-02, SAMPLE-03, SAMPLE-06 no frame, SAMPLE-07 nothing wanted; ASK-01 to -04
        """
        return planning.plan(
            self, precision=precision, change=change, overlap=overlap, by=by, wave=wave,
            share=share, power=power, correlation=correlation, items=items, total=total,
        )  # fmt: skip

    def draw(
        self,
        sizes: Mapping[str, int],
        *,
        seed: str | int,
        wave: str = "",
        after: str = "",
        keep: float = 1.0,
    ) -> planning.Drawn:
        """Draw the sample of a wave: so many units of each stratum, by permanent random numbers.

        sizes   stratum (crossed ones joined by "/") -> units; strata that are not named have none
        seed    any text or number; with the same one anybody draws the same sample
        after   an earlier wave that was drawn with the same seed, of whose sample the part `keep`
                is asked again: 1 all, 0 none, between: those who have been in longest leave
        raises  SAMPLE-01, SAMPLE-02, SAMPLE-06, SAMPLE-08; ASK-04
        """
        return planning.draw_wave(self, sizes, str(seed), wave, after, keep)

    def frame_domain(self, by: str) -> str:
        domains = tuple(d.id for d in self.study.domains if d.source == "frame")
        return self.known("ASK-03", by or (domains[0] if domains else by), domains)

    def fill(self, source: str) -> str:
        """A sentence of report source with its numbers filled in; raises what a report would."""
        from tempen.report.compile import render_sentence

        return render_sentence(self.study, self.lang, self.estimated.estimates, source)

    def report(self, out: str | Path = "out", **wanted) -> Built:
        """Build the report; `wanted` as the fields of `pipeline.Request`."""
        wanted = {"engine": self.engine, **wanted}
        return build_report(Request(folder=self.folder, out=Path(out), **wanted))

    # --- what was meant -----------------------------------------------------------------------

    def known(self, code: str, asked: str, there: tuple[str, ...]) -> str:
        if asked not in there:
            raise TempenError([Fault(code, facts={"asked": asked, "known": ", ".join(there)})])
        return asked

    def wave(self, wave: str) -> Wave:
        """The wave asked for, or the latest with answers."""
        waves = tuple(w.id for w in self.study.waves)
        return self.study.wave(self.known("ASK-04", str(wave or self.study.latest.id), waves))

    def answered(self, wave: str) -> Wave:
        """A wave with answers; raises ASK-10 for a planned one, or one of printed figures."""
        chosen = self.wave(wave)
        if chosen.status not in WITH_ANSWERS:
            known = [w.id for w in self.study.waves if w.status in WITH_ANSWERS]
            facts = {
                "wave": chosen.id,
                "status": Words(STATUS[chosen.status]),
                "known": ", ".join(known) or "–",
            }
            raise TempenError([Fault("ASK-10", facts=facts)])
        return chosen

    def weighting(self, name: str) -> str:
        names = tuple(weighting.name for weighting in self.study.weightings)
        return self.known("ASK-06", name, names) if name else ""

    def variables(self, item: str) -> list[Variable]:
        """The variables that an item, or one row or option of it, stands for."""
        told = [v for v in self.whole.variables if v.scale != "text"]
        found = [v for v in told if item in (v.item, v.id)]
        if not found:
            self.known("ASK-02", item, tuple(v.id for v in told))
        return found

    def check_asked(self, item: str, wave: str) -> None:
        """An item has figures only of waves that asked it and have been in the field."""
        item = self.variables(item)[0].item
        there = [w.id for w in self.study.waves if w.status != "planned"]
        asked = [id for id in there if self.whole.item(item).asked_in(id)]
        if wave not in asked:
            facts = {"item": item, "wave": wave, "known": ", ".join(asked) or "–"}
            raise TempenError([Fault("ASK-09", facts=facts)])

    def levels(self, variable: Variable, level: str) -> list[str]:
        there = self.estimated.estimates.levels.get(variable.id, ())
        if variable.scale == "mark":
            return [variable.levels[-1]]
        return [self.known("ASK-05", level, tuple(there))] if level else list(there)

    def groups(self, by: str) -> Iterator[tuple[str, str, dict[str, str]]]:
        """(domain level, domain, the columns that name it) of each group asked for."""
        if not by:
            yield ALL, ALL, {}
            return
        domain = self.study.domain(
            self.known("ASK-03", by, tuple(d.id for d in self.study.domains))
        )
        for level in domain.levels:
            yield level, domain.id, {"group": self.name_group(domain.id, level)}

    # --- what it is called --------------------------------------------------------------------

    def name_group(self, domain: str, level: str) -> str:
        if level == "not_stated":
            return speak(self.lang)("Not stated")
        return domain_level_label(self.study, self.lang, domain, level)

    def add_names(self, listed: pl.DataFrame, wave: str) -> pl.DataFrame:
        """The names of units, from the frame of the wave; null where it has none."""
        frame = self.estimated.frames.get(wave)
        if frame is None:
            return listed.with_columns(name=pl.lit(None, pl.String))
        names = frame.table.select("unit", "name")
        return listed.join(names, on="unit", how="left", maintain_order="left")

    def name_answer(self, variable: Variable, level: str) -> str:
        return answer_label(self.study, self.lang, variable, level)

    def note(self, status: str, reasons: tuple[str, ...]) -> str:
        """What a reader must know: nothing where all is well."""
        if status in ("", "shown"):
            return ""
        say = speak(self.lang)
        told = dict.fromkeys(say(NOTES.get(reason, reason)) for reason in reasons if reason)
        words = [say(STATUSES[status]), ", ".join(told)]
        return ": ".join(word for word in words if word)


FIGURES = ("share", "mean", "low", "high", "change", "change_low", "change_high", "p", "se")
STATUS = mark({"planned": "planned", "aggregates": "known by printed figures alone"})
ASK_AGAIN = mark(
    {"change": "far from the last time", "rule": "contradicts itself", "blank": "left blank"}
)
NOTES = mark(
    {
        "n_eff": "few answers",
        "small": "few answers",
        "width": "wide interval",
        "relative": "wide interval",
        "complement": "wide interval",
        "df": "few answers per stratum",
        "extreme": "0 or 100 per cent",
        "disclosure": "too few answers",
        "made_up": "made up",
        "open": "anyone could answer",
        "printed": "printed figures only",
        "not_comparable": "not comparable",
        "no_error": "spread not known",
        "no_earlier": "not asked before",
        "no_levels": "answers are not levels",
        "overlapping": "the groups overlap",
        "not_apart": "the groups tell the answer already",
        "few_waves": "fewer than three waves",
        "no_time": "not known when the waves were",
    }
)
STATUSES = mark({"caution": "caution", "withheld": "withheld", "untested": "not tested"})
INSIGHTS = mark(
    {
        "change": "change",
        "difference": "difference",
        "association": "association",
        "extreme": "majority",
    }
)
