"""The tiny study with estimates made by hand: every test says what the data say."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

from tempen.errors import TempenError
from tempen.report.compile import Compiled, compile_report
from tempen.report.prose import plain_of
from tempen.study import load
from tempen.terms.document import Paragraph
from tempen.terms.estimate import (
    ALL,
    Association,
    Change,
    Difference,
    Estimate,
    Key,
    Odds,
    Reliability,
    ResponseRate,
    Trend,
)
from tempen.terms.study import Study

TINY = Path(__file__).parents[3] / "examples" / "tiny"
RESPONSE = (
    ResponseRate("2025", "all", 574, 574, 224),
    ResponseRate("2025", "town", 290, 290, 107),
    ResponseRate("2025", "county", 21, 21, 12),
)


@cache
def tiny() -> Study:
    return load(TINY)


def open_wave(study: Study) -> Study:
    """The same with fieldwork still going on."""
    waves = [replace(w, status="open") if w.id == "2025" else w for w in study.waves]
    return replace(study, waves=tuple(waves))


def share(value: float | None, n: int | None = 224, **more) -> Estimate:
    """A share with an interval of six points each way, its address to be filled in."""
    half = 0.06
    ends = {}
    if value is not None and n is not None:
        ends = {"low": max(value - half, 0), "high": min(value + half, 1), "interval": "wilson"}
    count = None if value is None or n is None else round(value * n)
    return Estimate(Key("", "", ""), value, n=n, count=count, **{**ends, **more})


def change(value: float, *, significant: bool | None = None, why: str = "", **more) -> Change:
    return Change(
        Key("", "", ""),
        "2023",
        value,
        low=more.pop("low", value - 0.05),
        high=more.pop("high", value + 0.05),
        p_adjusted=None if why else 0.01 if significant else 0.4,
        significant=None if why else bool(significant),
        tested=not why,
        why=why,
        **more,
    )


MEASURES = {
    "net": (-0.05, -0.11, 0.01),
    "quantile": (12.0, 10.0, 15.0),
    "total": (7150.4, 6000.0, 8300.0),
    "ratio": (0.333, 0.3, 0.366),
    "alpha": (0.8123, 0.78, 0.84),
    "transition": (0.25, 0.18, 0.33),
}


class Fake:
    """Estimates by address; what is not named is 50 % of 224 answers and has not changed."""

    def __init__(self, shares=None, changes=None, differences=None, v: float = 0.31, p=0.001):
        self.shares, self.changes = shares or {}, changes or {}
        self.differences, self.v, self.p = differences or {}, v, p
        self.reliability = Reliability()
        self.compared, self.gaps = change(-0.03, significant=True), (0.10, 0.07)
        self.ratio = Odds("", ("", ""), ("", ""), (), 200, 2.5, 1.2, 5.1, 0.01, tested=True)
        self.line = Trend(
            Key("", "", ""), ("2018", "2023", "2025"), (0.1, 0.2, 0.3), (50, 60, 70), 0.0234,
            low=0.01, high=0.037, p_adjusted=0.002, significant=True, tested=True,
        )  # fmt: skip

    def share(self, variable, level, wave, domain=ALL, domain_level=ALL, weighting=""):
        key = Key(variable, level, wave, domain, domain_level, weighting)
        for address in ((variable, level, wave, domain_level), (variable, level, domain_level)):
            if address in self.shares:
                return replace(self.shares[address], key=key)
        found = self.shares.get((variable, level), share(0.5)) if domain == ALL else share(0.5)
        return replace(found, key=key)

    def mean(self, variable, wave, domain=ALL, domain_level=ALL, weighting=""):
        key = Key(variable, "", wave, domain, domain_level, weighting, "mean")
        return Estimate(key, 12.4, low=10.2, high=14.6, n=200, interval="t")

    def measure(self, measure, wave, domain=ALL, domain_level=ALL, weighting=""):
        where = (wave, domain, domain_level, weighting)
        if measure.kind == "mean":
            return self.mean(measure.variables[0], *where)
        key = Key(measure.variables[0], "", *where, measure.kind, measure)
        value, low, high = MEASURES[measure.kind]
        found = Estimate(key, value, low=low, high=high, n=200, base=574, n_eff=180, interval="t")
        return replace(found, reliability=self.reliability)

    def measure_change(self, measure, wave, earlier, domain=ALL, domain_level=ALL, weighting=""):
        key = Key(measure.variables[0], "", wave, domain, domain_level, weighting, measure.kind,
                  measure)  # fmt: skip
        return replace(self.compared, key=key, earlier=earlier, seen=0.08)

    def gap_change(
        self, measure, wave, earlier, domain, domain_level, against="rest", weighting=""
    ):
        where = (wave, earlier, domain, domain_level, weighting)
        return replace(self.measure_change(measure, *where), against=against, gaps=self.gaps)

    def measure_difference(self, measure, wave, domain, domain_level, against="rest", weighting=""):
        key = Key(measure.variables[0], "", wave, domain, domain_level, weighting, measure.kind,
                  measure)  # fmt: skip
        return Difference(key, against, 0.12, p_adjusted=0.01, significant=True, tested=True)

    def transition(self, measure, wave, earlier, domain=ALL, domain_level=ALL, weighting=""):
        return self.measure(measure, wave, domain, domain_level, weighting)

    def trend(self, measure, wave, domain=ALL, domain_level=ALL, weighting=""):
        key = Key(measure.variables[0], "", wave, domain, domain_level, weighting, measure.kind,
                  measure)  # fmt: skip
        return replace(self.line, key=key)

    def odds(self, first, second, wave, adjusted=(), weighting=""):
        return replace(self.ratio, first=first, second=second, wave=wave, adjusted=adjusted)

    def distribution(self, variable, wave, domain=ALL, domain_level=ALL, weighting=""):
        levels = tiny().variable(variable).levels
        where = (wave, domain, domain_level, weighting)
        return [self.share(variable, level, *where) for level in levels]

    def change(self, variable, level, wave, earlier, domain=ALL, domain_level=ALL, weighting=""):
        key = Key(variable, level, wave, domain, domain_level, weighting)
        found = self.changes.get((variable, level), change(0.0))
        return replace(found, key=key, earlier=earlier)

    def difference(self, variable, level, wave, domain, domain_level, against, weighting=""):
        key = Key(variable, level, wave, domain, domain_level, weighting)
        value, significant = self.differences.get((variable, level), (0.12, True))
        return Difference(
            key, against, value, low=value - 0.05, high=value + 0.05,
            p_adjusted=0.01, significant=significant, tested=True,
        )  # fmt: skip

    def association(self, first, second, wave):
        return Association(wave, first, second, 200, self.v, 0.2, 0.42, p=self.p, tested=True)


WITHHELD = Reliability("withheld", ("n_eff",))
FEW = Reliability("caution", ("n_eff",))


def compiled(text: str, lang: str = "en", fake: Fake | None = None, **more) -> Compiled:
    study = more.pop("study", tiny())
    return compile_report(study, lang, text, fake or Fake(), RESPONSE, **more)


def printed(text: str, lang: str = "en", fake: Fake | None = None, **more) -> str:
    """What the first paragraph reads, with plain spaces."""
    blocks = compiled(text, lang, fake, **more).document.blocks
    paragraph = next(block for block in blocks if isinstance(block, Paragraph))
    return plain_of(paragraph.inlines).replace("\u00a0", " ")


def faults_of(text: str, lang: str = "en", fake: Fake | None = None, **more) -> list[str]:
    """“code place” of every fault that stops the report."""
    try:
        compiled(text, lang, fake, **more)
    except TempenError as error:
        return [f"{fault.code} {fault.place}" for fault in error.faults]
    return []


def said_of(text: str, lang: str = "en", fake: Fake | None = None, **more) -> str:
    try:
        compiled(text, lang, fake, **more)
    except TempenError as error:
        return str(error)
    return ""
