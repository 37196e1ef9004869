"""Who answered a wave and who did not, asked of an opened study.

    study = tempen.open("examples/fiktiva-kommuner")
    study.nonresponse.sensitivity("strategy", "yes", differ=0.1)

Every method gives a Polars table: labels first, then figures (shares 0..1), ids last. What cannot
be had is a fault that says why.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import NoReturn, Protocol

import polars as pl

from tempen.errors import Fault, TempenError
from tempen.frame import response_rates
from tempen.locale import Words, mark
from tempen.pipeline import Estimated, analyse
from tempen.study.texts import domain_label, variable_label, weighting_label
from tempen.terms.estimate import ALL, Estimate, Key, ResponseRate
from tempen.terms.item import Variable
from tempen.terms.nonresponse import (
    OBSTACLES,
    Nonresponse,
    Representativity,
    bound_share,
    known_part,
)
from tempen.terms.study import Study, Wave
from tempen.weight import DIFFERENCES, find_drivers

QUANTILES = {
    "least": 0.0,
    "lower_quartile": 0.25,
    "median": 0.5,
    "upper_quartile": 0.75,
    "most": 1.0,
}


class Asked(Protocol):
    """What is needed of an opened study: `tempen.session.Opened`."""

    @cached_property
    def study(self) -> Study: ...
    @cached_property
    def estimated(self) -> Estimated: ...
    @cached_property
    def lang(self) -> str: ...
    def answered(self, wave: str) -> Wave: ...
    def variables(self, item: str) -> list[Variable]: ...
    def levels(self, variable: Variable, level: str) -> list[str]: ...
    def check_asked(self, item: str, wave: str) -> None: ...
    def frame_domain(self, by: str) -> str: ...
    def identify(self, key: Key) -> dict[str, str]: ...
    def name_group(self, domain: str, level: str) -> str: ...
    def name_answer(self, variable: Variable, level: str) -> str: ...
    def add_names(self, listed: pl.DataFrame, wave: str) -> pl.DataFrame: ...
    def find_estimates(
        self, item: str, level: str, by: str, wave: str, weighting: str
    ) -> Iterator[tuple[dict[str, str], Estimate]]: ...


class NonresponseQuestions:
    """Every question takes a wave, by default the latest with answers.

    raises  ASK-10 a wave without answers, ASK-11 what cannot be had of it; ASK-01 .. ASK-09
    """

    def __init__(self, opened: Asked) -> None:
        self.opened, self.study, self.lang = opened, opened.study, opened.lang
        self.analyses: dict[str, Nonresponse] = {}

    def weights(self, wave: str = "") -> pl.DataFrame:
        """The spread of each weighting's weights, and what it costs.

        `design_effect` is Kish's; `effective` the answers that equal weights would need for the
        same; the fewest answers that hold half of the weight are `half` (`half_share` of all);
        `g_least`, `g_most` what calibration multiplied base weights by.
        raises  ASK-10 no wave with answers, ASK-11 an open study, or no answer has a weight
        """
        found = self.analysis(wave)
        if self.study.design == "open" or not found.diagnoses:
            self.refuse(
                mark("Weights"), found.wave, found.why.get("representativity", "no_weights")
            )
        rows = [
            {
                "name": weighting_label(self.study, self.lang, name),
                "n": one.n,
                "total": one.total,
                "design_effect": one.design_effect,
                "effective": one.n_eff,
                **{name: one.quantiles[p] for name, p in QUANTILES.items()},
                "half": one.half,
                "half_share": one.half_share,
                "g_least": one.g[0.0] if one.g else None,
                "g_most": one.g[1.0] if one.g else None,
                "weighting": name,
                "wave": one.wave,
            }
            for name, one in found.diagnoses.items()
        ]
        return pl.DataFrame(rows, schema_overrides={"g_least": pl.Float64, "g_most": pl.Float64})

    def margins(self, wave: str = "") -> pl.DataFrame:
        """Each division of the frame: its units, its answers, and the answers once weighted."""
        found = self.analysis(wave)
        if found.margins.is_empty():
            lacking = self.opened.estimated.frames.get(found.wave) is None
            why = "open" if self.study.design == "open" else "no_frame" if lacking else "no_columns"
            self.refuse(mark("Margins"), found.wave, why)
        table = found.margins.rename(
            {
                "margin": "domain",
                "frame": "frame_share",
                "before": "unweighted",
                "after": "weighted",
            }
        )
        return self.name_divisions(table, found.wave)

    def representativity(self, wave: str = "") -> pl.DataFrame:
        """How evenly a wave was answered over the frame: the R-indicator, one row.

        `R` is 1 where all were as likely to answer; `cv` the most that a mean can be off, in
        standard deviations; `unlinked` answers name no unit of the frame and stand outside.
        """
        found = self.judged(wave)
        row = {
            "units": found.N,
            "answered": found.n,
            "rate": found.rate,
            "R": found.R,
            "cv": found.cv,
            "unlinked": self.analysis(wave).unlinked,
            "R_raw": found.R_raw,
            "S": found.S,
            "wave": found.wave,
        }
        return pl.DataFrame([row])

    def propensity(self, wave: str = "") -> pl.DataFrame:
        """Response by each division of the frame, with its part in the unevenness.

        `unconditional` how much a division goes with answering (of a group: below 0 where it
        answered less than others); `conditional` what of that the other divisions do not explain.
        """
        found = self.judged(wave)
        table = found.partial.rename({"variable": "domain"}).drop("propensity")
        return self.name_divisions(table, found.wave)

    def arrival(self, item: str = "", level: str = "", wave: str = "") -> pl.DataFrame:
        """Early answers against late ones, the largest differences first.

        `as_late` is the share of everyone if those who never answered are like the late half;
        `p` is adjusted over all of the wave.
        """
        found = self.analysis(wave)
        if found.arrivals is None:
            self.refuse(mark("Early and late answers"), found.wave, found.why["arrivals"])
        wanted = {v.id for v in self.opened.variables(item)} if item else None
        rows = [
            {
                "item": variable_label(self.study, self.lang, row["variable"], full=True),
                "answer": self.opened.name_answer(
                    self.study.variable(row["variable"]), row["level"]
                ),
                **{name: row[name] for name in ("early", "late", "difference")},
                "change_low": row["low"],
                "change_high": row["high"],
                "p": row["p_adjusted"],
                "as_late": row["as_late"],
                **{name: row[name] for name in ("n_early", "n_late", "variable", "level")},
                "wave": found.wave,
            }
            for row in found.arrivals.table.iter_rows(named=True)
            if wanted is None or row["variable"] in wanted
            if not level or row["level"] == level
        ]
        return pl.DataFrame(rows)

    def sensitivity(
        self,
        item: str,
        level: str = "",
        *,
        by: str = "",
        wave: str = "",
        differ: float | None = None,
    ) -> pl.DataFrame:
        """Where shares lie if those who did not answer differ from those who did.

        differ  by how much at most (0.1: ten percentage points); default: by 5, 10 and 20 points,
                and last whatever they would have answered (`differ` null)
        by      a domain of the frame
        `known` is the part of the eligible units whose answer is known
        raises  ASK-12; those of `estimate`; ASK-11 where nobody knows who did not answer
        """
        if differ is not None and not 0 < differ <= 1:
            raise TempenError([Fault("ASK-12", facts={"value": differ})])
        chosen = self.opened.answered(wave).id
        self.check_bounded(chosen)
        by = self.opened.frame_domain(by) if by else ""
        rates = self.rates(chosen, by)
        steps = (*DIFFERENCES, None) if differ is None else (differ,)
        rows = [
            {
                **labels,
                "share": found.value,
                "differ": step,
                "range_low": bounds.low,
                "range_high": bounds.high,
                "known": known,
                "n": found.n,
                **self.opened.identify(found.key),
            }
            for labels, found in self.opened.find_estimates(item, level, by, chosen, "")
            if found.key.statistic == "share" and found.value is not None
            for known in [self.known_of(found, rates)]
            if known is not None
            for step in steps
            for bounds in [bound_share(found.value, known, step)]
        ]
        floats = ("share", "differ", "range_low", "range_high", "known")
        return pl.DataFrame(rows, schema_overrides=dict.fromkeys(floats, pl.Float64))

    def drivers(
        self, item: str, level: str = "", *, wave: str = "", most: int = 10
    ) -> pl.DataFrame:
        """The units that drive a share (a mean of a number): what it would move without each.

        For whoever checks answers: it tells what single units answered.
        level  default: the first; `moves` the estimate less what it would be without the unit
        """
        chosen, estimated = self.opened.answered(wave).id, self.opened.estimated
        self.opened.check_asked(item, chosen)
        variable = self.opened.variables(item)[0]
        own = estimated.cases.table["wave"] == chosen
        weight = estimated.weights[0].table["weight"].fill_null(0).cast(pl.Float64)
        table = estimated.cases.table.with_columns(weight=weight).filter(own)
        if variable.scale == "number":
            y, base = pl.col(f"{variable.id}:value"), pl.col(f"{variable.id}:value").is_not_null()
        else:
            level = self.opened.levels(variable, level)[0]
            y, base = pl.col(variable.id).is_in(codes_of(variable, level)), pl.col(variable.id) >= 0
        inside = table.with_row_index("row").filter(base & (pl.col("weight") > 0))
        values = inside.select(y.cast(pl.Float64)).to_series().to_numpy()
        weights = inside["weight"].to_numpy()
        found = find_drivers(values, weights, inside["row"].to_list(), most)
        units = inside.select(pl.col("row").cast(pl.Int64), "unit", value=y)
        named = self.opened.add_names(
            found.join(units, on="row", how="left", maintain_order="left"), chosen
        )
        shown = {"item": variable_label(self.study, self.lang, variable, full=True)}
        if variable.scale != "number":
            shown["answer"] = self.opened.name_answer(variable, level)
            named = named.rename({"value": "gave"})
        value = "value" if variable.scale == "number" else "gave"
        labels = [pl.lit(text).alias(name) for name, text in shown.items()]
        return named.select("unit", "name", *labels, value, "weight", "part", "moves")

    def analysis(self, wave: str = "") -> Nonresponse:
        """Everything that is known of who answered a wave; reckoned once."""
        chosen = self.opened.answered(wave).id
        if chosen not in self.analyses:
            self.analyses[chosen] = analyse(self.opened.estimated, chosen)
        return self.analyses[chosen]

    def judged(self, wave: str) -> Representativity:
        found = self.analysis(wave)
        if found.representativity is None:
            why = found.why["representativity"]
            self.refuse(mark("Evenness of response"), found.wave, why)
        return found.representativity

    def check_bounded(self, wave: str) -> None:
        """Ranges need to know how many did not answer."""
        why = ""
        if self.study.design == "open":
            why = "open"
        elif wave not in self.opened.estimated.frames:
            why = "no_frame"
        elif self.study.weightings[0].size:
            why = "size"
        if why:
            self.refuse(mark("Ranges"), wave, why)

    def rates(self, wave: str, by: str) -> dict[str, ResponseRate]:
        """Level of a domain of the frame, or all -> its response rate."""
        estimated, chosen = self.opened.estimated, self.study.wave(wave)
        frame = estimated.frames.get(wave)
        found = response_rates(self.study, chosen, frame, estimated.cases, by or None)
        return {rate.domain_level: rate for rate in found}

    def known_of(self, found: Estimate, rates: Mapping[str, ResponseRate]) -> float | None:
        item = self.study.item(self.study.variable(found.key.variable).item)
        routed = bool(item.ask_if_in(found.key.wave))
        rate = rates.get(found.key.domain_level)
        return None if rate is None else known_part(rate, found.n, routed)

    def name_divisions(self, table: pl.DataFrame, wave: str) -> pl.DataFrame:
        """With labels of `domain` and `level`; the ids last. A row without a level is the whole."""
        figures = [name for name in table.columns if name not in ("domain", "level")]
        named = [
            {
                "division": domain_label(self.study, self.lang, row["domain"]),
                "group": self.name_level(row["domain"], row["level"] or ALL),
                **{name: row[name] for name in figures},
                "domain": row["domain"],
                "domain_level": row["level"] or ALL,
                "wave": wave,
            }
            for row in table.iter_rows(named=True)
        ]
        return pl.DataFrame(named)

    def name_level(self, domain: str, level: str) -> str:
        known = level in (*self.study.domain(domain).levels, ALL)
        return self.opened.name_group(domain, level if known else "not_stated")

    def refuse(self, what: str, wave: str, why: str) -> NoReturn:
        """ASK-11: what was asked for is not there, and why."""
        obstacle, mend = OBSTACLES[why]
        facts = {"what": what, "wave": wave, "why": Words(obstacle), "mend": Words(mend)}
        raise TempenError([Fault("ASK-11", facts=facts)])


def codes_of(variable: Variable, level: str) -> list[int]:
    """The codes of a level or a group of levels; of a ranking the rank is its own."""
    if variable.scale == "rank":
        return [int(level)]
    return [variable.levels.index(one) for one in variable.groups.get(level, (level,))]
