"""Who answers for whom: what is missing or doubtful, and a file of contacts taken in."""

from __future__ import annotations

import tempfile
from collections import Counter
from dataclasses import asdict
from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from tempen.errors import Fault, Place, TempenError
from tempen.locale import mark, speak, speak_number
from tempen.web.office import contacts as people
from tempen.web.office.access import note, tell
from tempen.web.office.tables import send_csv
from tempen.web.office.views.overview import call_rows
from tempen.web.respond.fieldwork import current
from tempen.web.respond.models import Unit
from tempen.web.study import served

MOST = 5_000_000  # bytes
LISTED = 200

VERDICTS = mark(
    {
        "new": "New contacts",
        "replaced": "Another person than now",
        "changed": "The same person, with other words",
        "same": "As they are already",
        "no_address": "Without an address",
        "bad_address": "Not an e-mail address",
        "unknown": "No such organisation in the frame",
        "twice": "The organisation stands in the file more than once",
    }
)


def contacts(request: HttpRequest) -> HttpResponse:
    return show_contacts(request)


def show_contacts(request: HttpRequest, faults: tuple[Fault, ...] = (), status: int = 200):
    lang = request.lang  # type: ignore[attr-defined]
    fieldwork, here = current(), served()
    missing = (
        people.without_contact(fieldwork).prefetch_related("contacts__person").order_by("name")
    )
    rows = [people.Row(**row) for row in request.session.get("contacts", ())]
    facts = {
        "missing": call_rows(list(missing[:LISTED]), lang),
        "missing_count": missing.count(),
        "good": people.main_contacts(fieldwork).filter(doubt="").exclude(person__email="").count(),
        "faults": [fault.say(lang) for fault in faults],
        "rows": rows,
        "counts": [(word, n) for word, n in count_verdicts(rows)],
        "replaced": [row for row in rows if row.verdict == "replaced"][:LISTED],
        "strange": sum(not row.lang and bool(row.asked) for row in rows),
        "langs": here.study.languages,
        "unused": [(row, VERDICTS[row.verdict]) for row in rows if row.verdict in UNUSED][:LISTED],
    }
    return render(request, "office/contacts.html", facts, status=status)


UNUSED = ("unknown", "twice", "no_address", "bad_address")


def count_verdicts(rows: list[people.Row]) -> list[tuple[str, int]]:
    found = Counter(row.verdict for row in rows)
    return [(word, found[key]) for key, word in VERDICTS.items() if found[key]]


def contacts_upload(request: HttpRequest) -> HttpResponse:
    """Read a file and show what it would do; it does nothing yet."""
    file = request.FILES.get("file")
    name = str(file.name) if file else ""
    suffix = Path(name).suffix.lower()
    if file is not None and (file.size or 0) > MOST:
        fault = Fault("OFFICE-03", Place(name), {"most": MOST // 1_000_000})
        return show_contacts(request, (fault,), 400)
    if file is None or suffix not in people.ENDINGS:
        known = ", ".join(people.ENDINGS)
        fault = Fault("STORE-01", Place(name), {"suffix": suffix or name or "–", "known": known})
        return show_contacts(request, (fault,), 400)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"contacts{suffix}"
        path.write_bytes(file.read())
        try:
            rows = people.read_contacts(path, name, current(), served().study.languages)
        except TempenError as error:
            return show_contacts(request, error.faults, 400)
    request.session["contacts"] = [asdict(row) for row in rows]
    note(request, rows=len(rows))
    return redirect("office:contacts")


def contacts_apply(request: HttpRequest) -> HttpResponse:
    rows = [people.Row(**row) for row in request.session.pop("contacts", ())]
    if "drop" in request.POST or not rows:
        tell(request, speak(request.lang)("Nothing was changed."))  # type: ignore[attr-defined]
        return redirect("office:contacts")
    done = people.apply(current(), rows, timezone.now())
    note(request, **done)
    n = sum(done[key] for key in people.USED)
    tell(request, say_taken(request, n))
    return redirect("office:contacts")


def say_taken(request: HttpRequest, n: int) -> str:
    said = speak_number(request.lang)(  # type: ignore[attr-defined]
        "{n} contact is taken in.", "{n} contacts are taken in.", n
    )
    return said.format(n=n)


def contacts_list(request: HttpRequest) -> HttpResponse:
    """Every unit with its contact: the file to fill in."""
    lang = request.lang  # type: ignore[attr-defined]
    fieldwork = current()
    now = {c.unit_id: c.person for c in people.main_contacts(fieldwork).select_related("person")}
    rows = []
    for unit in Unit.objects.filter(fieldwork=fieldwork, eligible=True).order_by("name"):
        person = now.get(unit.pk)
        told = [person.name, person.email, person.phone, person.lang] if person else [""] * 4
        rows.append([unit.code, unit.name, *told])
    head = ["unit", "organisation", "name", "email", "phone", "lang"]
    return send_csv(f"{fieldwork.study}-{fieldwork.wave}-contacts", head, rows, lang)


def contacts_made_up(request: HttpRequest) -> HttpResponse:
    """Demonstration: every unit without a contact gets one, at an address that nobody can have."""
    if not settings.TEMPEN.demo:
        raise Http404
    fieldwork = current()
    langs = served().study.languages
    found = list(people.without_contact(fieldwork))
    for at, unit in enumerate(found):
        given = {
            "email": f"{unit.code}@{fieldwork.study}.example".lower(),
            "name": "",
            "phone": "",
            "lang": langs[at % len(langs)],
        }
        people.set_contact(unit, given, timezone.now())
    note(request, units=len(found))
    tell(request, say_taken(request, len(found)))
    return redirect("office:contacts")
