"""Who gets a mail: never anybody who has answered, declined or left."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet

from tempen.terms.study import Audience
from tempen.web.respond.models import Contact, Disposition, Fieldwork, Response, Unit

WAITING = {
    "everyone": (Disposition.NOT_STARTED, Disposition.STARTED, Disposition.UNREACHED),
    "not_started": (Disposition.NOT_STARTED, Disposition.UNREACHED),
    "started": (Disposition.STARTED,),
    "unanswered": (Disposition.NOT_STARTED, Disposition.STARTED, Disposition.UNREACHED),
}


def in_audience(to: Audience) -> Q:
    """Units that are still to be asked. Unreached ones are asked again once their contact has
    been replaced: the one who could not be reached has a doubt."""
    return Q(eligible=True, merged_into=None, disposition__in=WAITING[to])


def audience(fieldwork: Fieldwork, to: Audience) -> QuerySet[Unit]:
    submitted = Response.objects.filter(unit=OuterRef("pk"), status=Response.SUBMITTED)
    return Unit.objects.filter(in_audience(to), fieldwork=fieldwork).exclude(Exists(submitted))


def recipients(fieldwork: Fieldwork, to: Audience) -> QuerySet[Contact]:
    """The contact of each unit in the audience that a mail can be sent to."""
    return Contact.objects.filter(
        unit__in=audience(fieldwork, to), main=True, removed_at=None, doubt=""
    ).exclude(person__email="")


def wants_mail(unit: Unit, to: Audience) -> bool:
    """As the audience has it, of one unit at this moment."""
    return audience(unit.fieldwork, to).filter(pk=unit.pk).exists()
