"""A mail made into a message and handed to a mail server, or put into the folder of a trial run.

What a hand-over can end as matters more than that it ended: taken, not sent for certain (try
later), refused for this address, or nobody knows. The last is when the connection breaks after the
server was given the message and before it said what became of it.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import smtplib
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from pathlib import Path
from typing import Literal
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.utils import timezone

from tempen.study.mail import Mail as Words
from tempen.study.mail import one_line
from tempen.web.config import Config

Outcome = Literal["sent", "later", "refused", "uncertain"]
TIMEOUT = 30  # seconds for each word of the mail server
PORTS = {"smtp": 25, "smtps": 465, "smtp+starttls": 587}
BOX = "mail"  # the folder of a trial run, in the data folder


@dataclass(frozen=True)
class Handed:
    outcome: Outcome
    reason: str = ""


Transport = Callable[[EmailMessage, str], Handed]


def find_transport(config: Config) -> Transport | None:
    """How this installation sends: a mail server, a demonstration's folder, or not at all."""
    if config.mail:
        return lambda message, to: hand_over(config.mail, message, to)
    if config.demo:
        return lambda message, to: put_into_box(config.data / BOX, message, to)
    return None


def is_address(email: str) -> bool:
    """Whether a message can be addressed to it: one @, no blanks, nothing that ends a header."""
    name, at, host = email.rpartition("@")
    plain = (
        email.isascii() and email.isprintable() and not any(c in ' \t,;:<>()[]"\\' for c in email)
    )
    return bool(at and name and "@" not in name and "." in host.strip(".") and plain)


def make_message(words: Words, to: str, name: str, key: str, lang: str) -> EmailMessage:
    """The message; `key` gives its Message-ID, so that the same mail twice is one to a reader."""
    config = settings.TEMPEN
    sender = config.sender or f"tempen@{urlsplit(config.address).hostname or 'localhost'}"
    user, _, host = to.rpartition("@")
    message = EmailMessage(policy=SMTP)
    message["From"] = sender
    message["To"] = Address(one_line(name), user, host)
    message["Subject"] = words.subject
    message["Date"] = format_datetime(timezone.now())
    message["Message-ID"] = message_id(key)
    message["Content-Language"] = lang
    message["Auto-Submitted"] = "auto-generated"  # so that nobody's holiday answers it
    message.set_content(words.body, cte="quoted-printable")
    return message


def message_id(key: str) -> str:
    config = settings.TEMPEN
    mark = hashlib.sha256(f"{config.secret}:{key}".encode()).hexdigest()[:32]
    return f"<{mark}@{urlsplit(config.address).hostname or 'localhost'}>"


def hand_over(address: str, message: EmailMessage, to: str) -> Handed:
    """Give the message to the mail server at smtp://user:password@host:port."""
    url = urlsplit(address)
    sender = str(message["From"].addresses[0].addr_spec)
    try:
        server = connect(url.scheme, url.hostname or "localhost", url.port)
    except (OSError, smtplib.SMTPException) as error:
        return Handed("later", tell(error))
    try:
        if url.username:
            server.login(unquote(url.username), unquote(url.password or ""))
        found = envelope(server, sender, to)
        if found is None:
            found = give(server, message)
    except (OSError, smtplib.SMTPException) as error:  # before the message was begun
        found = Handed("later", tell(error))
    with contextlib.suppress(OSError, smtplib.SMTPException):
        server.quit()
    return found


def connect(scheme: str, host: str, port: int | None) -> smtplib.SMTP:
    port = port or PORTS.get(scheme, 25)
    own = urlsplit(settings.TEMPEN.address).hostname or "localhost"  # not asked of a name server
    if scheme == "smtps":
        secure = ssl.create_default_context()
        return smtplib.SMTP_SSL(host, port, own, timeout=TIMEOUT, context=secure)
    server = smtplib.SMTP(host, port, own, timeout=TIMEOUT)
    try:
        server.ehlo_or_helo_if_needed()
        if scheme == "smtp+starttls":
            server.starttls(context=ssl.create_default_context())
            server.ehlo()
    except (OSError, smtplib.SMTPException):
        server.close()
        raise
    return server


def envelope(server: smtplib.SMTP, sender: str, to: str) -> Handed | None:
    """From whom and to whom; None where the server goes along."""
    code, said = server.mail(sender)
    if code != 250:
        return Handed("later", f"{code} {plain(said)}")
    code, said = server.rcpt(to)
    if code in (250, 251):
        return None
    return Handed("refused" if code >= 500 else "later", f"{code} {plain(said)}")


def give(server: smtplib.SMTP, message: EmailMessage) -> Handed:
    """The message itself; a silence from here on leaves it uncertain."""
    try:
        code, said = server.data(message.as_bytes())
    except smtplib.SMTPDataError as error:  # it would not begin
        return Handed("later", f"{error.smtp_code} {plain(error.smtp_error)}")
    except (OSError, smtplib.SMTPException) as error:
        return Handed("uncertain", tell(error))
    if code == 250:
        return Handed("sent")
    return Handed("refused" if code >= 500 else "later", f"{code} {plain(said)}")


def plain(said: bytes | str) -> str:
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    return one_line(text)[:200]


def tell(error: Exception) -> str:
    return one_line(f"{type(error).__name__}: {error}")[:200]


def put_into_box(box: Path, message: EmailMessage, to: str) -> Handed:
    """A file for each message, there whole or not at all, in a folder for its owner alone."""
    box.mkdir(mode=0o700, exist_ok=True)
    name = hashlib.sha256(f"{message['Message-ID']}{to}".encode()).hexdigest()[:24]
    fresh = box / f".{name}"
    with fresh.open("wb") as file:
        file.write(message.as_bytes())
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(box / f"{timezone.now():%Y%m%dT%H%M%S%f}-{name}.eml")
    return Handed("sent")
