"""Tempen: repeated surveys of organisations, from the frame to the finished report.

`tempen.open(folder)` gives a study's response rates, estimates, changes and insights as tables.
`tempen.Design(data, strata=..., weights=..., fpc=...)` does the same for any microdata.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tempen.design import Design as Design
    from tempen.design import trend as trend
    from tempen.errors import TempenError as TempenError
    from tempen.session import open as open

__all__ = ["Design", "TempenError", "open", "trend"]
__version__ = "0.1.0"


def __getattr__(name: str):
    """Load the estimating rooms only when somebody asks: `import tempen` stays quick."""
    if name == "open":
        from tempen.session import open as open_study

        return open_study
    if name == "TempenError":
        from tempen.errors import TempenError

        return TempenError
    if name in ("Design", "trend"):
        from tempen import design

        return getattr(design, name)
    raise AttributeError(f"module 'tempen' has no attribute {name!r}")
