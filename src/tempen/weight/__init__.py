"""Weights: how many units of the frame an answer stands for, and the strata of its variance."""

from tempen.weight.calibrate import calibrate, calibrate_margins
from tempen.weight.fit import Fit
from tempen.weight.margins import Margin, read_margins
from tempen.weight.rake import rake
from tempen.weight.trim import trim
from tempen.weight.weigh import METHODS, weigh

__all__ = [
    "METHODS",
    "Fit",
    "Margin",
    "calibrate",
    "calibrate_margins",
    "rake",
    "read_margins",
    "trim",
    "weigh",
]
