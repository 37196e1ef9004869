"""One person: everything that is held about them, and its erasure. And the staff, and the log."""

from __future__ import annotations

import json

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from tempen.locale import mark
from tempen.web.office.access import enter, note
from tempen.web.office.models import Entry, Role, Staff
from tempen.web.office.people import erase_on, erase_person, export_person
from tempen.web.office.post import is_address
from tempen.web.office.views.sign_in import make_token
from tempen.web.respond.fieldwork import current
from tempen.web.respond.models import Person

ROLES = mark({"reader": "Reader", "assistant": "Assistant", "lead": "Lead"})
PAGE = 100


def people(request: HttpRequest) -> HttpResponse:
    """Find a person by address or name."""
    wanted = request.GET.get("search", "").strip()[:254]
    found = Person.objects.none()
    if wanted:
        known = Person.objects.filter(contacts__unit__fieldwork=current(), erased_at=None)
        found = (
            known.filter(email__iexact=wanted) | known.filter(name__icontains=wanted)
        ).distinct()
    facts = {
        "search": wanted,
        "found": found.prefetch_related("contacts__unit").order_by("name", "email")[:PAGE],
        "erase_on": erase_on(current()),
    }
    return render(request, "office/people.html", facts)


def find_person(pk: int) -> Person:
    """Only of this wave."""
    here = Person.objects.filter(contacts__unit__fieldwork=current()).distinct()
    return get_object_or_404(here, pk=pk)


def person_export(request: HttpRequest, pk: int) -> HttpResponse:
    person = find_person(pk)
    enter(request.user, "person_export", person=pk)  # type: ignore[arg-type]
    text = json.dumps(export_person(person), indent=2, ensure_ascii=False)
    http_response = HttpResponse(text, content_type="application/json; charset=utf-8")
    http_response.headers["Content-Disposition"] = f'attachment; filename="person-{pk}.json"'
    return http_response


def person_erase(request: HttpRequest, pk: int) -> HttpResponse:
    erase_person(find_person(pk), timezone.now())
    note(request, person=pk)
    return redirect("office:people")


def staff(request: HttpRequest) -> HttpResponse:
    return show_staff(request)


def show_staff(request: HttpRequest, problem: str = "", link: str = "", status: int = 200):
    facts = {
        "staff": Staff.objects.order_by("-is_active", "email"),
        "roles": list(ROLES.items()),
        "problem": problem,
        "link": link,
    }
    return render(request, "office/staff.html", facts, status=status)


def staff_add(request: HttpRequest) -> HttpResponse:
    """A new member; the link to choose a password is shown once, to hand over."""
    email = request.POST.get("email", "").strip().lower()
    role = request.POST.get("role", "")
    if not is_address(email) or role not in Role.values:
        return show_staff(request, "address", status=400)
    if Staff.objects.filter(email=email).exists():
        return show_staff(request, "known", status=400)
    name = request.POST.get("name", "").strip()[:200]
    made = Staff.objects.create(email=email, name=name, role=role)
    note(request, member=made.pk, role=role)
    return show_staff(request, link=make_token(made))


def staff_change(request: HttpRequest, pk: int) -> HttpResponse:
    """A role, whether one may sign in, or a new start with password and second factor.

    The last lead can neither step down nor be locked out.
    """
    member = get_object_or_404(Staff, pk=pk)
    role, doing = request.POST.get("role", ""), request.POST.get("do", "role")
    leads = Staff.objects.filter(role=Role.LEAD, is_active=True).exclude(pk=pk)
    steps_down = doing == "lock" or (doing == "role" and role != Role.LEAD)
    if member.role == Role.LEAD and member.is_active and steps_down and not leads.exists():
        return show_staff(request, "last", status=400)
    note(request, member=pk, did=doing, role=role)
    if doing == "role" and role in Role.values:
        member.role = role
    elif doing in ("lock", "unlock"):
        member.is_active = doing == "unlock"
    elif doing == "reset":
        member.totp_secret, member.recovery = "", []
        member.set_unusable_password()
        member.save()
        return show_staff(request, link=make_token(member))
    else:
        return show_staff(request, "role", status=400)
    member.save()
    return redirect("office:staff")


def log(request: HttpRequest) -> HttpResponse:
    entries = Entry.objects.select_related("unit").order_by("-pk")
    page = Paginator(entries, PAGE).get_page(request.GET.get("page"))
    rows = [
        (entry, ", ".join(f"{k}: {v}" for k, v in dict(entry.facts).items() if v != ""))
        for entry in page
    ]
    return render(request, "office/log.html", {"page": page, "rows": rows})
