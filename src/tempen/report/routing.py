"""Who got a question, in words: the study's routing conditions read out."""

from __future__ import annotations

from tempen.errors import TempenError
from tempen.locale import mark
from tempen.report.references import Teller
from tempen.study import expression, texts
from tempen.study.routing import straight
from tempen.terms.item import Item

COMPARED = mark(
    {
        "<": "less than {n}",
        "<=": "at most {n}",
        ">": "more than {n}",
        ">=": "at least {n}",
        "==": "{n}",
        "!=": "other than {n}",
    }
)


def say_routing(teller: Teller, item: Item, wave: str) -> str:
    """“Asked only of those who answered “Yes” to “Strategy”.”; "" where everyone was asked."""
    routing = item.ask_if_in(wave)
    if not routing:
        return ""
    try:
        condition = say_node(teller, expression.parse(routing))
    except TempenError:  # the study's own check has told it
        condition = routing
    return teller.say("Asked only of those who {condition}.").format(condition=condition)


def say_node(teller: Teller, node: expression.Node) -> str:
    match node:
        case expression.Logic():
            word = f" {teller.say(node.operator)} "
            return word.join(say_part(teller, part) for part in node.parts)
        case expression.Not():
            return teller.say("not ({condition})").format(condition=say_node(teller, node.part))
        case expression.Compare():
            return say_compare(teller, straight(node))
        case expression.Name():
            return say_marked(teller, node.id)
        case expression.Call(args=(expression.Name() as name,)):
            question = say_name(teller, name.id)
            return teller.say("answered {question}").format(question=question)
    return str(getattr(node, "value", ""))


def say_part(teller: Teller, node: expression.Node) -> str:
    """A part of a longer condition: in brackets where it is one itself."""
    said = say_node(teller, node)
    return f"({said})" if isinstance(node, expression.Logic) else said


def say_name(teller: Teller, id: str) -> str:
    label, study = teller.label, teller.study
    if any(variable.id == id for variable in study.variables):
        return quote(teller, label(texts.variable_label, id, full=True))
    known = any(item.id == id for item in study.items)
    return quote(teller, label(texts.item_label, id)) if known else id


def say_marked(teller: Teller, id: str) -> str:
    """A bare name: an option that was marked, or a question answered yes."""
    marks = [v for v in teller.study.variables if v.id == id and v.scale == "mark"]
    if marks:
        question = say_name(teller, marks[0].item)
        answers = quote(teller, teller.label(texts.part_label, marks[0]))
    else:
        question, answers = say_name(teller, id), level_name(teller, id, "yes")
    text = teller.say("answered {answers} to {question}")
    return text.format(answers=answers, question=question)


def say_compare(teller: Teller, node: expression.Compare) -> str:
    id = node.left.id if isinstance(node.left, expression.Name) else ""
    question, right = say_name(teller, id), node.right
    if isinstance(right, expression.Number):
        value = teller.say(COMPARED[node.operator]).format(n=teller.format.number(right.value))
        text = teller.say("stated {answers} to {question}")
        return text.format(answers=value, question=question)
    parts = right.parts if isinstance(right, expression.Sequence) else (right,)
    answers = join_or(teller, [level_name(teller, id, level_of(part)) for part in parts])
    if node.operator in ("!=", "not in"):
        text = teller.say("did not answer {answers} to {question}")
    else:
        text = teller.say("answered {answers} to {question}")
    return text.format(answers=answers, question=question)


def level_of(node: expression.Node) -> str:
    return str(getattr(node, "id", None) or getattr(node, "value", ""))


def level_name(teller: Teller, id: str, level: str) -> str:
    item = id.partition(".")[0]
    known = any(i.id == item for i in teller.study.items)
    return quote(teller, teller.label(texts.option_label, item, level)) if known else level


def quote(teller: Teller, text: str) -> str:
    return teller.say("“{name}”").format(name=text)


def join_or(teller: Teller, names: list[str]) -> str:
    """“a”, “b” or “c”."""
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} {teller.say('or')} {names[-1]}"
