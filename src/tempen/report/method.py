"""The method as it was used, told from the study and what became of it.

Every sentence stands because something in the study made it true: a study without change tests
does not read of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from tempen.locale import mark
from tempen.report.nonresponse import (
    tell_nonresponse,
    tell_rules,
    tell_weights,
    tell_withheld,
)
from tempen.report.references import Teller
from tempen.study import texts
from tempen.terms.cases import Account, Frame
from tempen.terms.estimate import ALL
from tempen.terms.nonresponse import Nonresponse
from tempen.terms.study import Wave, Weighting
from tempen.terms.weight import Weights


@dataclass(frozen=True)
class Material:
    """What the stages before left to tell of."""

    frames: Mapping[str, Frame]
    accounts: Sequence[Account]
    weights: Mapping[str, Weights]
    nonresponse: Nonresponse | None = None
    withheld: pl.DataFrame | None = None


Part = tuple[str, list[str]]  # a heading, and paragraphs


def tell_method(teller: Teller, material: Material) -> Iterator[Part]:
    parts = [
        (mark("Design and population"), design(teller, material)),
        (mark("Weights"), weights(teller, material)),
        (mark("Bases and missing answers"), bases(teller)),
        (mark("Uncertainty"), uncertainty(teller)),
        (mark("Comparisons"), comparisons(teller)),
        (mark("Nonresponse"), tell_nonresponse(teller, material.nonresponse)),
        (mark("What is shown"), limits(teller)),
        (mark("Protection of those who answered"), protection(teller, material)),
        (mark("Answer files"), accounts(teller, material)),
    ]
    for heading, sentences in parts:
        told = [sentence for sentence in sentences if sentence]
        if told:
            yield teller.say(heading), told


DESIGNS = mark(
    {
        "census": "Everyone in the frame was asked. What is left to chance is who answered.",
        "sample": "A sample was drawn from the frame within strata.",
        "open": "Anyone could answer. The figures describe those who did; what they say of others "
        "cannot be reckoned, so there are no intervals and no tests.",
    }
)

# --- design -----------------------------------------------------------------------------------


def design(teller: Teller, material: Material) -> Iterator[str]:
    say = teller.say
    yield say(DESIGNS[teller.study.design])
    for wave in teller.study.waves:
        yield tell_wave(teller, wave, material)
    if stamp := texts.stamp(teller.study, teller.lang):
        yield say("On every page stands: “{stamp}”.").format(stamp=stamp)


def tell_wave(teller: Teller, wave: Wave, material: Material) -> str:
    """One wave: when, how many were asked, how many answered."""
    say, label = teller.say, teller.label(texts.wave_label, wave.id)
    label = label[:1].upper() + label[1:]
    if wave.status == "planned":
        return ""
    if wave.status == "aggregates":
        return say("{wave}: only printed figures exist, no answers.").format(wave=label)
    said = [days(teller, wave, label)]
    rate = next((r for r in teller.response if (r.wave, r.domain_level) == (wave.id, ALL)), None)
    f = teller.format
    if rate and rate.rate is not None and rate.invited:
        said.append(
            say("{answered} of {invited} answered, a response rate of {rate}.").format(
                answered=f.number(rate.answered),
                invited=f.number(rate.invited),
                rate=f.percent(rate.rate),
            )
        )
    elif rate:
        said.append(say("{n} answered.").format(n=f.number(rate.answered)))
    frame = material.frames.get(wave.id)
    if frame is not None:
        n = f.number(frame.table.height)
        said.append(say("The frame holds {n} units.").format(n=n))
    return " ".join(said)


def days(teller: Teller, wave: Wave, label: str) -> str:
    f = teller.format
    if wave.opens and wave.closes:
        text = teller.say("{wave}: answers came in from {first} to {last}.")
        return text.format(wave=label, first=f.date(wave.opens), last=f.date(wave.closes))
    if wave.status == "open":
        return teller.say("{wave}: answers still come in.").format(wave=label)
    return f"{label}:"


# --- weights ----------------------------------------------------------------------------------


def weights(teller: Teller, material: Material) -> Iterator[str]:
    first, *others = teller.study.weightings or (None,)
    if first is None:
        return
    yield tell_weighting(teller, first)
    yield from collapsed(teller, first, material)
    for other in others:
        name = texts.weighting_label(teller.study, teller.lang, other.name)
        text = teller.say("Some figures are also given with another weighting.")
        if name != other.name:
            text = teller.say("Some figures are also given with another weighting ({name}).")
        yield f"{text.format(name=name)} {tell_weighting(teller, other)}"
    if teller.study.design != "open":
        yield from tell_weights(teller, material.nonresponse)


def tell_weighting(teller: Teller, weighting: Weighting) -> str:
    """How the weights are made, and by what they are multiplied, if anything."""
    told = tell_rule(teller, weighting)
    if not weighting.size:
        return told
    text = teller.say(
        "Each weight is multiplied by the size of the unit, so that the shares are of {of}."
    )
    return f"{told} {text.format(of=weighting.of.get(teller.lang, ''))}"


def tell_rule(teller: Teller, weighting: Weighting) -> str:
    say = teller.say
    if weighting.method == "none":
        return say("The figures are unweighted: every answer counts the same.")
    if weighting.method == "base":
        return say("Answers are weighted to the number of units in their stratum of the frame.")
    if weighting.adjusted:
        return say(
            "Answers are weighted for nonresponse, and their weights adjusted so that they add up "
            "to what is known of everyone: {margins}."
        ).format(
            margins=", ".join(say_margin(teller, m) for m in weighting.margins + weighting.sums)
        )
    groups = " × ".join(lower_first(teller.label(texts.domain_label, g)) for g in weighting.groups)
    if teller.study.design == "sample" and not set(teller.study.stratum) <= set(weighting.groups):
        return say(
            "Answers are weighted by how the sample was drawn, and within response groups "
            "({groups}) by how many of those who were asked answered. Errors take both into "
            "account."
        ).format(groups=groups)
    return say(
        "Answers are weighted within response groups ({groups}): an answer counts for as many "
        "units as there are in its group for each answer."
    ).format(groups=groups)


def say_margin(teller: Teller, margin: str) -> str:
    """“sector/size” in the study's words; a numeric column by its name."""
    known = {one.id for one in teller.study.domains}
    parts = margin.split("/")
    if not known.issuperset(parts):
        return margin
    return " × ".join(lower_first(teller.label(texts.domain_label, part)) for part in parts)


def collapsed(teller: Teller, weighting: Weighting, material: Material) -> Iterator[str]:
    """Groups that were joined because they had too few answers."""
    made = material.weights.get(weighting.name)
    if made is None or "from_groups" not in made.strata.columns:
        return
    several = made.strata.filter(pl.col("from_groups").list.len() > 1)
    whole = several.group_by("wave", "from_groups", maintain_order=True).agg(pl.col("n").sum())
    joined = whole.iter_rows(named=True)
    for row in joined:
        yield teller.say("{wave}: the groups {groups} were joined, with {n} answers.").format(
            wave=teller.label(texts.wave_label, row["wave"]),
            groups=", ".join(say_group(teller, weighting, g) for g in row["from_groups"]),
            n=teller.format.number(row["n"]),
        )


def say_group(teller: Teller, weighting: Weighting, group: str) -> str:
    """“agency/small” in the study's words."""
    parts = group.split("/")
    if len(parts) != len(weighting.groups):
        return group
    labels = [level_label(teller, g, p) for g, p in zip(weighting.groups, parts, strict=True)]
    return " / ".join(labels)


def level_label(teller: Teller, domain: str, level: str) -> str:
    known = {one.id: one.levels for one in teller.study.domains}
    return (
        teller.label(texts.domain_level_label, domain, level)
        if level in known.get(domain, ())
        else level
    )


# --- bases, errors, comparisons ---------------------------------------------------------------


def bases(teller: Teller) -> Iterator[str]:
    whole = [item.base == "all" for item in teller.study.items if item.kind != "text"]
    if not all(whole):
        yield teller.say(
            "The base of a share is everyone who was asked and answered the question, “don't know” "
            "included. Those who skipped it, were not asked or found it not applicable are outside."
        )
    if any(whole):
        yield (
            teller.say("The base is everyone who was asked, those who skipped a question included.")
            if all(whole)
            else teller.say(
                "Where a question says so, its base is everyone who was asked, those who skipped "
                "it included."
            )
        )
    if not all(whole) and any(item.kind == "multiple" for item in teller.study.items):
        yield teller.say(
            "A question with several answers counts as answered if anything was marked, or the "
            "page was passed."
        )


def uncertainty(teller: Teller) -> Iterator[str]:
    if teller.study.design == "open":
        return
    yield teller.say(
        "Intervals are 95% Wilson intervals with the effective number of answers. Variances are "
        "by Taylor linearisation, with the response groups as strata and a finite population "
        "correction: the more of a population answered, the narrower the interval."
    )
    yield teller.say(
        "This takes those who did not answer as missing at random within their response group. "
        "If those who answered differ from them in what was asked, the figures are further from "
        "the truth than the intervals say."
    )


def comparisons(teller: Teller) -> Iterator[str]:
    study, say = teller.study, teller.say
    with_answers = [wave for wave in study.waves if wave.status in ("open", "closed")]
    if study.design != "open" and len(with_answers) > 1:
        yield say(
            "A change between two waves is tested with regard to those who answered both times."
        )
    if study.design != "open":
        text = say(
            "Tests are adjusted for their number after {who}, among all answers "
            "and rows of one question, for the same pair of waves or division into groups. "
            "“Significant” means an adjusted p below {p}. "
            "Groups with fewer than {n} answers a wave are not tested."
        )
        f = teller.format
        who = say("Holm") if study.adjust == "holm" else say("Benjamini and Hochberg")
        yield text.format(p=f.number(0.05, 2), n=f.number(study.limits.test_n), who=who)
    if any(wave.status == "aggregates" for wave in study.waves):
        yield say(
            "A wave of which only printed figures exist cannot be tested against. Its differences "
            "are given with the range that rounding allows, and with the smallest number of "
            "answers at which they would hold."
        )


def limits(teller: Teller) -> Iterator[str]:
    """The standards in their own numbers, as the study has set them."""
    found, f = teller.study.limits, teller.format
    if teller.study.design == "open":
        return
    yield teller.say(
        "A share of those who gave a certain answer is withheld if it rests on fewer than {n} "
        "effective answers or if its interval is {width} or wider. Between two answers it is also "
        "withheld if the interval is wider than {narrow} and than {relative} of the share itself; "
        "among more answers that gives a caution. The standards are those of the US National "
        "Center for Health Statistics, and are applied to a whole distribution at a time."
    ).format(
        n=f.number(found.n_eff),
        width=f.percentage_points(found.width),
        narrow=f.percentage_points(found.narrow),
        relative=f.percent(found.relative),
    )
    yield teller.say(
        "Parts of the frame that fall below the limits are shown as counts with a caution, and "
        "neither ranked nor tested."
    )


def protection(teller: Teller, material: Material) -> Iterator[str]:
    """What disclosure control does in this study, and how much it held back."""
    rules, f = teller.study.disclosure, teller.format
    least = teller.study.limits.disclose_n if rules.least is None else rules.least
    if least > 1:
        text = teller.say("Groups with fewer than {n} answers are not shown at all.")
        yield text.format(n=f.number(least))
    yield from tell_rules(teller, rules)
    if least > 1 or rules.dominance or rules.p_percent is not None:
        yield tell_withheld(teller, material.withheld)


# --- what became of the answers ---------------------------------------------------------------

REASONS = mark(
    {
        "empty": "empty",
        "declined": "declined to answer",
        "not_eligible": "not eligible",
        "earlier": "replaced by a later answer from the same unit",
        "later": "came after the answer that counts",
        "less_complete": "less complete than another answer from the same unit",
        "inconsistent": "answers that contradict each other",
    }
)


def accounts(teller: Teller, material: Material) -> Iterator[str]:
    f, say = teller.format, teller.say
    for account in material.accounts:
        text = say("{wave}: {read} rows were read from {file} and {kept} kept.").format(
            wave=teller.label(texts.wave_label, account.wave),
            read=f.number(account.read),
            file=account.file.rpartition("/")[2],
            kept=f.number(account.kept),
        )
        aside = [
            f"{say(REASONS.get(reason, reason.replace('_', ' ')))} ({f.number(n)})"
            for reason, n in account.aside.items()
            if n
        ]
        if aside:
            text += " " + say("Set aside: {aside}.").format(aside=", ".join(aside))
        yield text[:1].upper() + text[1:]


def lower_first(text: str) -> str:
    return text[:1].lower() + text[1:]
