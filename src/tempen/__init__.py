"""Tempen: repeated surveys of organisations, from the frame to the finished report.

`tempen.open(folder)` gives a study's response rates, estimates, changes and insights as tables.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tempen.session import open as open

__all__ = ["open"]
__version__ = "0.1.0"


def __getattr__(name: str):
    """Load the estimating rooms only when somebody opens a study: `import tempen` stays quick."""
    if name == "open":
        from tempen.session import open as open_study

        return open_study
    raise AttributeError(f"module 'tempen' has no attribute {name!r}")
