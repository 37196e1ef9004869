"""`tempen report --watch`: rebuild when a file of the study is saved; the browser follows.

The page is served to this machine only, with an event stream that says when to reload. A
build that stops leaves the last good report standing, and its faults on the terminal.
"""

from __future__ import annotations

import threading
import time
from dataclasses import replace
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from tempen.cli.tell import tell
from tempen.errors import Fault, TempenError
from tempen.locale import speak
from tempen.pipeline import Built, Kept, Request, build_report

KEEP_ALIVE = 15.0  # seconds between comments on the stream, so that a closed browser is noticed


class Bell:
    """Rung after every build; each listening browser waits for the next ring."""

    def __init__(self) -> None:
        self.rings = 0
        self.changed = threading.Condition()

    def ring(self) -> None:
        with self.changed:
            self.rings += 1
            self.changed.notify_all()

    def wait(self, heard: int) -> int:
        with self.changed:
            self.changed.wait_for(lambda: self.rings > heard, KEEP_ALIVE)
            return self.rings


class Handler(SimpleHTTPRequestHandler):
    """The out folder, and `/events`: one line an event, as browsers' EventSource reads them."""

    def __init__(self, *args, bell: Bell, **kwargs):
        self.bell = bell
        super().__init__(*args, **kwargs)

    def do_GET(self) -> None:
        if self.path == "/events":
            self.stream()
        else:
            super().do_GET()

    def stream(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        heard = self.bell.rings
        try:
            while True:
                now = self.bell.wait(heard)
                self.wfile.write(b"data: reload\n\n" if now > heard else b": still here\n\n")
                self.wfile.flush()
                heard = now
        except OSError:  # the browser went away
            return

    def log_message(self, format: str, *args: object) -> None:
        return


def watch_report(request: Request, port: int, lang: str) -> None:
    """Build, serve at 127.0.0.1:`port`, and build again at every save, until interrupted.

    raises  ASK-08 the port is not to be had
    """
    from watchfiles import watch

    say, bell, kept = speak(lang), Bell(), Kept()
    request = replace(request, formats=request.formats or ("html",), live=True)
    server = listen(request.out, port, bell)
    request.out.mkdir(parents=True, exist_ok=True)
    built = build_once(request, kept, lang)
    if not request.folder.is_dir():
        raise SystemExit(1)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    first = (
        next((path for path, _ in built.files if path.suffix == ".html"), None) if built else None
    )
    name = first.relative_to(request.out).as_posix() if first else ""
    print(
        say("Watching {folder}. Open {address}").format(
            folder=request.folder, address=f"http://127.0.0.1:{port}/{name}"
        ),
        flush=True,
    )
    out = request.out.resolve()
    for changes in watch(
        request.folder, watch_filter=lambda _, path: not Path(path).resolve().is_relative_to(out)
    ):
        del changes
        again = build_once(request, kept, lang, built)
        if again:
            built = again
            bell.ring()


def listen(folder: Path, port: int, bell: Bell) -> ThreadingHTTPServer:
    handler = partial(Handler, directory=str(folder), bell=bell)
    try:
        server = ThreadingHTTPServer(("127.0.0.1", port), handler)
    except OSError:
        raise TempenError([Fault("ASK-08", facts={"port": port})]) from None
    server.daemon_threads = True
    return server


def build_once(
    request: Request, kept: Kept, lang: str, before: Built | None = None
) -> Built | None:
    """Build and say how long it took; say faults, and warnings that are not those of `before`."""
    say, start = speak(lang), time.perf_counter()
    try:
        built = build_report(request, kept=kept)
    except TempenError as error:
        tell(error.faults, lang)
        return None
    if before is None or built.warnings != before.warnings:
        tell(built.warnings, lang)
    took = f"{time.perf_counter() - start:.1f}"
    print(
        say("Built in {seconds} s.").format(
            seconds=took.replace(".", "," if lang == "sv" else ".")
        ),
        flush=True,
    )
    return built
