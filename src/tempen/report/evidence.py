"""What the report needs of the estimates, and what a reader may ask of every number.

The report never computes a statistic: it asks an object that fulfils `terms.Estimates`. Each number
it prints leaves an `Evidence` in the ledger, in the document's language.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from tempen.locale import mark, speak_number
from tempen.report.format import Format
from tempen.report.naming import say_measure, weighting_of
from tempen.study import texts
from tempen.study.texts import Find, P
from tempen.terms.document import Evidence
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
from tempen.terms.nonresponse import Bounds
from tempen.terms.study import Study


@dataclass
class Ledger:
    """Evidence as it is collected; the same facts have one id."""

    by_facts: dict[tuple, Evidence] = field(default_factory=dict)
    by_key: dict[Key, Evidence] = field(default_factory=dict)

    def add(self, facts: tuple[tuple[str, str], ...], **figures) -> Evidence:
        known = self.by_facts.get(facts)
        if known is None:
            known = Evidence(f"e{len(self.by_facts) + 1}", facts, **figures)
            self.by_facts[facts] = known
        return known

    def by_id(self) -> dict[str, Evidence]:
        return {evidence.id: evidence for evidence in self.by_facts.values()}


def count_answers(lang: str, format: Format, least: int, most: int) -> str:
    """“224 answers”, “1 answer”, “10–12 answers”."""
    n = format.between(format.number(least), format.number(most))
    return speak_number(lang)("{n} answer", "{n} answers", most).format(n=n)


INTERVALS = mark(
    {
        "wilson": "Wilson's interval with effective number of answers",
        "logit": "logit interval",
        "korn_graubard": "Korn and Graubard's interval",
        "t": "t interval",
        "woodruff": "Woodruff's interval",
    }
)
REASONS = mark(
    {
        "n_eff": "few answers",
        "width": "wide interval",
        "relative": "wide interval for a small share among the answers",
        "complement": "wide interval for a large share among the answers",
        "df": "few answers in each stratum",
        "extreme": "an answer that everyone or nobody gave",
        "small": "few answers",
        "disclosure": "so few that someone could be recognised",
        "made_up": "the answers are made up",
    }
)
METHODS = mark(
    {
        "none": "unweighted",
        "groups": "weighted for nonresponse within response groups",
        "base": "weighted by the sampling design",
        "rake": "weighted for nonresponse, raked to margins of the frame",
        "calibrate": "weighted for nonresponse, calibrated to totals of the frame",
    }
)
UNTESTED = mark(
    {
        "open": "anyone could answer, so chance cannot be reckoned with",
        "printed": "only printed figures without a base exist of the earlier wave",
        "small": "too few answered",
        "made_up": "the answers are made up",
        "not_comparable": "the question was not asked alike",
        "no_error": "its spread is not known",
        "no_earlier": "no earlier wave asked it",
        "no_levels": "the answers are not levels",
        "overlapping": "the groups overlap",
        "disclosure": "so few that someone could be recognised",
        "not_apart": "the groups that are held alike tell the answer already",
        "separated": "no answer speaks against it",
        "no_time": "it is not known when the waves were",
        "few_waves": "there are fewer than three waves",
    }
)


@dataclass(frozen=True)
class Witness:
    """Writes evidence in one language."""

    study: Study
    lang: str
    format: Format
    say: Callable[[str], str]
    ledger: Ledger

    def label(self, find: Find[P], *args: P.args, **named: P.kwargs) -> str:
        return find(self.study, self.lang, *args, **named)

    def of_estimate(self, estimate: Estimate) -> Evidence:
        known = self.ledger.by_key
        if estimate.key not in known:
            known[estimate.key] = self.tell_estimate(estimate)
        return known[estimate.key]

    def tell_estimate(self, estimate: Estimate) -> Evidence:
        key = estimate.key
        facts = [
            *self.asked(key),
            *self.base(estimate),
            *self.weight(key, estimate.source),
            *self.interval(estimate),
            *self.printed(estimate.source, estimate.step),
            *self.reliability(estimate.reliability),
            *self.made_up(key),
        ]
        return self.ledger.add(
            self.finish(facts),
            value=estimate.value,
            low=estimate.low,
            high=estimate.high,
            n=estimate.n,
            base=estimate.base,
            n_eff=estimate.n_eff,
            caution=estimate.reliability.status == "caution",
        )

    def of_bounds(
        self, estimate: Estimate, rate: ResponseRate, known: float, bounds: Bounds
    ) -> Evidence:
        """Of the range of a share, should those who did not answer be unlike those who did."""
        f, key = self.format, estimate.key
        supposed = self.say("whatever they would have answered")
        if bounds.difference is not None:
            points = f.percentage_points(bounds.difference, 1)
            text = self.say("by up to {points} from those who did")
            supposed = text.format(points=points)
        range_ = f.percent_range(bounds.low, bounds.high, 1)
        answered = f.count_of(round(known * rate.eligible), rate.eligible)
        facts = [
            *self.asked(key),
            *self.base(estimate),
            *self.weight(key, estimate.source),
            ("Share among those who answered", f.percent(estimate.value or 0.0, 1)),
            ("Answers of eligible units", answered),
            ("Supposed that the others differ", supposed),
            ("Range for everyone", range_),
            *self.reliability(estimate.reliability),
            *self.made_up(key),
        ]
        return self.ledger.add(
            self.finish(facts),
            value=estimate.value,
            low=bounds.low,
            high=bounds.high,
            n=estimate.n,
            base=estimate.base,
            caution=estimate.reliability.status == "caution",
        )

    def of_change(self, change: Change) -> Evidence:
        facts = [
            *self.asked(change.key),
            ("Compared with", self.label(texts.wave_label, change.earlier)),
            *self.gap_of(change),
            *self.bases_of(change),
            *self.weight(change.key),
            *self.range_of(change),
            ("Test", self.test(change)),
            ("Any row changed", "" if change.p_any is None else self.plain_p(change.p_any)),
            *self.comparability(change),
            *self.reliability(change.reliability),
            *self.made_up(change.key),
        ]
        return self.ledger.add(
            self.finish(facts),
            value=change.value,
            low=change.low,
            high=change.high,
            n=change.n_later,
            caution=change.reliability.status == "caution",
        )

    def gap_of(self, change: Change) -> list[tuple[str, str]]:
        """Of a change in a gap, to whom the gap is and how large it was and is."""
        if not change.against:
            return []
        facts = [("Gap to", self.group_against(change.key.domain, change.against))]
        if len(change.gaps) == 2:
            write = self.writer(change.key, moved=True)
            waves = (self.label(texts.wave_label, w) for w in (change.earlier, change.key.wave))
            told = (f"{w}: {write(gap)}" for w, gap in zip(waves, change.gaps, strict=True))
            facts.append(("Gap", "; ".join(told)))
        return facts

    def group_against(self, domain: str, against: str) -> str:
        if against == "rest":
            return self.say("the rest")
        return self.label(texts.domain_level_label, domain, against)

    def of_difference(self, difference: Difference) -> Evidence:
        key = difference.key
        against = self.group_against(key.domain, difference.against)
        facts = [
            *self.asked(key),
            ("Compared with", against),
            *self.weight(key),
            *self.range_of(difference),
            ("Test", self.test(difference)),
            *self.made_up(key),
        ]
        figures = {"value": difference.value, "low": difference.low, "high": difference.high}
        return self.ledger.add(self.finish(facts), **figures)

    def of_moved(self, found: Change | Difference | Trend) -> Evidence:
        """What stands behind a comparison, of whatever kind."""
        if isinstance(found, Trend):
            return self.of_trend(found)
        return self.of_change(found) if isinstance(found, Change) else self.of_difference(found)

    def of_trend(self, found: Trend) -> Evidence:
        write = self.writer(found.key, moved=False)
        told = [
            f"{self.label(texts.wave_label, wave)}: {write(value)}"
            for wave, value in zip(found.waves, found.values, strict=False)
            if value is not None
        ]
        facts = [
            *self.asked(found.key),
            ("Waves", "; ".join(told)),
            *self.weight(found.key),
            ("Measure of change", self.say("slope of a straight line, per year")),
            *self.range_of(found),
            ("Test", self.test(found)),
            *self.more_of_trend(found),
            *self.reliability(found.reliability),
            *self.made_up(found.key),
        ]
        figures = {"value": found.value, "low": found.low, "high": found.high}
        return self.ledger.add(self.finish(facts), **figures)

    def more_of_trend(self, found: Trend) -> list[tuple[str, str]]:
        if found.p_any is None or found.p_curved is None:
            return []
        any_, bend = (self.plain_p(p) for p in (found.p_any, found.p_curved))
        return [
            ("Any change between the waves", any_),
            ("A bend in the line", bend),
        ]

    def of_odds(self, found: Odds) -> Evidence:
        sides = [self.answer_to(*side) for side in (found.first, found.second)]
        held = ", ".join(self.label(texts.domain_label, domain) for domain in found.adjusted)
        key = Key(*found.second, found.wave, weighting=found.weighting)
        facts = [
            ("Questions", " / ".join(sides)),
            ("Wave", self.label(texts.wave_label, found.wave)),
            ("Base", self.answers(found.n)),
            *self.weight(key),
            ("Measure", self.say("odds ratio of a weighted logistic regression")),
            ("Held alike", held),
            ("Without that", self.format.number(found.plain, 1) if found.plain and held else ""),
            *self.ends(found.low, found.high, lambda x: self.format.number(x, 1)),
            ("Test", self.odds_test(found)),
        ]
        figures = {"value": found.ratio, "low": found.low, "high": found.high, "n": found.n}
        return self.ledger.add(self.finish(facts), **figures)

    def odds_test(self, found: Odds) -> str:
        if not found.tested or found.p is None:
            why = self.say(UNTESTED.get(found.why, found.why))
            return self.say("not tested: {why}").format(why=why)
        return self.plain_p(found.p)

    def plain_p(self, p: float) -> str:
        f = self.format
        return "p < " + f.number(0.001, 3) if p < 0.001 else "p " + f.number(p, 3)

    def answer_to(self, variable: str, level: str) -> str:
        own = self.study.variable(variable)
        answer = self.label(texts.answer_label, own, level)
        if own.scale == "mark":
            return f"{self.label(texts.item_label, own.item)}: {answer}"
        return f"{self.label(texts.variable_label, own, full=True)}: {answer}"

    def of_association(self, found: Association) -> Evidence:
        first, second = (self.study.variable(id) for id in (found.first, found.second))
        facts = [
            ("Questions", f"{self.label(texts.asked, first)} / {self.label(texts.asked, second)}"),
            ("Wave", self.label(texts.wave_label, found.wave)),
            ("Base", self.answers(found.n)),
            ("Measure", self.say("Cramér's V: 0 is no association, 1 a complete one")),
            ("Test", self.association_test(found)),
        ]
        figures = {"value": found.cramers_v, "low": found.low, "high": found.high, "n": found.n}
        return self.ledger.add(self.finish(facts), **figures)

    def of_response(self, rate: ResponseRate, domain: str) -> Evidence:
        f = self.format
        facts = [
            ("Wave", self.label(texts.wave_label, rate.wave)),
            ("Group", self.group(domain, rate.domain_level)),
            ("Invited", f.number(rate.invited)),
            ("Eligible", f.number(rate.eligible)),
            ("Answered", f.number(rate.answered)),
            ("Method", self.say("AAPOR RR2: complete and partial answers of eligible units")),
        ]
        return self.ledger.add(self.finish(facts), value=rate.rate, n=rate.answered)

    def group(self, domain: str, level: str) -> str:
        if level == "not_stated":
            return self.say("Not stated")
        return self.label(texts.domain_level_label, domain, level)

    # --- the facts, in their reading order ---------------------------------------------------

    def finish(self, facts: list[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
        return tuple((self.say(label), text) for label, text in facts if text)

    def asked(self, key: Key) -> list[tuple[str, str]]:
        variable = self.study.variable(key.variable)
        single = key.measure is None or key.measure.kind == "share"
        level = self.label(texts.answer_label, variable, key.level) if key.level and single else ""
        index = self.study.item(variable.item).kind == "index"
        facts = [
            ("Index" if index else "Question", self.question(key)),
            ("Made of", self.members(variable.id) if index else ""),
            ("Answer", level),
            ("Measure", say_measure(self, key.measure) if key.measure and not single else ""),
            ("Wave", self.label(texts.wave_label, key.wave)),
        ]
        if key.domain != ALL:
            group = self.label(texts.domain_level_label, key.domain, key.domain_level)
            facts.append(("Group", f"{self.label(texts.domain_label, key.domain)}: {group}"))
        return facts

    def question(self, key: Key) -> str:
        """The question as it was asked; of several rows without any."""
        measure, variable = key.measure, self.study.variable(key.variable)
        if measure and measure.kind == "battery":
            return self.label(texts.question, variable.item, key.wave)
        return self.label(texts.asked, variable, key.wave)

    def members(self, index: str) -> str:
        """What an index is made of, by the short names."""
        own = self.study.index(index).members
        return ", ".join(self.label(texts.variable_label, id, full=True) for id in own)

    def answers(self, n: int | None) -> str:
        if n is None:
            return self.say("not known")
        return count_answers(self.lang, self.format, n, n)

    def base(self, estimate: Estimate) -> list[tuple[str, str]]:
        text = self.answers(estimate.n)
        weighting = weighting_of(self.study, estimate.key.weighting)
        if estimate.base and estimate.n and abs(estimate.base - estimate.n) > 0.5:
            stands = self.say("standing for {N} units")
            if weighting and weighting.size:
                stands = self.say("with {N} in all ({of})")
            of = weighting.of.get(self.lang, "") if weighting else ""
            text += ", " + stands.format(N=self.format.number(estimate.base), of=of)
        facts = [("Base", text)]
        if estimate.count is not None and estimate.key.level:
            facts.append(("Gave this answer", self.format.number(estimate.count)))
        return facts

    def bases_of(self, change: Change) -> list[tuple[str, str]]:
        earlier, later = (self.answers(n) for n in (change.n_earlier, change.n_later))
        waves = [self.label(texts.wave_label, w) for w in (change.earlier, change.key.wave)]
        text = f"{waves[0]}: {earlier}; {waves[1]}: {later}"
        facts = [("Bases", text)]
        if change.both is not None:
            facts.append(("Answered both times", self.format.number(change.both)))
        return facts

    def weight(self, key: Key, source: str = "answers") -> list[tuple[str, str]]:
        if source == "printed":
            return []
        weighting = weighting_of(self.study, key.weighting)
        if weighting is None:
            return []
        text = self.say(METHODS[weighting.method])
        if weighting.size:
            share = self.say("shares of {of}").format(of=weighting.of.get(self.lang, ""))
            text = f"{text}; {share}"
        return [("Weight", text)]

    def interval(self, estimate: Estimate) -> list[tuple[str, str]]:
        if estimate.low is None or estimate.high is None or estimate.interval == "none":
            why = self.no_interval(estimate)
            return [("95% interval", why)] if why else []
        if estimate.key.statistic in ("share", "transition"):
            text = self.format.percent_range(estimate.low, estimate.high, 1)
        elif estimate.key.statistic == "net":
            text = self.format.points_range(estimate.low, estimate.high, 1)
        else:
            write = self.writer(estimate.key, moved=False)
            text = self.format.between(write(estimate.low), write(estimate.high))
        method = self.say(INTERVALS.get(estimate.interval, estimate.interval))
        return [("95% interval", f"{text} ({method}). {self.nonresponse()}")]

    def no_interval(self, estimate: Estimate) -> str:
        if estimate.source == "printed":
            return self.say("none: only the printed figure exists")
        if self.study.design == "open":
            return self.say("none: anyone could answer")
        return ""

    def nonresponse(self) -> str:
        return self.say(
            "It takes nonresponse as random within each response group, and is narrower the more "
            "of a group answered."
        )

    def printed(self, source: str, step: float | None) -> list[tuple[str, str]]:
        if source != "printed":
            return []
        text = self.say("printed figure")
        if step:
            rounded = self.format.percentage_points(step, 1 if step < 0.01 else 0)
            text += ", " + self.say("rounded to {step}").format(step=rounded)
        return [("Source", text)]

    def reliability(self, found: Reliability) -> list[tuple[str, str]]:
        if found.status == "shown":
            return []
        status = {"caution": "read with caution", "withheld": "withheld"}[found.status]
        return [("Reliability", f"{self.say(status)}: {self.reasons(found.reasons)}")]

    def reasons(self, codes: tuple[str, ...]) -> str:
        return ", ".join(dict.fromkeys(self.say(REASONS.get(code, code)) for code in codes))

    def made_up(self, key: Key) -> list[tuple[str, str]]:
        """What of a figure is made up: the whole question, its share, or who is in the group."""
        variable = self.study.variable(key.variable)
        item = self.study.item(variable.item)
        if item.made_up:
            return [("Note", self.say("The answers to this question are made up."))]
        if item.invents(key.level, variable.part):
            return [("Note", self.say("This figure is made up."))]
        if key.domain != ALL and self.study.domain(key.domain).made_up:
            return [("Note", self.say("The division into groups is made up."))]
        return []

    def writer(self, key: Key, *, moved: bool) -> Callable[[float], str]:
        """How the numbers of a measure are written, to more places than in the text."""
        f = self.format
        if key.statistic in ("share", "transition", "battery"):
            return lambda x: f.percentage_points(x, 1, sign=True) if moved else f.percent(x, 1)
        if key.statistic == "net":
            return lambda x: f.percentage_points(x, 1, sign=True)
        places = {"ratio": 3, "alpha": 3, "total": 0}.get(key.statistic, 1)
        return lambda x: f.number(x, places)

    def ends(
        self, low: float | None, high: float | None, write: Callable[[float], str]
    ) -> list[tuple[str, str]]:
        if low is None or high is None:
            return []
        return [("95% interval", self.format.between(write(low), write(high)))]

    def range_of(self, found: Change | Difference | Trend) -> list[tuple[str, str]]:
        if found.low is None or found.high is None:
            return []
        if found.key.statistic not in ("share", "mean", "net", "battery"):
            return self.ends(found.low, found.high, self.writer(found.key, moved=True))
        printed = isinstance(found, Change) and found.method == "printed"
        label = "Range that rounding allows" if printed else "95% interval"
        if found.key.statistic == "mean":
            low, high = (self.format.number(x, 1) for x in (found.low, found.high))
            return [(label, self.format.between(low, high))]
        return [(label, self.format.points_range(found.low, found.high, 1))]

    def test(self, found: Change | Difference | Trend) -> str:
        if not found.tested:
            why = self.say(UNTESTED.get(found.why, found.why))
            return self.say("not tested: {why}").format(why=why)
        p = found.p_adjusted if found.p_adjusted is not None else found.p
        text = self.p_value(p)
        verdict = "significant" if found.significant else "not significant"
        return f"{self.say(verdict)}, {text}"

    def p_value(self, p: float | None) -> str:
        if p is None:
            return ""
        if p < 0.001:
            return self.say("adjusted p below {p}").format(p=self.format.number(0.001, 3))
        return self.say("adjusted p {p}").format(p=self.format.number(p, 3))

    def association_test(self, found: Association) -> str:
        if not found.tested:
            why = self.say(UNTESTED.get(found.why, found.why))
            return self.say("not tested: {why}").format(why=why)
        p = found.p if found.p is not None else 1.0
        shown = "< " + self.format.number(0.001, 3) if p < 0.001 else self.format.number(p, 3)
        return self.say("Rao and Scott's chi-square, p {p}").format(p=shown)

    def comparability(self, change: Change) -> list[tuple[str, str]]:
        item = self.study.item(self.study.variable(change.key.variable).item)
        asked = item.waves.get(change.key.wave)
        note = asked.note.get(self.lang, "") if asked else ""
        words = mark(
            {
                "same": "asked alike in both waves",
                "changed": "the question was changed",
                "not_known": "it is not known whether the question was asked alike",
            }
        )
        text = self.say(words.get(change.comparable, change.comparable))
        return [("Comparability", f"{text}. {note}".rstrip() if note else text)]
