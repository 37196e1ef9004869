"""What the office owns: its staff, the plan as it was set going, the outbox, and the log."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils import timezone

from tempen.web.respond.models import Contact, Fieldwork, Unit


class Role(models.TextChoices):
    """Who may do what, each more than the one before."""

    READER = "reader"  # looks at the fieldwork
    ASSISTANT = "assistant"  # and at people: contacts, mail, reopening
    LEAD = "lead"  # and decides: plan, questionnaire, closing, erasing, staff


class Staff(AbstractBaseUser):
    """Somebody of the office.

    totp_secret    of the second factor; "" until it is set up
    totp_step      the last time step whose code was used: no code is good twice
    recovery       digests of the recovery codes that are left
    token_digest   of a link that lets its holder choose a password, once, until `token_until`
    """

    email = models.CharField(max_length=254, unique=True)
    name = models.CharField(max_length=200, blank=True)
    role = models.CharField(max_length=12, choices=Role, default=Role.READER)
    is_active = models.BooleanField(default=True)
    totp_secret = models.CharField(max_length=64, blank=True)
    totp_step = models.BigIntegerField(default=0)
    recovery = models.JSONField(default=list)
    token_digest = models.CharField(max_length=64, blank=True, db_index=True)
    token_until = models.DateTimeField(null=True)
    made_at = models.DateTimeField(default=timezone.now)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects = BaseUserManager()

    def may(self, role: str) -> bool:
        """Whether this role is enough for what needs `role`."""
        return Role.values.index(self.role) >= Role.values.index(role)


class Planned(models.Model):
    """A step of the plan that somebody set going: the worker queues its mails on the day."""

    fieldwork = models.ForeignKey(Fieldwork, models.CASCADE, related_name="planned")
    step = models.CharField(max_length=64)
    on = models.DateField()
    by = models.ForeignKey(Staff, models.SET_NULL, null=True)
    queued_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["fieldwork", "step"], name="one_planned")]


class MailState(models.TextChoices):
    """queued -> claimed -> handing -> sent, or an end of its own.

    What was claimed by a worker that died goes back to the queue: it was certainly not sent.
    What was being handed over when its worker died is uncertain: a person decides.
    """

    QUEUED = "queued"
    CLAIMED = "claimed"
    HANDING = "handing"
    SENT = "sent"
    UNCERTAIN = "uncertain"
    REFUSED = "refused"  # the mail server would not take it for this address
    SPARED = "spared"  # answered, declined or left since it was queued
    GIVEN_UP = "given_up"  # a person decided that it is not sent again


class Mail(models.Model):
    """The outbox: one row for a unit and step of a wave, ever. No text and no link is kept: both
    are made when the mail is handed over.

    claim   names the worker that has it; a worker that lost its claim sends nothing
    until   when the claim ends if the worker is not heard of
    """

    fieldwork = models.ForeignKey(Fieldwork, models.CASCADE, related_name="mails")
    unit = models.ForeignKey(Unit, models.CASCADE, related_name="mails")
    step = models.CharField(max_length=80)
    contact = models.ForeignKey(Contact, models.SET_NULL, null=True, related_name="mails")
    state = models.CharField(max_length=12, choices=MailState, default=MailState.QUEUED)
    not_before = models.DateTimeField(default=timezone.now)
    attempts = models.PositiveIntegerField(default=0)
    claim = models.CharField(max_length=32, blank=True)
    until = models.DateTimeField(null=True)
    queued_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True)
    bounced_at = models.DateTimeField(null=True)
    replied_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["fieldwork", "unit", "step"], name="one_mail")
        ]
        indexes = [
            models.Index(fields=["state", "not_before"], name="mail_state"),
            models.Index(fields=["fieldwork", "step", "state"], name="mail_step"),
        ]


class Entry(models.Model):
    """The audit log: who did what, when, to which unit. Rows are only ever added.

    facts  ids and counts; never an answer, an address or a token
    """

    at = models.DateTimeField(default=timezone.now, db_index=True)
    staff = models.ForeignKey(Staff, models.SET_NULL, null=True)
    who = models.CharField(max_length=254, blank=True)
    action = models.CharField(max_length=64)
    unit = models.ForeignKey(Unit, models.SET_NULL, null=True)
    facts = models.JSONField(default=dict)
