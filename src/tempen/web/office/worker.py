"""The worker that sends mail and does what falls due; `tempen mail STUDY`, or a child of
`tempen serve`. Any number of them may run at once, and any may die at any time."""

from __future__ import annotations

import logging
import os
import signal
import time
from dataclasses import dataclass
from pathlib import Path

from django.db import Error, close_old_connections, connections
from django.utils import timezone

from tempen.web.config import NAMES, read_config
from tempen.web.start import start

EVERY = 5.0  # seconds between looks at an empty queue
LOOK = 60.0  # seconds between looks into the mailbox, and at sessions that have ended
logger = logging.getLogger("tempen.mail")


@dataclass
class Ending:
    """Told to end: after the mail at hand."""

    told: bool = False

    def __call__(self, number: int, frame: object) -> None:
        self.told = True


def work(*, once: bool = False, parent: int = 0, inbox: Path | None = None) -> int:
    """Send what is due until told to end; how many mails were handed over.

    parent  ends as well when it is no longer the child of this process
    """
    from django.conf import settings

    from tempen.web.office.outbox import work_once
    from tempen.web.office.post import find_transport

    ending = Ending()
    if not once:
        signal.signal(signal.SIGTERM, ending)
        signal.signal(signal.SIGINT, ending)
    transport = find_transport(settings.TEMPEN)
    sent, looked = 0, -LOOK
    while not ending.told and (not parent or os.getppid() == parent):
        done = 0
        try:
            do_due()
            if time.monotonic() - looked >= LOOK:
                forget_sessions()
                if inbox:
                    look_into(inbox)
                looked = time.monotonic()
            done = work_once(transport) if transport else 0
            sent += done
        except Error as error:  # the database restarts, or is locked for long: try again
            logger.warning("the database failed: %s", type(error).__name__)
            connections.close_all()
        close_old_connections()
        if once and not done:
            break
        if not done:
            rest(ending, parent)
    return sent


def do_due() -> None:
    """Steps of the plan whose day has come, and what is to be erased by now."""
    from tempen.web.office.outbox import queue_due
    from tempen.web.office.people import erase_due
    from tempen.web.respond.models import Fieldwork

    now = timezone.now()
    for fieldwork in Fieldwork.objects.all():
        queue_due(fieldwork, timezone.localdate(now))
        erase_due(fieldwork, now)


def forget_sessions() -> None:
    """Sessions of the office whose time is over: one may hold a file of contacts."""
    from django.contrib.sessions.models import Session

    Session.objects.filter(expire_date__lt=timezone.now()).delete()


def look_into(inbox: Path) -> None:
    """Note bounces and replies; a mailbox that cannot be read stops nothing."""
    from tempen.web.office.inbox import read_inbox
    from tempen.web.respond.models import Fieldwork

    try:
        for fieldwork in Fieldwork.objects.exclude(status=Fieldwork.PREPARING):
            read_inbox(fieldwork, inbox)
    except OSError as error:
        logger.warning("the mailbox cannot be read: %s", error.strerror)


def rest(ending: Ending, parent: int) -> None:
    until = time.monotonic() + EVERY
    while time.monotonic() < until and not ending.told and (not parent or os.getppid() == parent):
        time.sleep(0.2)


def run_mail(
    study: Path,
    *,
    database: str = "",
    data: Path | None = None,
    wave: str = "",
    once: bool = False,
    inbox: Path | None = None,
) -> int:
    """`tempen mail`: what is not given is read from the environment, as `tempen serve` does.

    inbox  a Maildir that bounces and replies reach: it is read, and again each minute
    """
    given = {"study": str(study), "data": str(data or ""), "database": database, "wave": wave}
    told = {**os.environ, **{NAMES[key]: value for key, value in given.items() if value}}
    start(read_config(told))
    return work(once=once, inbox=inbox)


def main() -> None:
    """Configured from the environment, as `tempen serve` starts it."""
    start(read_config(os.environ))
    once = os.environ.get("TEMPEN_MAIL_ONCE") == "1"
    work(once=once, parent=int(os.environ.get("TEMPEN_PARENT", "0")))


if __name__ == "__main__":
    main()
