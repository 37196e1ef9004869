"""`tempen serve`: the database is made ready, the wave put into it, and gunicorn started."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tempen.errors import Fault, Place, TempenError
from tempen.locale import mark, speak
from tempen.web.config import NAMES, Config, read_config, to_environ

FIRST = mark(
    "Nobody can sign in yet. The first lead chooses a password here, once, within three days:"
)
WORKERS = 2
THREADS = 4


def serve(
    study: Path,
    *,
    database: str = "",
    data: Path | None = None,
    wave: str = "",
    host: str = "127.0.0.1",
    port: int = 8575,
    workers: int = WORKERS,
    demo: bool = False,
    lang: str = "en",
    environ: Mapping[str, str] = os.environ,
) -> None:
    """Serve the fieldwork of a study until it is ended.

    What is not given here is read from the environment (`tempen.web.config.NAMES`).
    raises  ASK-08 the port is taken; WEB-01 to WEB-03; every fault of the study
    """
    given = {
        "study": str(study),
        "data": str(data) if data else "",
        "database": database,
        "wave": wave,
        "demo": "1" if demo else "",
    }
    told = {**environ, **{NAMES[key]: value for key, value in given.items() if value}}
    told.setdefault(NAMES["address"], f"http://localhost:{port}")
    config = read_config(told)
    os.environ.update(to_environ(config))
    free_port(host, port)
    link = prepare_apart(config)
    say = speak(lang)
    print(say("The survey is at {address}").format(address=config.address), flush=True)
    print(say("The office is at {address}").format(address=f"{config.address}/office/"), flush=True)
    if link:
        print(say(FIRST), f"    {link}", sep="\n", flush=True)
    start_mail(config)
    run(host, port, workers)


def prepare_apart(config: Config) -> str:
    """`prepare` in a process of its own. Frames are read with Polars, whose threads do not survive
    the fork that makes gunicorn's workers: in this process it must not have worked before.

    raises  TempenError as `prepare` does
    """
    import multiprocessing

    context = multiprocessing.get_context("fork" if os.name == "posix" else "spawn")
    ours, theirs = context.Pipe(duplex=False)
    child = context.Process(target=tell_prepared, args=(config, theirs))
    child.start()
    theirs.close()
    try:
        faults, link = ours.recv()
    except EOFError:  # a bug: its traceback has been shown
        raise SystemExit(1) from None
    child.join()
    if faults:
        raise TempenError(faults)
    return link


def tell_prepared(config: Config, end: Any) -> None:
    try:
        end.send(((), prepare(config)))
    except TempenError as error:
        end.send((error.faults, ""))


def prepare(config: Config) -> str:
    """Check the study, bring the database up to date, put the wave's frame into it; the link for
    the first lead of the office, or ""."""
    from tempen.web.start import migrate, start
    from tempen.web.study import served

    start(config)
    refuse_real(config)
    served()
    migrate()
    from django.db import connections

    from tempen.web.office.welcome import first_link
    from tempen.web.respond.fieldwork import prepare_fieldwork

    prepare_fieldwork()
    link = first_link()
    connections.close_all()
    return link


def start_mail(config: Config) -> None:
    """The worker that sends mail: it ends when this process does, however that ends."""
    import subprocess
    import sys

    environ = os.environ | to_environ(config) | {"TEMPEN_PARENT": str(os.getpid())}
    subprocess.Popen(
        [sys.executable, "-m", "tempen.web.office.worker"], env=environ, stdin=subprocess.DEVNULL
    )


def refuse_real(config: Config) -> None:
    """A demonstration makes answers up: of a study that is not fictitious it is refused.

    raises  WEB-03 the study does not say that its organisations are invented
    """
    from tempen.study import load

    if config.demo and not load(config.study).fictitious:
        raise TempenError([Fault("WEB-03", Place("study.yaml"), {})])


def run(host: str, port: int, workers: int) -> None:
    from gunicorn.app.base import BaseApplication

    class Server(BaseApplication):
        def load_config(self) -> None:
            for key, value in options(host, port, workers).items():
                self.cfg.set(key, value)  # type: ignore[union-attr]

        def load(self) -> Any:
            from tempen.web.wsgi import application

            return application

    Server().run()


def options(host: str, port: int, workers: int) -> dict[str, Any]:
    """gunicorn's settings: threads for waiting clients, no access log (it would hold tokens)."""
    return {
        "bind": f"{host}:{port}",
        "workers": workers,
        "worker_class": "gthread",
        "threads": THREADS,
        "preload_app": True,
        "keepalive": 15,
        "timeout": 60,
        "graceful_timeout": 20,
        "limit_request_line": 4094,
        "limit_request_fields": 60,
        "accesslog": None,
        "loglevel": "warning",
        "forwarded_allow_ips": os.environ.get("TEMPEN_PROXIES", "127.0.0.1,::1"),
        "control_socket_disable": True,
    }


def free_port(host: str, port: int) -> None:
    """Tell a taken port before gunicorn tries five times."""
    import socket

    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            raise TempenError([Fault("ASK-08", Place(), {"port": port})]) from None
