"""Who got a question, in words: the study's routing conditions read out."""

from __future__ import annotations

from tempen.errors import TempenError
from tempen.locale import mark
from tempen.report.references import Teller
from tempen.study import expression, texts
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


def say_routing(teller: Teller, item: Item) -> str:
    """“Asked if: Strategy is Yes or One is being drawn up.”; "" where everyone was asked."""
    if not item.ask_if:
        return ""
    try:
        condition = say_node(teller, expression.parse(item.ask_if))
    except TempenError:  # the study's own check has told it
        condition = item.ask_if
    return teller.say("Asked only if {condition}.").format(condition=condition)


def say_node(teller: Teller, node: expression.Node) -> str:
    match node:
        case expression.Logic():
            word = f" {teller.say(node.operator)} "
            return word.join(say_node(teller, part) for part in node.parts)
        case expression.Not():
            return teller.say("not ({condition})").format(condition=say_node(teller, node.part))
        case expression.Compare():
            return say_compare(teller, node)
        case expression.Name():
            return say_name(teller, node.id)
    return str(getattr(node, "value", ""))


def say_name(teller: Teller, id: str) -> str:
    label = teller.label
    for variable in teller.study.variables:
        if variable.id == id:
            return f"“{label(texts.variable_label, variable, full=True)}”"
    return f"“{label(texts.item_label, id)}”" if any(i.id == id for i in teller.study.items) else id


def say_compare(teller: Teller, node: expression.Compare) -> str:
    subject = say_name(teller, node.left.id) if isinstance(node.left, expression.Name) else ""
    right = node.right
    if isinstance(right, expression.Number):
        value = teller.say(COMPARED[node.operator]).format(n=teller.format.number(right.value))
        return teller.say("{question} is {answers}").format(question=subject, answers=value)
    parts = right.parts if isinstance(right, expression.Sequence) else (right,)
    names = [level_name(teller, node.left, part) for part in parts]
    form = "{question} is {answers}"
    if node.operator in ("!=", "not in"):
        form = "{question} is not {answers}"
    return teller.say(form).format(question=subject, answers=join_or(teller, names))


def level_name(teller: Teller, left: expression.Node, part: expression.Node) -> str:
    level = getattr(part, "id", None) or str(getattr(part, "value", ""))
    item = left.id.partition(".")[0] if isinstance(left, expression.Name) else ""
    known = any(i.id == item for i in teller.study.items)
    return f"“{teller.label(texts.option_label, item, level)}”" if known else level


def join_or(teller: Teller, names: list[str]) -> str:
    """“a”, “b” or “c”."""
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} {teller.say('or')} {names[-1]}"
