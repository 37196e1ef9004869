"""Weights: how many units of the frame an answer stands for, and the strata of its variance."""

from tempen.weight.weigh import METHODS, weigh

__all__ = ["METHODS", "weigh"]
