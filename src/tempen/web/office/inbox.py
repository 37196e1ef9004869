"""What came back to the sender's mailbox: bounces and replies, found by the Message-ID of ours.

The mailbox is a Maildir (or any folder of messages) that the mail server delivers to; it is only
read. A bounce is a delivery report that failed (RFC 3464); an automatic answer (RFC 3834) is
neither a bounce nor a reply.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage, Message
from pathlib import Path
from typing import Literal

from django.utils import timezone

from tempen.study.mail import one_line
from tempen.web.office.models import Mail, MailState
from tempen.web.office.outbox import note_bounce
from tempen.web.office.post import message_id
from tempen.web.respond.models import Event, Fieldwork
from tempen.web.transact import at_once

MOST = 2_000_000  # bytes of a message that are looked at
ID = re.compile(r"<[0-9a-f]{32}@[^<>\s]+>")

Kind = Literal["bounced", "replied", "automatic"]


@dataclass(frozen=True)
class Came:
    """A message that answers one of ours; `about` holds the ids that it names."""

    kind: Kind
    about: frozenset[str]
    reason: str = ""


def read_message(data: bytes) -> Came:
    """What a message is, and what it is about."""
    message = message_from_bytes(data, policy=policy.default)
    about = frozenset(ID.findall(named(message)))
    if message.get_content_type() == "multipart/report":
        failed, reason = read_report(message)
        return Came("bounced" if failed else "automatic", about, reason)
    auto = str(message.get("Auto-Submitted", "no")).split(";")[0].strip().lower()
    return Came("automatic" if auto != "no" else "replied", about)


def named(message: Message) -> str:
    """Everywhere that the id of an earlier message may stand."""
    heads = [str(message.get(name, "")) for name in ("In-Reply-To", "References")]
    for part in message.walk():
        if part.get_content_type() in ("message/rfc822", "text/rfc822-headers"):
            heads.append(part.as_string())
    return " ".join(heads)


def read_report(message: EmailMessage) -> tuple[bool, str]:
    """Whether a delivery failed for good, and what the mail server said."""
    for part in message.walk():
        if part.get_content_type() != "message/delivery-status":
            continue
        for fields in part.get_payload():  # type: ignore[union-attr]
            if not isinstance(fields, Message):
                continue
            if str(fields.get("Action", "")).strip().lower() == "failed":
                told = str(fields.get("Diagnostic-Code") or fields.get("Status") or "")
                return True, one_line(told)[:200]
    return False, ""


def messages(folder: Path) -> Iterator[bytes]:
    """Every message of a Maildir, or of a folder of files."""
    places = [folder / name for name in ("new", "cur") if (folder / name).is_dir()] or [folder]
    for place in places:
        for path in sorted(place.iterdir()):
            if path.is_file() and not path.name.startswith("."):
                with path.open("rb") as file:
                    yield file.read(MOST)


def read_inbox(fieldwork: Fieldwork, folder: Path) -> Counter[str]:
    """Note what came back, each thing once however often the mailbox is read; counts by kind."""
    sent = Mail.objects.filter(fieldwork=fieldwork).exclude(state=MailState.QUEUED)
    ids = {
        message_id(f"{fieldwork.pk}:{unit}:{step}"): pk
        for pk, unit, step in sent.values_list("pk", "unit_id", "step")
    }
    done: Counter[str] = Counter()
    for data in messages(folder):
        came = read_message(data)
        for id in came.about & ids.keys():
            if came.kind != "automatic" and note(ids[id], came):
                done[came.kind] += 1
    return done


def note(pk: int, came: Came) -> bool:
    """False where it was noted before."""
    field = f"{came.kind}_at"
    with at_once():
        fresh = Mail.objects.filter(pk=pk, **{field: None})
        if not fresh.update(**{field: timezone.now()}):
            return False
        mail = Mail.objects.select_related("unit", "contact").get(pk=pk)
        if came.kind == "bounced":
            note_bounce(mail, came.reason)
        Event.objects.create(
            fieldwork_id=mail.fieldwork_id,
            unit=mail.unit,
            contact=mail.contact,
            kind=f"mail_{came.kind}",
            facts={"step": mail.step},
        )
    return True
