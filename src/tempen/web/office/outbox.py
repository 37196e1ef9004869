"""The outbox: a unit gets each step of a wave once, whatever dies in between.

    queue -> claim -> begin (on disk) -> hand over -> finish (on disk)

A worker that dies before `begin` leaves mails that were certainly not sent: they are queued again.
One that dies between `begin` and `finish` leaves one mail of which nobody knows: a person decides.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import connection
from django.utils import timezone

from tempen.study.mail import compose
from tempen.terms.study import MailStep
from tempen.web.office.audience import recipients, wants_mail
from tempen.web.office.models import Mail, MailState, Planned
from tempen.web.office.post import Handed, Transport, is_address, make_message
from tempen.web.office.words import say_date
from tempen.web.respond.links import make_link
from tempen.web.respond.models import Contact, Disposition, Event, Fieldwork, Unit
from tempen.web.study import served
from tempen.web.transact import at_once

BATCH = 20
LEASE = timedelta(minutes=5)  # longer than the mail server may be silent in one hand-over
AGAIN = [timedelta(minutes=n) for n in (1, 5, 15, 60, 240)]  # after a mail server that failed
COLLEAGUE = "colleague-"  # + contact: whom a contact invited to answer a part
EXTRA = "again-"  # a step of its own for a new contact of a unit


def find_step(name: str) -> MailStep:
    """The step of the plan; a new contact gets the first once more, under a name of its own."""
    if name.startswith(COLLEAGUE):
        return MailStep("colleague", 0, "unanswered")
    plan = served().study.fieldwork.mail
    if name.startswith(EXTRA):
        return MailStep(plan[0].id if plan else "invitation", 0, "unanswered")
    return next((step for step in plan if step.id == name), MailStep(name, 0, "unanswered"))


# --- into the outbox ------------------------------------------------------------------------


def queue_step(fieldwork: Fieldwork, step: MailStep) -> int:
    """Put the step's mails into the outbox; those that are there already stay as they are."""
    found = recipients(fieldwork, step.to).select_related("person").order_by("pk")
    return queue(fieldwork, step.id, found)


def queue(fieldwork: Fieldwork, step: str, contacts: Iterable[Contact]) -> int:
    before = Mail.objects.filter(fieldwork=fieldwork, step=step).count()
    made = [
        Mail(fieldwork=fieldwork, unit_id=contact.unit_id, step=step, contact=contact)
        for contact in contacts
        if is_address(contact.person.email)
    ]
    Mail.objects.bulk_create(made, batch_size=500, ignore_conflicts=True)
    return Mail.objects.filter(fieldwork=fieldwork, step=step).count() - before


def queue_due(fieldwork: Fieldwork, today: date) -> int:
    """Queue the steps that were set going and whose day has come."""
    if fieldwork.status != Fieldwork.OPEN:
        return 0
    made = 0
    with at_once():
        due = Planned.objects.filter(fieldwork=fieldwork, queued_at=None, on__lte=today)
        for planned in due.select_for_update():
            made += queue_step(fieldwork, find_step(planned.step))
            planned.queued_at = timezone.now()
            planned.save(update_fields=["queued_at"])
    return made


# --- out of the outbox ----------------------------------------------------------------------


def claim(now: datetime, most: int = BATCH) -> tuple[str, list[int]]:
    """Take mails out of the queue for this worker alone; the claim's name and the mails.

    On PostgreSQL rows that another worker is taking are passed by (SKIP LOCKED); on SQLite each
    transaction holds the one write lock from its start (BEGIN IMMEDIATE).
    """
    name = secrets.token_hex(16)
    with at_once():
        due = Mail.objects.filter(state=MailState.QUEUED, not_before__lte=now).order_by("pk")
        skip = connection.features.has_select_for_update_skip_locked
        rows = due.select_for_update(skip_locked=skip)[:most]
        taken = [mail.pk for mail in rows.only("pk")]
        Mail.objects.filter(pk__in=taken, state=MailState.QUEUED).update(
            state=MailState.CLAIMED, claim=name, until=now + LEASE
        )
    return name, taken


def recover(now: datetime) -> tuple[int, int]:
    """What dead workers left: queued again, and uncertain."""
    late = Mail.objects.filter(until__lt=now)
    again = late.filter(state=MailState.CLAIMED).update(
        state=MailState.QUEUED, claim="", until=None
    )
    uncertain = late.filter(state=MailState.HANDING).update(state=MailState.UNCERTAIN, until=None)
    return again, uncertain


@dataclass(frozen=True)
class Begun:
    mail: Mail
    to: str
    name: str
    lang: str
    link: str
    attempts: int


def begin(pk: int, name: str, now: datetime) -> Begun | None:
    """From here on the mail counts as perhaps sent; None where it is not to be sent.

    Whether the unit still is to be asked is decided here, not when the mail was queued.
    """
    with at_once():
        mail = (
            Mail.objects.select_for_update(of=("self",))
            .filter(pk=pk, state=MailState.CLAIMED, claim=name)
            .select_related("unit__fieldwork", "contact__person")
            .first()
        )
        if mail is None:
            return None
        contact = mail.contact
        usable = contact and not contact.removed_at and is_address(contact.person.email)
        open_ = mail.fieldwork.status == Fieldwork.OPEN
        if not (usable and open_ and wants_mail(mail.unit, find_step(mail.step).to)):
            mail.state, mail.claim, mail.until = MailState.SPARED, "", None
            mail.save(update_fields=["state", "claim", "until"])
            return None
        assert contact is not None
        attempts = int(str(mail.attempts)) + 1
        mail.state, mail.until, mail.attempts = MailState.HANDING, now + LEASE, attempts
        mail.save(update_fields=["state", "until", "attempts"])
        lang = served().known(contact.person.lang)
        link = make_link(contact)
        return Begun(mail, contact.person.email, contact.person.name, lang, link, attempts)


def send(begun: Begun, transport: Transport) -> Handed:
    unit, step = begun.mail.unit, find_step(begun.mail.step)
    facts = {
        "name": begun.name,
        "organisation": unit.name,
        "link": begun.link,
        "last_day": say_date(served().wave.closes, begun.lang),
    }
    words = compose(served().study, begun.lang, step.id, facts)
    key = f"{unit.fieldwork_id}:{unit.pk}:{begun.mail.step}"
    return transport(make_message(words, begun.to, begun.name, key, begun.lang), begun.to)


def finish(begun: Begun, handed: Handed, name: str, now: datetime) -> None:
    """Write down what became of it. A worker that was thought dead may still tell the truth."""
    mail = begun.mail
    own = Mail.objects.filter(
        pk=mail.pk, claim=name, state__in=(MailState.HANDING, MailState.UNCERTAIN)
    )
    done: dict[str, object] = {"until": None, "claim": "", "reason": handed.reason}
    if handed.outcome == "sent":
        done |= {"state": MailState.SENT, "sent_at": now}
    elif handed.outcome == "refused":
        done |= {"state": MailState.REFUSED, "bounced_at": now}
    elif handed.outcome == "later":
        wait = AGAIN[min(begun.attempts, len(AGAIN)) - 1]
        done |= {"state": MailState.QUEUED, "not_before": now + wait}
    else:
        done |= {"state": MailState.UNCERTAIN}
    with at_once():
        if own.update(**done) and handed.outcome in ("sent", "refused"):
            tell_event(mail, handed)


def tell_event(mail: Mail, handed: Handed) -> None:
    kind = "mail_sent" if handed.outcome == "sent" else "mail_refused"
    Event.objects.create(
        fieldwork_id=mail.fieldwork_id,
        unit=mail.unit,
        contact=mail.contact,
        kind=kind,
        facts={"step": mail.step},
    )
    if handed.outcome == "refused":
        note_bounce(mail, handed.reason)


def note_bounce(mail: Mail, reason: str) -> None:
    """The contact cannot be reached: no more mail until somebody has looked at the address."""
    Contact.objects.filter(pk=mail.contact_id, doubt="").update(doubt=f"bounced: {reason}"[:300])
    Unit.objects.filter(pk=mail.unit_id, disposition=Disposition.NOT_STARTED).update(
        disposition=Disposition.UNREACHED, disposition_at=timezone.now()
    )


def work_once(transport: Transport, most: int = BATCH) -> int:
    """Recover, claim and hand over one batch; how many were handed over."""
    recover(timezone.now())
    name, taken = claim(timezone.now(), most)
    done = 0
    for pk in taken:
        Mail.objects.filter(claim=name, state=MailState.CLAIMED).update(
            until=timezone.now() + LEASE
        )
        begun = begin(pk, name, timezone.now())
        if begun is None:
            continue
        finish(begun, send(begun, transport), name, timezone.now())
        done += 1
        pause()
    return done


def pause() -> None:
    """Mail servers count: no more than the installation says in a second."""
    import time

    rate = getattr(settings, "TEMPEN_MAIL_RATE", 0)
    if rate:
        time.sleep(1 / rate)


# --- what a person decides ------------------------------------------------------------------


def decide(mail: Mail, again: bool) -> bool:
    """Of an uncertain mail: send it again, or let it be. False where it is not uncertain."""
    state = MailState.QUEUED if again else MailState.GIVEN_UP
    own = Mail.objects.filter(pk=mail.pk, state=MailState.UNCERTAIN)
    return own.update(state=state, claim="", until=None, not_before=timezone.now()) == 1
