"""Tell a waiting user what is being done: only on a terminal, and only what lasts."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from tempen.locale import speak

PATIENCE = 1.0  # seconds of silence that nobody minds

Step = Callable[[str, int, int], None]


@contextmanager
def steps(lang: str) -> Iterator[Step]:
    """Give a function `step(what, done, of)`; what lasts over a second is shown with a bar."""
    say, stream = speak(lang), sys.stderr
    if not stream.isatty():
        yield lambda what, done, of: None
        return
    state: dict[str, str] = {"line": ""}

    def draw() -> None:
        stream.write("\r\x1b[K" + state["line"])
        stream.flush()

    timers: list[threading.Timer] = []

    def step(what: str, done: int, of: int) -> None:
        for timer in timers:
            timer.cancel()
        filled = round(20 * done / of) if of else 0
        state["line"] = f"{'█' * filled}{'·' * (20 - filled)} {say(what)}"
        timers[:] = [threading.Timer(PATIENCE, draw)]
        timers[0].daemon = True
        timers[0].start()

    try:
        yield step
    finally:
        for timer in timers:
            timer.cancel()
        stream.write("\r\x1b[K")
        stream.flush()
