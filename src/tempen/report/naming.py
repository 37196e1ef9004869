"""What measures are called: in evidence, and in the rows of tables."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from tempen.report.format import Format
from tempen.study import texts
from tempen.study.texts import Find, P
from tempen.terms.estimate import Measure
from tempen.terms.study import Study, Weighting


class Speaker(Protocol):
    """Who says it: a teller, or a witness."""

    @property
    def study(self) -> Study: ...
    @property
    def lang(self) -> str: ...
    @property
    def format(self) -> Format: ...
    @property
    def say(self) -> Callable[[str], str]: ...
    def label(self, find: Find[P], *args: P.args, **named: P.kwargs) -> str: ...


def weighting_of(study: Study, name: str) -> Weighting | None:
    """The weighting by its name; "" is the study's first."""
    return next((w for w in study.weightings if name in ("", w.name)), None)


def say_measure(speaker: Speaker, measure: Measure) -> str:
    """What is estimated, in a few words; of a share its answers."""
    say, f = speaker.say, speaker.format
    plus, minus = (answers(speaker, measure, side) for side in (measure.levels, measure.others))
    match measure.kind:
        case "net":
            return say("net balance: {plus} less {minus}").format(plus=plus, minus=minus)
        case "quantile" if measure.p == 0.5:
            return say("median")
        case "quantile":
            return say("the number that {part} are at or below").format(part=f.percent(measure.p))
        case "total" if not measure.levels:
            return say("total of what was answered, in the population")
        case "total":
            return say("number in the population: {answer}").format(answer=plus)
        case "ratio":
            over = speaker.label(texts.variable_label, measure.variables[1])
            return say("total over the total of “{over}”").format(over=over)
        case "alpha":
            return say("Cronbach's alpha")
        case "mean":
            return say("mean")
        case "battery":
            text = say("{answer}, mean of {n} rows")
            return text.format(answer=plus, n=f.number(len(measure.variables)))
        case "transition":
            text = say("{now}, of those who answered “{before}” the time before")
            return text.format(now=plus, before=minus)
    return plus


def answers(speaker: Speaker, measure: Measure, levels: tuple[str, ...]) -> str:
    variable = measure.variables[0]
    return " + ".join(speaker.label(texts.answer_label, variable, level) for level in levels)


def name_measure(speaker: Speaker, measure: Measure, weighting: str = "") -> str:
    """A row of a table: the item, what is estimated of it, and of what it is a share."""
    variable = speaker.study.variable(measure.variables[0])
    whole = measure.kind == "battery" or variable.scale == "mark"
    item = (
        speaker.label(texts.item_label, variable.item)
        if whole
        else speaker.label(texts.variable_label, variable, full=True)
    )
    if speaker.study.item(variable.item).kind == "index" and measure.kind == "mean":
        name = item
    else:
        name = f"{item}: {say_measure(speaker, measure)}"
    sized = weighting_of(speaker.study, weighting)
    if sized and sized.size:
        of = speaker.say("share of {of}").format(of=sized.of.get(speaker.lang, ""))
        name = f"{name} ({of})"
    return name
