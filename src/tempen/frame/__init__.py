"""Frames: registers to units, how frames change, and who answered of whom was asked."""

from tempen.frame.build import build_frame
from tempen.frame.changes import compare_frames
from tempen.frame.fieldwork import note_dispositions
from tempen.frame.response import response_rates

__all__ = ["build_frame", "compare_frames", "note_dispositions", "response_rates"]
