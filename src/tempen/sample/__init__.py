"""Planning: how many to ask or to hear from, and whom."""

from tempen.sample.allocate import bankier, neyman
from tempen.sample.bethel import bethel
from tempen.sample.change import answers_for_change, smallest_change, variance_of_change
from tempen.sample.draw import draw, mark_drawn, tell_draw
from tempen.sample.items import expect, plan_items, share_out
from tempen.sample.plan import count_answers, plan_change, plan_precision
from tempen.sample.precision import answers_for_precision, half_width
from tempen.sample.select import move_start, number_units, select

__all__ = [
    "answers_for_change",
    "answers_for_precision",
    "bankier",
    "bethel",
    "count_answers",
    "draw",
    "expect",
    "half_width",
    "mark_drawn",
    "move_start",
    "neyman",
    "number_units",
    "plan_change",
    "plan_items",
    "plan_precision",
    "select",
    "share_out",
    "smallest_change",
    "tell_draw",
    "variance_of_change",
]
