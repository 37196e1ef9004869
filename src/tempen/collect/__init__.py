"""The questionnaire as a machine: what comes next, may this answer be accepted.

Pure: answers are a mapping of item to value (`tempen.items.forms`), given whole each time. The
machine keeps nothing, so the order in which answers arrive cannot matter.
"""

from tempen.collect.accept import Accepted, Problem, accept
from tempen.collect.merge import Clash, Held, Merged, merge
from tempen.collect.questionnaire import Page, Questionnaire, make_questionnaire
from tempen.collect.restore import restore
from tempen.collect.review import Blank, find_blanks, find_broken_rules
from tempen.collect.route import next_page, open_pages, previous_page, reached_items
from tempen.collect.say import fill_in, say_answer

__all__ = [
    "Accepted",
    "Blank",
    "Clash",
    "Held",
    "Merged",
    "Page",
    "Problem",
    "Questionnaire",
    "accept",
    "fill_in",
    "find_blanks",
    "find_broken_rules",
    "make_questionnaire",
    "merge",
    "next_page",
    "open_pages",
    "previous_page",
    "reached_items",
    "restore",
    "say_answer",
]
