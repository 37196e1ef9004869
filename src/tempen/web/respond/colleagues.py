"""Colleagues answer together: the contact invites them to sections, each with a link of their own.

The link is shown once, to be passed on; where the installation sends mail, one with a link of its
own goes through the office's outbox as well, once for each colleague.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from tempen.study import texts
from tempen.web.errors import too_many
from tempen.web.limits import attempt
from tempen.web.office.outbox import COLLEAGUE, queue
from tempen.web.office.post import find_transport
from tempen.web.respond import answers
from tempen.web.respond.links import make_link, revoke_links
from tempen.web.respond.models import Contact, Grant, Person
from tempen.web.respond.pages import Desk, seated, see_other, show
from tempen.web.transact import at_once

MOST, SPAN = 20, timedelta(hours=1)  # invitations from one organisation


@seated
def colleagues(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Who answers with us, and a form to invite one more."""
    if desk.seat.contact.sections:
        raise Http404
    if request.method != "POST":
        return show_colleagues(request, desk)
    if not desk.seat.open:
        return see_other("respond:overview", desk.seat.contact.pk)
    name = request.POST.get("name", "").strip()[:200]
    email = request.POST.get("email", "").strip()[:254]
    known = {page.section for page in desk.questionnaire.pages}
    chosen = dict(request.POST.lists()).get("sections", [])
    sections = [section for section in chosen if section in known]
    known_as = find_colleague(desk, email)
    problems = find_problems(name, email, sections)
    if known_as is not None and not is_mine(desk, known_as):
        problems.add("known")
    if problems:
        typed = {"name": name, "email": email, "sections": sections}
        return show_colleagues(request, desk, 422, problems=problems, typed=typed)
    wait = attempt("invite", str(desk.seat.unit.pk), MOST, SPAN)
    if wait:
        return too_many(request, wait)
    whole = len(sections) == len(known)
    link, queued = invite(desk, name, email, [] if whole else sections)
    mailed = queued and find_transport(settings.TEMPEN) is not None
    return show_colleagues(request, desk, link=link, link_to=name, mailed=mailed)


def find_colleague(desk: Desk, email: str) -> Contact | None:
    """Whoever answers for this unit at the address now."""
    mine = Contact.objects.filter(unit=desk.seat.unit, removed_at=None)
    return mine.filter(person__email__iexact=email).first()


def is_mine(desk: Desk, known: Contact) -> bool:
    """Whether one may invite somebody again, and remove them: those whom one has invited, and as
    the unit's contact every colleague. A new link is shown to whoever asks for it."""
    me = desk.seat.contact
    if known.main or known.pk == me.pk:
        return False
    return bool(me.main) or known.invited_by_id == me.pk


def find_problems(name: str, email: str, sections: list[str]) -> set[str]:
    """The fields that must be mended."""
    problems = set() if name else {"name"}
    try:
        validate_email(email)
    except ValidationError:
        problems.add("email")
    return problems | (set() if sections else {"sections"})


def invite(desk: Desk, name: str, email: str, sections: list[str]) -> tuple[str, bool]:
    """A contact of the unit for the colleague: the address of their link, and whether a mail goes.

    Somebody who was invited before gets these sections as well, and a new link; a mail only once.
    Somebody who answered before and was removed begins anew.
    """
    seat = desk.seat
    with at_once():
        found = Contact.objects.filter(unit=seat.unit, person__email__iexact=email).first()
        if found is None:
            person = Person.objects.create(name=name, email=email, lang=desk.lang)
            found = Contact.objects.create(
                unit=seat.unit,
                person=person,
                main=False,
                sections=" ".join(sections),
                invited_by=seat.contact,
            )
        elif found.removed_at is not None:
            found.main, found.sections, found.invited_by = False, " ".join(sections), seat.contact
            found.removed_at = None
            found.save(update_fields=["main", "sections", "invited_by", "removed_at"])
        else:
            both = dict.fromkeys([*found.sections.split(), *sections])
            found.sections = " ".join(both) if found.sections and sections else ""
            found.save(update_fields=["sections"])
        link = make_link(found)
        queued = queue(seat.fieldwork, f"{COLLEAGUE}{found.pk}", [found])
        answers.log(seat, "colleague_invited", timezone.now())
    return link, queued > 0


def show_colleagues(
    request: HttpRequest, desk: Desk, status: int = 200, **more: Any
) -> HttpResponse:
    study = desk.here.study
    labels = {
        page.section: texts.section_label(study, desk.lang, page.section)
        for page in desk.questionnaire.pages
    }
    found = Contact.objects.filter(unit=desk.seat.unit, removed_at=None).select_related("person")
    people = [
        {
            "id": contact.pk,
            "name": contact.person.name or contact.person.email,
            "email": contact.person.email,
            "sections": [labels[s] for s in contact.sections.split() if s in labels],
            "me": contact.pk == desk.seat.contact.pk,
            "mine": is_mine(desk, contact),
        }
        for contact in found.order_by("added_at", "pk")
    ]
    return show(
        request, desk, "colleagues", status, people=people, labels=list(labels.items()), **more
    )


@require_POST
@seated
def remove(request: HttpRequest, desk: Desk, colleague: int) -> HttpResponse:
    """A colleague that one invited, or of whom one is the contact, can no longer answer; their
    answers stay."""
    seat, at = desk.seat, timezone.now()
    with at_once():
        found = Contact.objects.filter(pk=colleague, unit=seat.unit).first()
        if found is not None and is_mine(desk, found) and not seat.contact.sections:
            revoke_links(found, at)
            Grant.objects.filter(contact=found).delete()
            Contact.objects.filter(pk=found.pk).update(removed_at=at)
            answers.log(seat, "colleague_removed", at)
    return see_other("respond:colleagues", seat.contact.pk)
