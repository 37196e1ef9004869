"""Who answered and who did not, what the weights cost and mend, and what was withheld: in words.

For the method appendix, of the latest wave. Nothing here computes: it tells what the nonresponse
analysis and disclosure control left.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import polars as pl

from tempen.locale import mark, speak_number
from tempen.report.references import Teller
from tempen.study import texts
from tempen.terms.estimate import ALL
from tempen.terms.nonresponse import OBSTACLES, Nonresponse, Representativity
from tempen.terms.study import Disclosure
from tempen.terms.weight import Diagnosis

POINTS = 0.10  # how far those who did not answer are supposed to differ, where nothing is known
LEAST = 20  # answers: with fewer the correction of an R-indicator eats it up
APART = 0.005  # shares nearer than this are not told as different


# --- weights ----------------------------------------------------------------------------------


def tell_weights(teller: Teller, found: Nonresponse | None) -> Iterator[str]:
    """What the first weighting's weights are like, and the group that they mend the most."""
    first = teller.study.weightings[0]
    if found is None or first.size:
        return
    diagnosis = found.diagnoses.get(first.name)
    if diagnosis is not None and first.method != "none":
        yield tell_spread(teller, diagnosis)
    if not found.margins.is_empty():
        yield tell_margin(teller, found.margins, weighted=first.method != "none")


def tell_spread(teller: Teller, d: Diagnosis) -> str:
    f, say = teller.format, teller.say
    text = say(
        "{wave}: an answer stands for {span} units, and half of the weight lies on {half} of the "
        "{n} answers. With their weights, the answers tell as much as {effective} answers of equal "
        "weight would (design effect {effect})."
    ).format(
        wave=name_wave(teller, d.wave),
        span=f.between(f.number(d.quantiles[0.0], 1), f.number(d.quantiles[1.0], 1)),
        half=f.number(d.half),
        n=f.number(d.n),
        effective=f.number(d.n_eff),
        effect=f.number(d.design_effect, 2),
    )
    if d.g is not None:
        g = f.between(f.number(d.g[0.0], 2), f.number(d.g[1.0], 2))
        text += " " + say("The adjustment multiplied the weights by {g}.").format(g=g)
    return text


def tell_margin(teller: Teller, margins: pl.DataFrame, *, weighted: bool) -> str:
    """The group whose part of the answers is furthest from its part of the frame."""
    gap = (pl.col("before") - pl.col("frame")).abs()
    row = margins.sort(gap, descending=True, maintain_order=True).row(0, named=True)
    if abs(row["before"] - row["frame"]) < APART:
        return teller.say(
            "The answers are divided as the frame is, to within half a percentage point."
        )
    text = (
        mark(
            "The answers are furthest from the frame for {group} ({division}): {frame} of the "
            "units and {before} of the answers, {after} once they are weighted."
        )
        if weighted
        else mark(
            "The answers are furthest from the frame for {group} ({division}): {frame} of the "
            "units and {before} of the answers."
        )
    )
    f = teller.format
    return teller.say(text).format(
        group=name_level(teller, row["margin"], row["level"]),
        division=name_domain(teller, row["margin"]),
        **{name: f.percent(row[name]) for name in ("frame", "before", "after")},
    )


def name_wave(teller: Teller, wave: str) -> str:
    label = teller.label(texts.wave_label, wave)
    return label[:1].upper() + label[1:]


def name_domain(teller: Teller, domain: str) -> str:
    label = teller.label(texts.domain_label, domain)
    return label[:1].lower() + label[1:]


def name_level(teller: Teller, domain: str, level: str) -> str:
    if level not in teller.study.domain(domain).levels:
        return teller.say("Not stated")
    name = teller.label(texts.domain_level_label, domain, level)
    return teller.say("“{name}”").format(name=name)


# --- nonresponse ------------------------------------------------------------------------------


def tell_nonresponse(teller: Teller, found: Nonresponse | None) -> Iterator[str]:
    if found is None or teller.study.design == "open":
        return
    judged = found.representativity
    if judged is not None and judged.n >= max(LEAST, teller.study.limits.test_n):
        yield tell_evenness(teller, judged)
        if found.unlinked:
            text = teller.say(
                "Answers that name no unit of the frame are left out of that; there are {n}."
            )
            yield text.format(n=teller.format.number(found.unlinked))
    yield tell_arrivals(teller, found)
    yield tell_range(teller, found.wave)


def tell_evenness(teller: Teller, judged: Representativity) -> str:
    """The R-indicator, and the division that goes most with answering."""
    f, say = teller.format, teller.say
    whole = judged.partial.filter(pl.col("level").is_null())
    divisions = [name_domain(teller, domain) for domain in whole["variable"]]
    text = say(
        "{wave}: how evenly the frame answered is measured by an R-indicator over its divisions "
        "({divisions}). It is 1 where all are as likely to answer, and falls towards 0 the more "
        "they differ. Here it is {R}."
    ).format(
        wave=name_wave(teller, judged.wave),
        divisions=", ".join(divisions),
        R=f.number(judged.R, 2),
    )
    most = whole.sort("unconditional", descending=True, maintain_order=True)["variable"][0]
    levels = judged.partial.filter(pl.col("level").is_not_null(), variable=most).sort(
        "rate", descending=True, maintain_order=True
    )
    best, worst = levels.row(0, named=True), levels.row(-1, named=True)
    if best["rate"] - worst["rate"] < APART:
        return text
    told = say(
        "What goes most with answering is {division}: {best} of {high} answered, and {worst} of "
        "{low}."
    )
    return f"{text} " + told.format(
        division=name_domain(teller, most),
        high=name_level(teller, most, best["level"]),
        low=name_level(teller, most, worst["level"]),
        best=f.percent(best["rate"]),
        worst=f.percent(worst["rate"]),
    )


def tell_arrivals(teller: Teller, found: Nonresponse) -> str:
    say, f = teller.say, teller.format
    arrivals = found.arrivals
    if arrivals is None:
        why = say(OBSTACLES[found.why["arrivals"]][0])
        text = say("Early answers were not compared with late ones: {why}.")
        return text.format(why=why)
    if arrivals.table.is_empty():
        return ""
    early, late = arrivals.parts.rows(named=True)
    sure = arrivals.table.filter(pl.col("p_adjusted") < 0.05)
    facts: dict[str, Any] = {
        "day": f.date(early["last"]),
        "early": f.number(early["n"]),
        "late": f.number(late["n"]),
        "k": f.number(arrivals.table.height),
    }
    told = say(
        "Those who answer late may be like those who never do. The {early} answers that had come "
        "in by {day} were compared with the {late} later ones, in {k} shares."
    )
    if sure.is_empty():
        told += " " + say("No difference is significant once adjusted for their number.")
        return told.format(**facts)
    row = sure.row(0, named=True)
    variable = teller.study.variable(row["variable"])
    facts |= {
        "sure": f.number(sure.height),
        "answer": teller.label(texts.answer_label, variable, row["level"]),
        "item": teller.label(texts.variable_label, variable, full=True),
        "of_early": f.percent(row["early"]),
        "of_late": f.percent(row["late"]),
    }
    told += " " + say(
        "Significant differences, adjusted for their number: {sure}. The largest is “{answer}” to "
        "“{item}”: {of_early} of the early answers and {of_late} of the late."
    )
    return told.format(**facts)


def tell_range(teller: Teller, wave: str) -> str:
    """How far any share of everyone could be off by a stated difference."""
    rate = next((r for r in teller.response if (r.wave, r.domain_level) == (wave, ALL)), None)
    if rate is None or rate.rate is None or rate.rate >= 1 or teller.study.weightings[0].size:
        return ""
    f = teller.format
    text = teller.say(
        "If the share among those who did not answer the survey differs by {points} from the share "
        "among those who did, the share of everyone is {reach} from the one that is shown."
    )
    reach = f.percentage_points((1 - rate.rate) * POINTS, 1)
    return text.format(points=f.percentage_points(POINTS), reach=reach)


# --- what was withheld ------------------------------------------------------------------------

WITHHELD = mark(
    {
        "few": "too few answers in the group",
        "small_cell": "too few gave the answer",
        "whole_group": "all in the group gave the same answer",
        "dominance": "a few units make up most of the figure",
        "difference": "by subtraction it would tell of a few",
        "complement": "it would give something else that is withheld away",
    }
)


def tell_rules(teller: Teller, rules: Disclosure) -> Iterator[str]:
    """The rules that the study states beside the least number of answers."""
    say, f = teller.say, teller.format
    if rules.protect:
        yield say("Of protected questions, answers that only a few gave are not shown either.")
    if rules.dominance is not None:
        largest, share = rules.dominance
        text = speak_number(teller.lang)(
            "A mean is not shown where a single unit makes up more than {share} of it.",
            "A mean is not shown where the {n} largest units make up more than {share} of it.",
            largest,
        )
        yield text.format(n=f.number(largest), share=f.percent(share))
    if rules.p_percent is not None:
        text = say(
            "A mean is not shown where the second largest unit could reckon the largest to within "
            "{share}."
        )
        yield text.format(share=f.percent(rules.p_percent / 100))


def tell_withheld(teller: Teller, withheld: pl.DataFrame | None) -> str:
    """How much was held back, and why; never which."""
    if withheld is None:
        return ""
    if withheld.is_empty():
        return teller.say("Nothing else had to be withheld to protect those who answered.")
    f, say = teller.format, teller.say
    whole, single = (int(withheld[name].sum()) for name in ("distributions", "figures"))
    count = speak_number(teller.lang)
    parts = [
        (count("{n} distribution", "{n} distributions", whole), whole),
        (count("{n} single figure", "{n} single figures", single), single),
    ]
    text = say(
        "Withheld to protect those who answered: {what}. A distribution is what a group answered "
        "to a question in a wave, whether the report would have shown it or not."
    ).format(what=say(" and ").join(t.format(n=f.number(n)) for t, n in parts if n))
    reasons = [
        f"{say(WITHHELD[row['reason']])} ({f.number(row['distributions'] + row['figures'])})"
        for row in withheld.iter_rows(named=True)
    ]
    return f"{text} " + say("Reasons: {reasons}.").format(reasons="; ".join(reasons))
