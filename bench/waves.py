"""A made survey of organisations for the bench: two waves or more, seeded, of any size.

Three sectors are the strata. Of the n units that answer a wave, 70 % answered the wave before.
Items have five levels; domains are the sector, five size classes, 21 counties, and more where
asked for. Weights differ within strata by size class, as they do after raking.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl

from tempen.errors import Place
from tempen.terms.cases import Cases
from tempen.terms.item import Asked, Item, Level, Variable
from tempen.terms.study import Domain, Study, Wave, Weighting
from tempen.terms.weight import Weights

LEVELS = tuple("12345")
SHARES = {"1": 0.5, "2": 0.1, "3": 0.4}  # of those who answered, by sector
RESPONSE = {"1": 110 / 290, "2": 15 / 21, "3": 99 / 263}
DOMAINS = {"sector": 3, "size": 5, "region": 21}


def make_survey(
    n: int, items: int = 40, waves: int = 2, domains: int = 3, seed: int = 20261122
) -> tuple[Study, Cases, Weights]:
    """A study with its cases and weights; n answers a wave, rows in the order of their units."""
    rng = np.random.default_rng(seed + n)
    frame = make_frame(rng, n, domains)
    tables, drawn = [], np.zeros(frame.height, bool)
    taste = rng.normal(size=frame.height).astype(np.float32)
    steps = np.sort(rng.normal(size=(items, 4)), axis=1).astype(np.float32)
    for wave in range(1, waves + 1):
        drawn = draw_again(rng, frame["sector"].to_numpy(), drawn)
        tables.append(answer(rng, frame.filter(drawn), taste[drawn], steps, str(wave)))
    cases = pl.concat(tables)
    names = tuple(str(wave) for wave in range(1, waves + 1))
    weights = weigh_by_size(cases, frame, names)
    return make_study(names, items, frame), Cases(cases.drop("code")), weights


def make_frame(rng: np.random.Generator, n: int, domains: int) -> pl.DataFrame:
    """All units with the columns they can be split by, as texts."""
    N = {h: max(2, round(n * share / RESPONSE[h])) for h, share in SHARES.items()}
    total = sum(N.values())
    sizes = list(DOMAINS.items())[1:] + [(f"domain{i}", 4) for i in range(4, domains + 1)]
    columns = {"unit": pl.int_range(1, total + 1, eager=True).cast(pl.String)}
    columns["code"] = pl.Series(np.repeat(np.arange(3, dtype=np.int8), list(N.values())))
    columns["sector"] = labels(columns["code"].to_numpy(), 3)
    for name, levels in sizes[: max(0, domains - 1)]:
        columns[name] = labels(rng.integers(0, levels, total), levels)
    return pl.DataFrame(columns)


def labels(codes: np.ndarray, levels: int) -> pl.Series:
    return pl.Series([str(i + 1) for i in range(levels)]).gather(codes.astype(np.int64))


def draw_again(rng: np.random.Generator, sector: np.ndarray, before: np.ndarray) -> np.ndarray:
    """Who answers: in each sector its part, 70 % of it from those who answered before."""
    drawn = np.zeros(len(sector), bool)
    for h, rate in RESPONSE.items():
        inside = np.flatnonzero(sector == h)
        old, new = inside[before[inside]], inside[~before[inside]]
        m = max(2, round(rate * len(inside)))
        kept = min(len(old), round(0.7 * m))
        kept = max(kept, m - len(new))
        drawn[rng.choice(old, kept, replace=False)] = True
        drawn[rng.choice(new, m - kept, replace=False)] = True
    return drawn


def answer(
    rng: np.random.Generator, units: pl.DataFrame, taste: np.ndarray, steps: np.ndarray, wave: str
) -> pl.DataFrame:
    """The answers of one wave: five levels cut from what a unit tends to and chance."""
    made = [pl.lit(wave).alias("wave"), *units.columns]
    answers = {
        f"q{q + 1:02d}": np.searchsorted(
            cuts, 0.7 * taste + rng.normal(size=units.height, scale=0.7).astype(np.float32)
        ).astype(np.int16)
        for q, cuts in enumerate(steps)
    }
    return units.select(made).with_columns(**{k: pl.Series(v) for k, v in answers.items()})


def weigh_by_size(cases: pl.DataFrame, frame: pl.DataFrame, waves: tuple[str, ...]) -> Weights:
    """N / n of the sector, a little more for the larger units, made to add up to N again."""
    N = frame.group_by("sector").agg(N=pl.len().cast(pl.Float64))
    more = pl.when(pl.col("size").is_in(["4", "5"])).then(1.15).otherwise(0.95)
    if "size" not in cases.columns:
        more = pl.lit(1.0)
    raw = cases.select("wave", "unit", "sector", g=more).join(N, on="sector", maintain_order="left")
    weight = pl.col("N") * pl.col("g") / pl.col("g").sum().over("wave", "sector")
    table = raw.select("wave", "unit", weight=weight, stratum="sector")
    strata = (
        cases.group_by("wave", "sector").len("n").join(N, on="sector").sort("wave", "sector")
        .select("wave", "N", pl.col("n").cast(pl.Int64), stratum="sector",
                from_groups=pl.concat_list("sector"))
    )  # fmt: skip
    everyone = frame.select("unit", stratum="sector")
    frames = pl.concat([everyone.select(pl.lit(w).alias("wave"), "unit", "stratum") for w in waves])
    return Weights("groups", "groups", table, strata, frame_strata=frames)


def make_study(waves: tuple[str, ...], items: int, frame: pl.DataFrame) -> Study:
    asked = {wave: Asked(wave) for wave in waves}
    levels = tuple(Level(i) for i in LEVELS)
    made = [
        Item(f"q{q + 1:02d}", "single", "s", Place(), levels, waves=asked) for q in range(items)
    ]
    names = [name for name in frame.columns if name not in ("unit", "code")]
    domains = [
        Domain(
            name, "frame", tuple(sorted(frame[name].cast(pl.String).unique(), key=int)), column=name
        )
        for name in names
    ]
    return Study(
        id="bench",
        folder=Path(),
        languages=("en",),
        design="census",
        waves=tuple(Wave(wave, "closed", Place()) for wave in waves),
        sections=("s",),
        items=tuple(made),
        variables=tuple(Variable(i.id, i.id, None, "levels", LEVELS) for i in made),
        domains=tuple(domains),
        weightings=(Weighting("groups", "groups"),),
        texts={},
    )


def store_survey(folder: Path, study: Study, cases: Cases, weights: Weights) -> None:
    """Keep a made survey as Parquet; `load_survey` reads it."""
    folder.mkdir(parents=True, exist_ok=True)
    labels = tuple(map(str, range(1, 100)))
    weights.table.drop("wave", "unit").pipe(compact, labels).write_parquet(
        folder / "weights.parquet"
    )
    weights.strata.pipe(compact, labels).write_parquet(folder / "strata.parquet")
    weights.frame_strata.pipe(compact, labels).write_parquet(folder / "frame.parquet")
    wave = cases.table.height // cases.table["wave"].n_unique()  # rows, which lie together
    cases.table.pipe(compact, labels).write_parquet(folder / "cases.parquet", row_group_size=wave)
    store_microdata(folder / "microdata.parquet", cases, weights)


def store_microdata(file: Path, cases: Cases, weights: Weights) -> None:
    """The same answers as a file of their own, as `tempen.Design` reads it: numbers for levels."""
    N = weights.strata.lazy().select("wave", "N", sector="stratum")
    names = [name for name in cases.table.columns if name != "unit"]
    table = cases.table.lazy().with_columns(weight=weights.table["weight"])
    table = table.join(N, on=("wave", "sector"), maintain_order="left")
    codes = pl.col(names).cast(pl.String).cast(pl.Int8)
    table.with_columns(pl.col("unit").cast(pl.Int32), codes).sink_parquet(file)


def compact(table: pl.DataFrame, labels: tuple[str, ...]) -> pl.DataFrame:
    """The columns of few different texts as categories, and codes: a byte a row."""
    known = pl.Enum(labels)
    names = [n for n, kind in table.schema.items() if kind == pl.String and n != "unit"]
    codes = pl.col(pl.Int16).cast(pl.Int8)
    return table.with_columns(pl.col(names).cast(known), codes)


def load_survey(folder: Path) -> tuple[Study, Cases, Weights]:
    cases = pl.read_parquet(folder / "cases.parquet")
    table, strata, frame = (
        pl.read_parquet(folder / f"{name}.parquet") for name in ("weights", "strata", "frame")
    )
    items = [name for name in cases.columns if name.startswith("q")]
    waves = tuple(cases["wave"].unique().sort().cast(pl.String))
    study = make_study(waves, len(items), cases.drop("wave", *items))
    table = cases.select("wave", "unit").hstack(table)  # the same ids, not again
    return study, Cases(cases), Weights("groups", "groups", table, strata, frame_strata=frame)
