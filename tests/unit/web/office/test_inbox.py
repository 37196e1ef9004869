"""What comes back to the sender's mailbox: bounces, replies, and answers of machines."""

from __future__ import annotations

import pytest

from tests.unit.web.office.field import contact_of

BOUNCE = """\
From: MAILER-DAEMON@mail.example
To: survey@office.example
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

It could not be delivered.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.example

Final-Recipient: rfc822; k001@svar.example
Action: {action}
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 no such user
--b
Content-Type: text/rfc822-headers

From: survey@office.example
Message-ID: {id}
--b--
"""
REPLY = (
    "From: k002@svar.example\nSubject: SV: Enkät\nIn-Reply-To: {id}\n{more}\nVi svarar i morgon.\n"
)


@pytest.fixture
def mails(on_sqlite):
    """Two invitations that were sent; the id of each by its unit."""
    from tempen.web.office.models import Mail
    from tempen.web.office.post import message_id
    from tempen.web.respond.fieldwork import current

    found = {}
    for code in ("k001", "k002"):
        contact = contact_of(code)
        mail = Mail.objects.create(
            fieldwork=current(), unit=contact.unit, contact=contact, step="invitation", state="sent"
        )
        found[code] = message_id(f"{mail.fieldwork_id}:{mail.unit_id}:{mail.step}")
    return found


def read(folder, *texts):
    from tempen.web.office.inbox import read_inbox
    from tempen.web.respond.fieldwork import current

    (folder / "new").mkdir(exist_ok=True)
    for at, text in enumerate(texts):
        (folder / "new" / f"{at}.mail").write_text(text, "utf-8")
    return read_inbox(current(), folder)


def test_a_bounce_makes_the_address_doubtful_and_a_reply_is_noted_each_once(mails, tmp_path):
    from tempen.web.office.models import Mail
    from tempen.web.respond.models import Contact, Unit

    texts = (
        BOUNCE.format(id=mails["k001"], action="failed"),
        REPLY.format(id=mails["k002"], more=""),
    )
    assert read(tmp_path, *texts) == {"bounced": 1, "replied": 1}
    assert read(tmp_path, *texts) == {}
    assert "no such user" in Contact.objects.get(unit__code="k001").doubt
    assert Unit.objects.get(code="k001").disposition == "unreached"
    assert Unit.objects.get(code="k002").disposition == "not_started"
    kept = {m.unit.code: (bool(m.bounced_at), bool(m.replied_at)) for m in Mail.objects.all()}
    assert kept == {"k001": (True, False), "k002": (False, True)}


def test_delays_holiday_answers_and_letters_of_others_are_nothing(mails, tmp_path):
    away = "Auto-Submitted: auto-replied\n"
    texts = [
        BOUNCE.format(id=mails["k001"], action="delayed"),
        REPLY.format(id=mails["k002"], more=away),
        REPLY.format(id="<other@elsewhere.example>", more=""),
        "no message at all \x00",
    ]
    assert read(tmp_path, *texts) == {}
