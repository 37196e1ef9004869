"""The note under a chart or table: question, bases, comparability, intervals, made-up answers."""

from __future__ import annotations

from collections.abc import Iterable

from tempen.locale import mark
from tempen.report.evidence import count_answers
from tempen.report.figures import ask
from tempen.report.invented import DAGGER, invented_of, is_invented_domain, marked_of
from tempen.report.naming import weighting_of
from tempen.report.references import Teller
from tempen.report.selection import EVERYONE, Part, Selection, Thing, things_of
from tempen.study import texts
from tempen.terms.estimate import ALL

COMPARED = mark(
    {
        "changed": "The question was changed in {wave}.",
        "not_known": "It is not known whether the question was asked alike before {wave}.",
    }
)


def make_note(
    teller: Teller, chosen: Selection, *, intervals: bool, with_bases: bool = True
) -> str:
    """Sentences, each of which a reader may need to read the figures right.

    intervals   intervals are shown and must be explained
    with_bases  the table has no column or row of its own for the number of answers
    """
    said = [
        *questions(teller, chosen),
        *scores(teller, chosen),
        bases(teller, chosen) if with_bases else "",
        *comparability(teller, chosen),
        *weighting(teller, chosen),
        *interval_note(teller, intervals),
        *made_up(teller, chosen),
    ]
    return " ".join(sentence for sentence in said if sentence)


def items_of(chosen: Selection) -> list[str]:
    return list(dict.fromkeys(v.item for v in chosen.variables))


def questions(teller: Teller, chosen: Selection) -> Iterable[str]:
    for item in items_of(chosen):
        wave = chosen.waves[-1] if chosen.waves else ""
        yield teller.say("Question: “{question}”").format(
            question=teller.label(texts.question, item, wave)
        )


def scores(teller: Teller, chosen: Selection) -> Iterable[str]:
    """Which answer the figures are shares of, where only one is shown."""
    first = chosen.variables[0]
    if len(chosen.levels) == 1 and len(chosen.variables) > 1 and first.scale == "levels":
        answer = teller.label(texts.answer_label, first, chosen.levels[0])
        yield teller.say("Share that answered “{answer}”.").format(answer=answer)


def bases(teller: Teller, chosen: Selection) -> str:
    """“2018: number of answers not known; 2024: 224 answers.”"""
    told = [base_in(teller, chosen, wave) for wave in chosen.waves]
    text = "; ".join(told)
    where = chosen.where
    if where != EVERYONE:
        text = f"{teller.label(texts.domain_level_label, where.domain, where.level)}, {text}"
    return text[:1].upper() + text[1:] + "." if text else ""


def base_in(teller: Teller, chosen: Selection, wave: str) -> str:
    label = teller.label(texts.wave_label, wave)
    counts = answers_in(teller, chosen, wave, chosen.where)
    if not counts:
        known = teller.study.wave(wave).status != "aggregates"
        words = "{wave}: no answers" if known else "{wave}: number of answers not known"
        return teller.say(words).format(wave=label)
    return f"{label}: {count_answers(teller.lang, teller.format, min(counts), max(counts))}"


def answers_in(teller: Teller, chosen: Selection, wave: str, part: Part) -> list[int]:
    """The bases of the variables: one number, or the least and the most of several."""
    firsts: dict[str, Thing] = {}
    for thing in things_of(teller.study, chosen):
        firsts.setdefault(thing.variable.id, thing)
    asked = [t for t in firsts.values() if teller.study.item(t.variable.item).asked_in(wave)]
    found = [ask(teller, thing, wave, part, chosen.weighting).n for thing in asked]
    return [n for n in found if n is not None]


def comparability(teller: Teller, chosen: Selection) -> Iterable[str]:
    """What changed in a question between the waves shown."""
    for item in items_of(chosen):
        for wave in chosen.waves[1:]:
            asked = teller.study.item(item).waves.get(wave)
            if asked is None or asked.comparable == "same" or not asked.asked:
                continue
            yield teller.say(COMPARED[asked.comparable]).format(
                wave=teller.label(texts.wave_label, wave)
            )
            if note := asked.note.get(teller.lang):
                yield note


def weighting(teller: Teller, chosen: Selection) -> Iterable[str]:
    found = weighting_of(teller.study, chosen.weighting)
    if found is not None and found.size:
        yield teller.say("Shares of {of}.").format(of=found.of.get(teller.lang, ""))
    if found is None or found == teller.study.weightings[0]:
        return
    words = mark(
        {
            "none": "Unweighted.",
            "groups": "Weighted for nonresponse within response groups.",
            "base": "Weighted by the sampling design.",
            "rake": "Weighted for nonresponse, raked to margins of the frame.",
            "calibrate": "Weighted for nonresponse, calibrated to totals of the frame.",
        }
    )
    yield teller.say(words[found.method])


def interval_note(teller: Teller, intervals: bool) -> Iterable[str]:
    if teller.study.design == "open":
        yield teller.say("Anyone could answer: the figures have no intervals.")
    elif intervals:
        yield teller.say("The confidence level of the intervals is 95%.")


def made_up(teller: Teller, chosen: Selection) -> Iterable[str]:
    """Of all answers at once, or of those that carry the mark; and of the groups."""
    study = teller.study
    if marked_of(study, chosen):
        yield f"{DAGGER} {teller.say('made up in the reconstruction')}."
    elif invented_of(study, chosen):
        yield teller.say("The answers are made up.")
    domains = dict.fromkeys((*chosen.domains, chosen.where.domain, chosen.filter))
    groups = [domain for domain in domains if domain not in ("", ALL)]
    invented = [domain for domain in groups if is_invented_domain(study, domain)]
    if invented and len(invented) == len(groups):
        yield teller.say("The division into groups is made up.")
        return
    for domain in invented:
        text = teller.say("The division into groups is made up: {domain}.")
        yield text.format(domain=teller.label(texts.domain_label, domain))
