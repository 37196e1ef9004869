"""The JavaScript that draws charts in the browser: Vega-Embed with Vega and Vega-Lite.

Vega makes functions from its expressions, which a page without `unsafe-eval` forbids. Vega-Embed
carries an interpreter for them (`ast: true`), so the page needs no `eval`. Shipping Vega alone,
with specifications compiled beforehand, would save a third of the 0.9 MB, but that build lacks
the interpreter, and each compiled specification is five times as long.
"""

from __future__ import annotations

import os
import tempfile
from contextlib import suppress
from functools import cache
from importlib.metadata import version
from pathlib import Path

from platformdirs import user_cache_path

SNIPPET = "window.vegaEmbed=vegaEmbed"


@cache
def load_bundle() -> str:
    """The script, made once per version (one to two seconds) and then kept for the user."""
    path = cache_file()
    if path.exists():
        return path.read_text(encoding="utf-8")
    script = make_bundle()
    with suppress(OSError):  # a user without a home directory still gets a report
        keep(script, path)
    return script


def cache_file() -> Path:
    name = f"vega-embed-{version('vl-convert-python')}.js"
    return user_cache_path("tempen") / name


def make_bundle() -> str:
    """As one function call, so that its names stay its own.

    It stands in a script element that is read as text, where only `</script` and `<!--` could
    end or change it; carriage returns would be normalised and break its hash.
    """
    import vl_convert

    script = vl_convert.javascript_bundle(SNIPPET)
    script = script.replace("</script", "<\\/script").replace("\r\n", "\n").replace("\r", "\\r")
    if "<!--" in script:
        raise AssertionError("the Vega bundle holds an HTML comment")
    return f"(()=>{{'use strict';{script}}})()"


def keep(script: str, path: Path) -> None:
    """Whole or not at all: another process may be reading or writing it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, suffix=".part")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(script)
        Path(name).replace(path)
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise
