"""From rows of answers to cases: checked, coded, linked across waves, nothing dropped silently."""

from tempen.edit.aggregates import read_aggregates
from tempen.edit.answers import Coded, code_answers
from tempen.edit.follow_up import follow_up
from tempen.edit.indices import score_indices
from tempen.edit.link import link

__all__ = ["Coded", "code_answers", "follow_up", "link", "read_aggregates", "score_indices"]
