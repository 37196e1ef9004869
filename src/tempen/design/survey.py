"""A sample that can be asked: `tempen.Design`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any, Literal

import numpy as np
import polars as pl

from tempen.design import associations, comparisons, quantiles, waves, weighting
from tempen.design.domains import Domains, cross, cross_each
from tempen.design.phases import Drawn, read_phases
from tempen.design.questions import ONE_BY_ONE, Items, ask
from tempen.design.read import fault, names_of, read_table
from tempen.design.sampling import Stated, read_sampling
from tempen.design.scan import columns_of, open_scan
from tempen.design.tell import tell
from tempen.estimate.engines import find_engine
from tempen.estimate.intervals import INTERVALS
from tempen.estimate.replicate import replicate

By = str | Sequence[str]
QuantileRule = Literal[
    "inverse", "school", "shahvaish", "hf3", "hf4", "hf5", "hf6", "hf7", "hf8", "hf9"
]


class Design:
    """Microdata and how they were sampled.

    data         a Polars, pandas or Arrow table, or a mapping of columns; one row a case. What
                 does not fit in memory: Parquet (a file, several, a folder, a pattern as
                 "answers/*.parquet"), or a lazy table of Polars, DuckDB or Spark
    weights      a column [units of the population per case]; None: 1 over the sampling fractions
                 that `fpc` gives, else 1
    strata       a column, or several to be crossed
    psu          the column of clusters, whose names count within a stratum; several: those of
                 each stage
    fpc          units in the population of each stratum, or the rate at which they were sampled
                 (a column, or a number), by stage where there are several; `fpc_as` "count" or
                 "rate" says which; None: told by the numbers, where they leave no doubt
    strata_below strata of the second stage and those below
    lonely       strata of one unit: "adjust" (deviations from 0), "average" (the mean variance of
                 the others), "certainty" (none) or "fail"
    collapse     stratum -> the stratum it joins, labels of crossed strata joined by "/"
    probability  PPS: the column of inclusion probabilities; pps "brewer" or "hartley_rao" with
                 pps_sum, the population's sum of p² / n (None: estimated)
    replicates   columns of replicate weights, of `replicate_kind` "bootstrap", "brr", "jk1",
                 "jkn" or "fay" (rho .5); or `Replicates` with its own scales
    calibration  what the weights were calibrated to: errors are then those of residuals
    answered     the rows are all who were drawn, and this column says who of them answered (true
                 and false, 1 and 0, yes and no); `fpc` is that of the draw
    response_groups  columns within whose crossing everyone drawn answers with the same
                 probability; they may cross the strata. None: the strata. The weights are then
                 N / n times drawn / answered of the group, and the errors those of two phases
    engine       where sums are made: "embedded", "polars", "duckdb" or "spark" (the session that
                 is open, or the address in SPARK_REMOTE); the same numbers from each
    raises       EST-05 to EST-24, ENGINE-01 to ENGINE-03 with what is wrong and how to mend it

    Questions give one row an item, level and domain (`by`, crossed, empty ones too), with
    `estimate`, `se`, `low`, `high` (95 %), `n`, `base`, `n_eff`, `deff`, `df` and `note`. Nothing
    is ever NaN: what is not there to be had is null and `note` says why. `where` is a Polars
    condition: a domain of the sample, whose other cases still count in the errors. `each` asks
    of everybody and by several domains in turn, in one reading of the data: columns `domain` and
    `domain_level`.
    """

    def __init__(
        self,
        data: Any,
        *,
        weights: str | None = None,
        strata: By | None = None,
        psu: By | None = None,
        fpc: str | float | Sequence[str | float] | None = None,
        fpc_as: Literal["count", "rate"] | None = None,
        strata_below: Sequence[str | None] = (),
        lonely: Literal["adjust", "average", "certainty", "fail"] = "adjust",
        collapse: Mapping[str, str] | None = None,
        probability: str | None = None,
        pps: Literal["brewer", "hartley_rao"] = "brewer",
        pps_sum: float | None = None,
        replicates: Any = None,
        replicate_kind: str = "bootstrap",
        calibration: Any = None,
        answered: str | None = None,
        response_groups: By | None = None,
        engine: str = "embedded",
    ) -> None:
        self.stated = stated = Stated(
            weights, strata, psu, fpc, fpc_as, strata_below, lonely, collapse or {}, probability,
            pps, pps_sum, replicates, replicate_kind, calibration, answered, response_groups,
        )  # fmt: skip
        self.scan = open_scan(data, engine)
        told = ()
        if self.scan is None:
            find_engine(engine)
            self.engine, table = engine, read_table(data)
        else:
            self.engine = "embedded"
            table, told = self.scan.begin(stated)
        self.take(table)
        self.warnings = (*told, *self.warnings)

    def take(self, table: pl.DataFrame) -> None:
        """Read the sampling from a table of cases (of everyone drawn, where not all answered)."""
        self.table = table
        self.drawn: Drawn | None = None
        if self.stated.answered is not None or self.stated.response_groups is not None:
            made = read_phases(table, self.stated)
            self.drawn, self.table, self.sampling, self.strata, self.warnings = made
        else:
            self.sampling, self.strata, self.warnings = read_sampling(table, self.stated)

    def __repr__(self) -> str:
        made = self.sampling
        kind = ", replicate weights" if made.replicates else ""
        cases = int(made.count(np.arange(made.n))[0])
        told = f"{cases} cases, {made.n_h.sum()} selected units, {made.H} strata"
        if made.phases is not None:
            drawn, groups = int(made.phases.asked.sum()), len(made.phases.asked)
            told = f"{made.n} of {drawn} drawn answered, {len(self.strata)} strata, "
            told += f"{groups} response groups"
        return f"<tempen.Design: {told}, {made.df} degrees of freedom{kind}>"

    def at(self, columns: Sequence[str], *, together: bool = True) -> Design:
        """This design with some columns at hand: itself, or what a scan gives of them.

        together  cases that the columns do not tell apart may be one row
        """
        if self.scan is None:
            return self
        made = object.__new__(Design)
        made.__dict__.update(self.__dict__, scan=None)
        made.__dict__.pop("wave", None)
        made.take(self.scan.rows(columns, self.stated, together=together))
        made.warnings = self.warnings
        return made

    def replicate(
        self, kind: str = "bootstrap", *, R: int = 500, seed: int, rho: float = 0.5
    ) -> Design:
        """The same sample with replicate weights made from its design, which then give the errors.

        kind  "bootstrap" (Rao and Wu's, R replicates), "jkn", "jk1", "brr" or "fay" (rho)
        """
        whole = self.whole()
        return whole.sampled(replicate(whole.sampling, kind, R=R, seed=seed, rho=rho))

    def whole(self) -> Design:
        """This design with all its columns in memory."""
        return self if self.scan is None else self.at(list(self.scan.schema), together=False)

    def sampled(self, sampling: Any) -> Design:
        """The same cases with another sampling."""
        made = object.__new__(Design)
        made.__dict__.update(self.__dict__)
        made.__dict__.pop("wave", None)
        made.sampling = sampling
        return made

    # --- weights ------------------------------------------------------------------------------

    @property
    def weights(self) -> pl.Series:
        """(n,) the weight of every case [units of the population], in the order of the rows."""
        return pl.Series("weight", self.whole().sampling.weight)

    def rake(self, margins: Mapping[str, Mapping[str, float]]) -> Design:
        """The same cases with weights raked to known totals, and the errors of such weights.

        margins  of each column (several crossed: "sector/size") its levels and their number of
                 units in the population
        raises   WEIGHT-08 to WEIGHT-12, WEIGHT-16, as the weighting of a study; EST-22 a case that
                 lacks a level
        """
        whole = self.whole()
        made = weighting.fit_weights(whole.table, whole.sampling, margins, weighting.rake_to)
        return whole.sampled(made)

    def calibrate(
        self,
        totals: Mapping[str, Mapping[str, float] | float],
        *,
        distance: Literal["linear", "raking", "logit"] = "linear",
        bounds: tuple[float, float] | None = None,
    ) -> Design:
        """The same cases with weights calibrated to known totals: margins as in `rake`, and of
        columns of numbers their sum in the population.

        bounds  of new weight / old, which "logit" needs; raises WEIGHT-18 too
        """
        whole, fit = self.whole(), weighting.calibrate_to(distance, bounds)
        return whole.sampled(weighting.fit_weights(whole.table, whole.sampling, totals, fit))

    def trim(self, low: float = 0.0, high: float = float("inf")) -> Design:
        """The same cases with weights no less than `low` and no more than `high`, and the sum they
        had; raises WEIGHT-13. Totals that they met are met no longer."""
        whole = self.whole()
        return whole.sampled(weighting.trim_weights(whole.sampling, low, high))

    def weighting(self) -> pl.DataFrame:
        """One row: how uneven the weights are (`least`, `median`, `most`, `half` of the weight is
        held by so many cases), the `design_effect` of that alone and the `n_eff` left; `g_least`
        and `g_most`, new weight / old, of fitted ones."""
        return weighting.describe_weights(self.whole().sampling)

    def margins(self) -> pl.DataFrame:
        """Of fitted weights: each `margin` and `level`, the `total` wanted, and what the weights
        added up to `before` and `after`."""
        made = self.sampling.calibration
        return pl.DataFrame() if made is None else made.margins

    @cached_property
    def wave(self) -> waves.Wave:
        given = self.stated
        blind = given.replicates is not None and not (given.strata or given.psu)
        return waves.Wave(self.table, self.sampling, self.strata, self.drawn, blind)

    def wave_with(self, *columns: Any) -> waves.Wave:
        """This wave's cases, with some columns at hand."""
        return self.at(columns_of(*columns), together=False).wave

    # --- estimates ----------------------------------------------------------------------------

    def estimate(
        self,
        statistic: str,
        item: Items,
        *,
        by: By = (),
        each: By | None = None,
        where: pl.Expr | None = None,
        interval: str = "wilson",
        **options: Any,
    ) -> pl.DataFrame:
        """Any statistic by name; the methods below name them one by one."""
        if interval not in INTERVALS:
            raise fault("EST-17", what="interval", asked=interval, known=", ".join(INTERVALS))
        names = columns_of(by, each, where=where)
        apart = self.scan is not None and statistic in ONE_BY_ONE
        if self.scan is not None and apart:
            self.scan.prepare(
                names_of(item), [*names, *columns_of(options.get("over"))], self.stated
            )
        parts = []
        for asked in names_of(item) if apart else [item]:
            here = self.at([*columns_of(asked, options.get("over")), *names])
            ways = here.ways(names_of(by), each, where)
            scores = ask(here.table, statistic, asked, **options)
            parts.append(tell(scores, ways, here.sampling, here.engine, interval))
        return pl.concat(parts)

    def ways(self, by: Sequence[str], each: By | None, where: pl.Expr | None) -> list[Domains]:
        """The crossing of `by`; with `each`, of everybody and of each domain in turn."""
        if each is None:
            return [self.domains(by, where)]
        made = cross_each(self.table, names_of(each), by, where)
        return [way.among(self.sampling.weight != 0) for way in made]

    def domains(self, by: By, where: pl.Expr | None = None) -> Domains:
        """The crossing of domains; a case of weight 0 is in none of it."""
        return cross(self.table, names_of(by), where).among(self.sampling.weight != 0)

    def share(
        self, item: Items, *, by: By = (), levels: Sequence[str] | None = None, **how: Any
    ) -> pl.DataFrame:
        """The share of each level of those who answered, 0..1.

        levels  only these, or also such as nobody chose; the base is everyone who answered
        how     `each`, `where`, and `interval`: "wilson", "logit", "korn_graubard", ...
        """
        return self.estimate("share", item, by=by, levels=levels, **how)

    def top_box(self, item: Items, best: Sequence[str], *, by: By = (), **how: Any) -> pl.DataFrame:
        """The share that chose one of the levels `best`."""
        return self.estimate("top_box", item, by=by, best=best, **how)

    def net(
        self, item: Items, plus: Sequence[str], minus: Sequence[str], *, by: By = (), **how: Any
    ) -> pl.DataFrame:
        """The share of the levels `plus` less that of `minus`, -1..1."""
        return self.estimate("net", item, by=by, plus=plus, minus=minus, **how)

    def mean(
        self,
        item: Items,
        *,
        by: By = (),
        each: By | None = None,
        points: Mapping[str, float] | None = None,
        where: pl.Expr | None = None,
    ) -> pl.DataFrame:
        """The mean of a number; with `points` by level, of a scale."""
        return self.estimate("mean", item, by=by, each=each, points=points, where=where)

    def total(
        self, item: Items, *, by: By = (), each: By | None = None, where: pl.Expr | None = None
    ) -> pl.DataFrame:
        """The total of a number in the population, as far as it was answered: nothing is put in
        for cases that left it blank, and `note` says where some did."""
        return self.estimate("total", item, by=by, each=each, where=where)

    def ratio(
        self, item: Items, over: str, *, by: By = (), where: pl.Expr | None = None
    ) -> pl.DataFrame:
        """The total of a number over the total of another."""
        return self.estimate("ratio", item, by=by, over=over, where=where)

    def quantile(
        self,
        item: Items,
        p: float | Sequence[float] = (0.25, 0.5, 0.75),
        *,
        by: By = (),
        rule: QuantileRule = "inverse",
        where: pl.Expr | None = None,
    ) -> pl.DataFrame:
        """Quantiles with Woodruff's intervals; `level` is the probability."""
        probs = (p,) if isinstance(p, float | int) else tuple(p)
        here = self.at(columns_of(item, by, where=where), together=False)
        domains = here.domains(by, where)
        return quantiles.estimate_quantiles(here.table, here.sampling, item, probs, domains, rule)

    def index(
        self,
        items: Sequence[str],
        *,
        by: By = (),
        points: Mapping[str, float] | None = None,
        least: int | None = None,
        where: pl.Expr | None = None,
    ) -> pl.DataFrame:
        """The mean of an index of several items, of those who answered `least` of them (all)."""
        return self.estimate("index", items, by=by, points=points, least=least, where=where)

    def alpha(
        self,
        items: Sequence[str],
        *,
        by: By = (),
        points: Mapping[str, float] | None = None,
        where: pl.Expr | None = None,
    ) -> pl.DataFrame:
        """Cronbach's alpha of several items, with its error."""
        said = dict(points) if points else None
        here = self.at(columns_of(items, by, where=where))
        domains = here.domains(by, where)
        return quantiles.estimate_alphas(here.table, here.sampling, items, said, domains)

    def multiple(self, items: Sequence[str], *, by: By = (), **how: Any) -> pl.DataFrame:
        """The share that marked each of several options: columns of 1 and 0, or yes and no."""
        return self.estimate("multiple", items, by=by, **how)

    def ranking(self, items: Sequence[str], *, by: By = (), **how: Any) -> pl.DataFrame:
        """Columns of ranks: the share that ranked each thing first, and each thing's mean rank."""
        mean = {name: value for name, value in how.items() if name == "where"}
        first = self.estimate("ranking", items, by=by, **how)
        return pl.concat([first, self.estimate("mean_rank", items, by=by, **mean)])

    # --- comparisons --------------------------------------------------------------------------

    def compare(
        self,
        item: Items,
        *,
        by: By = (),
        this: Mapping[str, str] | None = None,
        that: Mapping[str, str] | None = None,
        against: str = "rest",
        statistic: str = "share",
        where: pl.Expr | None = None,
        adjust: str = "benjamini_hochberg",
        **options: Any,
    ) -> pl.DataFrame:
        """Differences between domains, with t-tests: `difference`, `se`, `low`, `high`, `t`, `p`.

        by, against  every domain against the "rest", "each" other, or one of them by its level
        this, that   or two domains, as {"sector": "town"}; they may share cases; without `that`
                     all others
        adjust       "benjamini_hochberg", "holm" or "none", over the pairs and levels of an item
        """
        sides = [*(this or {}), *(that or {})]
        here = self.at(columns_of(item, by, sides, options.get("over"), where=where))
        return comparisons.compare(
            here.table, here.sampling, item, by=names_of(by), this=this, that=that,
            against=against, statistic=statistic, where=where, adjust=adjust, options=options,
            engine=here.engine,
        )  # fmt: skip

    def paired(
        self, later: str, earlier: str, *, by: By = (), where: pl.Expr | None = None
    ) -> pl.DataFrame:
        """The mean difference of two numbers of the same cases, tested against 0."""
        here = self.at(columns_of(later, earlier, by, where=where))
        domains = here.domains(by, where)
        return comparisons.paired(here.table, here.sampling, later, earlier, domains)

    def associate(
        self, first: str, second: str, *, by: By = (), where: pl.Expr | None = None
    ) -> pl.DataFrame:
        """How far two items go together: Rao-Scott F and chi-square, Wald, Cramér's V with its
        interval, and for two items of two levels the odds ratio with its own."""
        here = self.at(columns_of(first, second, by, where=where))
        domains = here.domains(by, where)
        return associations.associate(here.table, here.sampling, first, second, domains)

    # --- waves --------------------------------------------------------------------------------

    def change(
        self,
        item: Items,
        earlier: Design,
        *,
        unit: str,
        by: By = (),
        statistic: str = "share",
        adjust: str = "benjamini_hochberg",
        in_both_frames: Mapping[tuple[str, str], float] | None = None,
        **options: Any,
    ) -> pl.DataFrame:
        """This wave less an earlier one, with the covariance of the units in both.

        unit            the column that names a unit in both waves (a PSU, where there are any)
        in_both_frames  (stratum then, stratum now) -> units in both frames; None: the same frame
        returns         `earlier`, `later`, `change`, its test, bases, `both`
        Fewer than 20 answers in a wave are not tested.
        """
        columns = (item, unit, by, options.get("over"))
        then, now = earlier.wave_with(*columns), self.wave_with(*columns)
        return waves.change(
            then, now, item, unit=unit, by=names_of(by), statistic=statistic,
            adjust=adjust, in_both_frames=in_both_frames, options=options, engine=self.engine,
        )  # fmt: skip

    def gap_change(
        self,
        item: Items,
        earlier: Design,
        *,
        unit: str,
        by: str,
        against: Literal["rest", "each"] = "each",
        statistic: str = "share",
        adjust: str = "benjamini_hochberg",
        in_both_frames: Mapping[tuple[str, str], float] | None = None,
        **options: Any,
    ) -> pl.DataFrame:
        """Whether domains came closer: the change of the gap between two of them."""
        columns = (item, unit, by, options.get("over"))
        then, now = earlier.wave_with(*columns), self.wave_with(*columns)
        return waves.gap_change(
            then, now, item, unit=unit, by=by, against=against, statistic=statistic,
            adjust=adjust, in_both_frames=in_both_frames, options=options,
        )  # fmt: skip

    def transitions(
        self, item: str, earlier: Design, *, unit: str, by: By = (), interval: str = "wilson"
    ) -> pl.DataFrame:
        """Among those who answered both times: where each earlier answer (`from`) went.

        They are a domain of this wave's sample, with its weights: who answered twice may differ
        from who did not.
        """
        here = self.at(columns_of(item, unit, by), together=False)
        table = waves.answered_twice(earlier.wave_with(item, unit), here.wave, item, unit)
        both = table.rename({"§before": "from"})
        names = ("from", *names_of(by))
        domains = cross(both, names).among(here.sampling.weight != 0)
        asked = ask(both, "share", item)
        return tell(asked, [domains], here.sampling, here.engine, interval)
