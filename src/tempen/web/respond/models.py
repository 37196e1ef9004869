"""What fieldwork must keep transactionally: units, people, links, responses, answers, events.

Answers are only ever added: each is a revision of one item in one response, and the last revision
is what holds. Texts and questions stay files; `Version` keeps each state of them that was open.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone


class Fieldwork(models.Model):
    """The fieldwork of one wave of the served study."""

    PREPARING, OPEN, CLOSED = "preparing", "open", "closed"

    study = models.CharField(max_length=64)
    wave = models.CharField(max_length=64)
    status = models.CharField(max_length=12, default=PREPARING)
    demo = models.BooleanField(default=False)
    opened_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["study", "wave"], name="one_fieldwork")]


class Version(models.Model):
    """A state of the questionnaire and its texts: never changed, only followed by the next."""

    fieldwork = models.ForeignKey(Fieldwork, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    files = models.JSONField()  # path in the study folder -> its text
    why = models.TextField(blank=True)
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["fieldwork", "number"], name="one_version")]


class Disposition(models.TextChoices):
    """What became of a unit, by AAPOR's names (Standard Definitions, 10th ed.)."""

    NOT_STARTED = "not_started", "Nothing returned"  # 2.20 non-contact, until more is known
    STARTED = "started", "Started"  # 2.12 break-off or partial, by what is answered at the end
    COMPLETE = "complete", "Complete"  # 1.1
    DECLINED = "declined", "Refusal"  # 2.11
    NOT_ELIGIBLE = "not_eligible", "Not eligible"  # 4.0
    UNREACHED = "unreached", "Undeliverable"  # 3.30


class Unit(models.Model):
    """A row of the wave's frame.

    cell         its levels of the frame's domains, in the study's order, joined by "|": one
                 GROUP BY cell, disposition counts every domain at once
    columns      the other columns of the frame, as they stood
    merged_into  the unit that took it over during fieldwork
    """

    fieldwork = models.ForeignKey(Fieldwork, models.CASCADE, related_name="units")
    code = models.CharField(max_length=64)
    name = models.CharField(max_length=300)
    cell = models.CharField(max_length=300, default="")
    columns = models.JSONField(default=dict)
    eligible = models.BooleanField(default=True)
    disposition = models.CharField(
        max_length=12, choices=Disposition, default=Disposition.NOT_STARTED
    )
    disposition_at = models.DateTimeField(null=True)
    disposition_note = models.TextField(blank=True)
    merged_into = models.ForeignKey("self", models.SET_NULL, null=True, related_name="merged")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["fieldwork", "code"], name="one_unit")]
        indexes = [
            models.Index(fields=["fieldwork", "cell", "disposition"], name="unit_cell"),
            models.Index(fields=["fieldwork", "disposition", "name"], name="unit_disposition"),
        ]


class Person(models.Model):
    """Somebody who answers; erased by emptying the row, so that answers stay whole."""

    name = models.CharField(max_length=200, blank=True)
    email = models.CharField(max_length=254, blank=True, db_index=True)
    phone = models.CharField(max_length=60, blank=True)
    lang = models.CharField(max_length=12, blank=True)
    erased_at = models.DateTimeField(null=True)


class Contact(models.Model):
    """A person who answers for a unit: for the whole, or for sections a colleague invited to.

    sections  ids of sections with blanks between them; "" all
    doubt     why the address may be wrong; "" where nothing is known
    """

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="contacts")
    person = models.ForeignKey(Person, models.CASCADE, related_name="contacts")
    main = models.BooleanField(default=True)
    sections = models.TextField(blank=True)
    invited_by = models.ForeignKey("self", models.SET_NULL, null=True, related_name="invited")
    doubt = models.TextField(blank=True)
    added_at = models.DateTimeField(default=timezone.now)
    removed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit", "person"], name="one_contact")]


class Link(models.Model):
    """A personal address. Only the digest of its token is kept; see `links.make_link`."""

    contact = models.ForeignKey(Contact, models.CASCADE, related_name="links")
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    used_at = models.DateTimeField(null=True)


class Visit(models.Model):
    """A browser that has shown a link: the respondent's session. The cookie holds the key."""

    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(db_index=True)


class Grant(models.Model):
    """What a visit may answer: one row for each link that was shown in it."""

    visit = models.ForeignKey(Visit, models.CASCADE, related_name="grants")
    contact = models.ForeignKey(Contact, models.CASCADE, related_name="grants")
    link = models.ForeignKey(Link, models.CASCADE, related_name="grants")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["visit", "contact"], name="one_grant")]


class Response(models.Model):
    """A unit's return in the wave.

    page  the furthest section that was saved: where those who stopped did stop
    """

    OPEN, SUBMITTED = "open", "submitted"

    unit = models.OneToOneField(Unit, models.CASCADE, related_name="response")
    status = models.CharField(max_length=12, default=OPEN)
    version = models.ForeignKey(Version, models.PROTECT, null=True)
    lang = models.CharField(max_length=12, blank=True)
    page = models.CharField(max_length=64, blank=True)
    started_at = models.DateTimeField(default=timezone.now)
    saved_at = models.DateTimeField(null=True)
    submitted_at = models.DateTimeField(null=True, db_index=True)
    submitted_by = models.ForeignKey(Contact, models.SET_NULL, null=True, related_name="+")
    reopened_at = models.DateTimeField(null=True)


class Answer(models.Model):
    """One revision of the answer to one item: a row is added, never changed.

    value  what `tempen.collect` accepted, as JSON: a text, or row -> level; null when it was
           taken away
    how    entered, confirmed (last wave's answer, confirmed), resolved (chosen in a conflict)
    """

    response = models.ForeignKey(Response, models.CASCADE, related_name="answers", db_index=False)
    item = models.CharField(max_length=64)
    revision = models.PositiveIntegerField()
    value = models.JSONField(null=True)
    how = models.CharField(max_length=12, default="entered")
    contact = models.ForeignKey(Contact, models.SET_NULL, null=True, db_index=False)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["response", "item", "revision"], name="one_revision")
        ]


class LastAnswer(models.Model):
    """The last wave's answer to a factual item: offered as a start, never an answer by itself."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="last_answers", db_index=False)
    item = models.CharField(max_length=64)
    wave = models.CharField(max_length=64)
    value = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit", "item"], name="one_last_answer")]


class Event(models.Model):
    """What happened in the fieldwork, in order: link_made, opened, started, submitted, declined…

    facts  what the kind needs; never an answer or a token
    """

    fieldwork = models.ForeignKey(Fieldwork, models.CASCADE, related_name="events")
    unit = models.ForeignKey(Unit, models.CASCADE, null=True, related_name="events")
    contact = models.ForeignKey(Contact, models.SET_NULL, null=True, db_index=False)
    kind = models.CharField(max_length=24)
    at = models.DateTimeField(default=timezone.now)
    facts = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["fieldwork", "kind", "at"], name="event_kind")]


class Attempt(models.Model):
    """How often something was tried within a span of time, by whom: rate limits.

    key  what is limited and a digest of who tries; `until` ends the span
    """

    key = models.CharField(max_length=80, unique=True)
    count = models.PositiveIntegerField(default=0)
    until = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(count__gte=0), name="count_positive")]
