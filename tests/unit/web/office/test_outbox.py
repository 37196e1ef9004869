"""The outbox: each unit gets each step once, or somebody is asked. Workers are really killed."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from datetime import timedelta

import pytest

from tests.web import make_config

LATER = timedelta(minutes=6)


class Sink:
    """A mail server that remembers what it took; it may be slow, refuse, or hang up."""

    def __init__(self, slow: float = 0.0) -> None:
        self.slow, self.taken = slow, []
        self.lock = threading.Lock()

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith("nobody"):
            return "550 no such user"
        if address.startswith("full"):
            return "452 mailbox full"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        import asyncio

        await asyncio.sleep(self.slow)
        with self.lock:
            self.taken.append((envelope.rcpt_tos[0], envelope.content.decode()))
        if envelope.rcpt_tos[0].startswith("cut"):
            server.transport.abort()  # taken, but the sender never hears of it
        return "250 taken"

    def counts(self) -> Counter:
        with self.lock:
            return Counter(address for address, _ in self.taken)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def sink():
    from aiosmtpd.controller import Controller

    sink = Sink()
    port = free_port()
    controller = Controller(sink, hostname="127.0.0.1", port=port)
    controller.start()
    sink.address = f"smtp://127.0.0.1:{port}"
    yield sink
    controller.stop()


def add_contacts(most: int, name: str = "unit") -> list:
    from tempen.web.respond.models import Contact, Person, Unit

    made = []
    for unit in Unit.objects.filter(eligible=True).order_by("code")[:most]:
        person = Person.objects.create(email=f"{name}-{unit.code}@svar.example", lang="sv")
        made.append(Contact.objects.create(unit=unit, person=person))
    return made


def queue_invitations() -> int:
    from tempen.web.office.outbox import find_step, queue_step
    from tempen.web.respond.fieldwork import current

    return queue_step(current(), find_step("invitation"))


def states() -> Counter:
    from tempen.web.office.models import Mail

    return Counter(Mail.objects.values_list("state", flat=True))


def send_all(sink) -> None:
    from tempen.web.office.outbox import work_once
    from tempen.web.office.post import hand_over

    while work_once(lambda message, to: hand_over(sink.address, message, to)):
        pass


def test_an_invitation_reaches_each_unit_once_with_a_link_that_only_it_holds(on_sqlite, sink):
    from tempen.web.respond.links import digest
    from tempen.web.respond.models import Link

    contacts = add_contacts(5)
    assert (queue_invitations(), queue_invitations()) == (5, 0)
    send_all(sink)
    send_all(sink)
    assert set(sink.counts().values()) == {1} and len(sink.counts()) == 5
    assert states() == {"sent": 5}
    text = sink.taken[0][1].replace("=\r\n", "")
    token = text.split("/l/")[1].split()[0]
    assert Link.objects.get(digest=digest(token)).contact in contacts
    assert token not in str(list(Link.objects.values()))


def test_never_to_those_who_answered_declined_or_left_since_it_was_queued(on_sqlite, sink):
    from tempen.web.respond.models import Response, Unit

    contacts = add_contacts(5)
    queue_invitations()
    for contact, disposition in zip(
        contacts, ["complete", "declined", "not_eligible"], strict=False
    ):
        Unit.objects.filter(pk=contact.unit_id).update(disposition=disposition)
    Response.objects.create(unit=contacts[3].unit, status=Response.SUBMITTED)
    send_all(sink)
    assert list(sink.counts()) == [contacts[4].person.email]
    assert states() == {"sent": 1, "spared": 4}


def test_what_the_mail_server_says_is_what_becomes_of_a_mail(on_sqlite, sink):
    from tempen.web.office.models import Mail
    from tempen.web.respond.models import Contact, Person, Unit

    for name, unit in zip(
        ("nobody", "full", "cut", "good"), Unit.objects.order_by("code"), strict=False
    ):
        person = Person.objects.create(email=f"{name}@svar.example")
        Contact.objects.create(unit=unit, person=person)
    queue_invitations()
    send_all(sink)
    found = {m.contact.person.email.split("@")[0]: m for m in Mail.objects.all()}
    assert {name: mail.state for name, mail in found.items()} == {
        "nobody": "refused",  # a bounce: the address is doubtful now
        "full": "queued",  # a later try
        "cut": "uncertain",  # the server was given it and did not say
        "good": "sent",
    }
    assert found["nobody"].contact.doubt.startswith("bounced")
    assert found["nobody"].unit.disposition == "unreached"


def test_a_mail_server_that_is_down_costs_nothing_but_time(on_sqlite):
    from tempen.web.office.outbox import work_once
    from tempen.web.office.post import hand_over

    add_contacts(3)
    queue_invitations()
    work_once(lambda message, to: hand_over("smtp://127.0.0.1:9", message, to))
    assert states() == {"queued": 3}


def test_an_uncertain_mail_waits_for_a_person(on_sqlite, sink):
    from django.utils import timezone

    from tempen.web.office.models import Mail
    from tempen.web.office.outbox import begin, claim, decide, finish, recover
    from tempen.web.office.post import Handed

    add_contacts(2)
    queue_invitations()
    now = timezone.now()
    name, taken = claim(now)
    first = begin(taken[0], name, now)  # and its worker is not heard of any more
    assert recover(now) == (0, 0)
    assert recover(now + LATER) == (1, 1)
    assert states() == {"queued": 1, "uncertain": 1}
    assert begin(taken[1], name, now) is None  # what is no longer its own it does not send
    finish(first, Handed("sent"), name, now)  # but it tells what it knows, if it lives after all
    assert states() == {"queued": 1, "sent": 1}
    assert not decide(first.mail, again=True)
    Mail.objects.filter(pk=taken[1]).update(state="uncertain")
    assert decide(Mail.objects.get(pk=taken[1]), again=True)
    send_all(sink)
    assert states() == {"sent": 2}


def run_worker(sink, database: str, data) -> subprocess.Popen:
    from tempen.web.config import to_environ

    config = make_config(data, database, mail=sink.address)
    environ = os.environ | to_environ(config) | {"TEMPEN_MAIL_ONCE": "1"}
    return subprocess.Popen([sys.executable, "-m", "tempen.web.office.worker"], env=environ)


def test_two_workers_one_killed_in_mid_batch_and_a_rerun(on_each_database, sink, web_data, request):
    """40 mails, two workers, kill -9 of one: nobody gets two, and at most the one mail that it had
    in its hand is uncertain."""
    from django.utils import timezone

    from tempen.web.office.outbox import recover
    from tests.web import chosen

    sink.slow = 1.0
    add_contacts(40)
    assert queue_invitations() == 40
    workers = [run_worker(sink, chosen[0], web_data) for _ in range(2)]
    wait_for(lambda: claims() == 2 and sink.taken)  # each has a batch, and mails in its hand
    workers[0].send_signal(signal.SIGKILL)
    workers[0].wait()
    sink.slow = 0.0
    assert workers[1].wait(60) == 0  # it sent all but what the dead one had claimed
    assert sum(states().values()) == 40 and states()["sent"] < 40
    recover(timezone.now() + LATER)
    assert run_worker(sink, chosen[0], web_data).wait(60) == 0
    found = states()
    assert found["uncertain"] <= 1
    assert found["sent"] + found["uncertain"] == 40
    assert max(sink.counts().values()) == 1
    assert found["sent"] <= len(sink.counts()) <= 40


def claims() -> int:
    """How many workers hold mails now."""
    from tempen.web.office.models import Mail

    return Mail.objects.exclude(claim="").values("claim").distinct().count()


def wait_for(what, seconds: float = 60) -> None:
    until = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < until
        time.sleep(0.01)


@pytest.mark.parametrize(
    "email",
    [
        "a@b",
        "a b@c.example",
        "a@c.example\nBcc: x@y.example",
        "<a@c.example>",
        "å@c.example",
        "@c.example",
    ],
)
def test_what_is_no_address_is_never_written_to(on_sqlite, email):
    from tempen.web.office.post import is_address

    assert not is_address(email)
    assert is_address("anna.berg+svar@draksala.example")


def test_a_name_cannot_add_a_header(on_sqlite):
    from tempen.study.mail import Mail
    from tempen.web.office.post import make_message

    name = "Ada\r\nBcc: all@x.example"
    message = make_message(Mail("Hej", "Hej"), "a@b.example", name, "key", "sv")
    assert message["Bcc"] is None
    assert b"\r\nBcc" not in message.as_bytes()
