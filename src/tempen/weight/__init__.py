"""Weights: how many units of the frame an answer stands for, and the strata of its variance.

Beside them what is known of those who did not answer: how evenly a wave was answered, and how far
a share could be off.
"""

from tempen.weight.analyse import analyse_response
from tempen.weight.calibrate import calibrate, calibrate_margins
from tempen.weight.diagnose import compare_margins, diagnose, tabulate
from tempen.weight.drive import find_drivers
from tempen.weight.fit import Fit
from tempen.weight.margins import Margin, read_margins
from tempen.weight.nonresponse import judge_response
from tempen.weight.rake import rake
from tempen.weight.sensitivity import (
    DIFFERENCES,
    bound_interval,
    bound_share,
    range_share,
    tipping_difference,
)
from tempen.weight.timing import compare_arrival
from tempen.weight.trim import trim
from tempen.weight.weigh import METHODS, weigh

__all__ = [
    "DIFFERENCES",
    "METHODS",
    "Fit",
    "Margin",
    "analyse_response",
    "bound_interval",
    "bound_share",
    "calibrate",
    "calibrate_margins",
    "compare_arrival",
    "compare_margins",
    "diagnose",
    "find_drivers",
    "judge_response",
    "rake",
    "range_share",
    "read_margins",
    "tabulate",
    "tipping_difference",
    "trim",
    "weigh",
]
