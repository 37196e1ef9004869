"""The wave as a whole: opening it, correcting the questionnaire, reports, closing it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from tempen.errors import TempenError
from tempen.locale import mark, speak
from tempen.web.language import NAMES
from tempen.web.office import overview as count
from tempen.web.office import reports, versions
from tempen.web.office.access import note, tell
from tempen.web.office.people import erase_on
from tempen.web.office.snapshot import close_wave, files_of
from tempen.web.respond.fieldwork import current, open_fieldwork
from tempen.web.respond.models import Disposition, Fieldwork, Response, Unit
from tempen.web.study import read_again, served

WHY = mark(
    {
        "gone": "The question is no longer there, and has answers.",
        "kind": "The question is asked in another way, and has answers.",
        "value": "Answers that were given could no longer be given.",
    }
)


KEPT = mark(
    {
        "answers": "the answers that count",
        "aside": "what was set aside, and why",
        "manifest": "the account: counts, checksums, versions of the questionnaire",
    }
)


def wave(request: HttpRequest) -> HttpResponse:
    return show_wave(request)


def show_wave(request: HttpRequest, problem: str = "", status: int = 200, faults: Any = ()):
    fieldwork = current()
    responses = Response.objects.filter(unit__fieldwork=fieldwork)
    units = Unit.objects.filter(fieldwork=fieldwork)
    facts = {
        "fieldwork": fieldwork,
        "wave": served().wave,
        "submitted": responses.filter(status=Response.SUBMITTED).count(),
        "begun": responses.filter(status=Response.OPEN).count(),
        "declined": units.filter(disposition=Disposition.DECLINED).count(),
        "not_eligible": units.filter(disposition=Disposition.NOT_ELIGIBLE).count(),
        "eligible": units.filter(eligible=True).count(),
        "reports": [report_row(made) for made in reports.reports(settings.TEMPEN)],
        "erase_on": erase_on(fieldwork),
        "folder": served().study.folder.resolve(),
        "files": [(name, KEPT[key]) for key, name in files_of(fieldwork.wave).items()],
        "problem": problem,
        "faults": faults,
    }
    return render(request, "office/wave.html", facts, status=status)


def wave_open(request: HttpRequest) -> HttpResponse:
    fieldwork = current()
    if fieldwork.status == Fieldwork.PREPARING:
        open_fieldwork(fieldwork, timezone.now())
        note(request, wave=fieldwork.wave)
        say = speak(request.lang)  # type: ignore[attr-defined]
        tell(request, say("The wave is open."))
    return redirect("office:wave")


def wave_close(request: HttpRequest) -> HttpResponse:
    """Close and put the answers into the study folder; the wave's name has to be written."""
    fieldwork = current()
    if fieldwork.status != Fieldwork.OPEN:
        return show_wave(request, "closed", 400)
    if request.POST.get("wave", "").strip() != fieldwork.wave:
        return show_wave(request, "name", 400)
    here = served()
    try:
        manifest = close_wave(fieldwork, here.study, here.wave, timezone.now())
    except TempenError as error:
        said = [fault.say(request.lang) for fault in error.faults]  # type: ignore[attr-defined]
        return show_wave(request, "files", 500, said)
    except OSError as error:
        return show_wave(request, "files", 500, [error.strerror or type(error).__name__])
    read_again()
    note(request, wave=fieldwork.wave, **manifest["counts"])
    return redirect("office:wave")


def report_begin(request: HttpRequest) -> HttpResponse:
    """A preliminary report; once the wave is closed the final one, if that is asked for."""
    lang = request.lang  # type: ignore[attr-defined]
    final = current().status == Fieldwork.CLOSED and "final" in request.POST
    note(request, report=reports.begin(settings.TEMPEN, lang, final=final))
    tell(request, speak(lang)("The report is being made; load the page again to see it."))
    return redirect("office:wave")


def report_row(made: reports.Made) -> dict[str, Any]:
    """A report with its files as a reader calls them: “Svenska, PDF”."""
    return {"made": made, "files": [(file, call_file(file)) for file in made.files]}


def call_file(file: str) -> str:
    stem, _, ending = file.rpartition(".")
    lang = stem.rpartition("-")[2]
    return f"{NAMES[lang]}, {ending.upper()}" if lang in NAMES else file


def report_file(request: HttpRequest, name: str, file: str) -> HttpResponse:
    """A finished report. HTML is taken away, not shown: it brings scripts of its own."""
    made = {one.name: one for one in reports.reports(settings.TEMPEN)}
    if name not in made or file not in made[name].files:
        raise Http404
    path = Path(settings.TEMPEN.data) / reports.FOLDER / name / file
    return FileResponse(path.open("rb"), as_attachment=True, filename=f"{name}-{file}")


def questionnaire(request: HttpRequest) -> HttpResponse:
    return show_questionnaire(request)


def show_questionnaire(request: HttpRequest, status: int = 200):
    lang = request.lang  # type: ignore[attr-defined]
    fieldwork = current()
    proposal = versions.propose(fieldwork)
    begun = count_begun(fieldwork)
    facts = {
        "fieldwork": fieldwork,
        "versions": [(v, begun.get(v.number, 0)) for v in fieldwork.versions.order_by("-number")],
        "proposal": proposal,
        "faults": [fault.say(lang) for fault in proposal.faults],
        "refusals": [(one, WHY[one.why]) for one in proposal.refusals],
    }
    return render(request, "office/questionnaire.html", facts, status=status)


def count_begun(fieldwork: Fieldwork) -> dict[int, int]:
    from django.db.models import Count

    rows = Response.objects.filter(unit__fieldwork=fieldwork).order_by()
    return dict(rows.values_list("version__number").annotate(n=Count("pk")))


def questionnaire_adopt(request: HttpRequest) -> HttpResponse:
    """What stands in the study folder is asked from now on, if every answer can live with it."""
    why = request.POST.get("why", "").strip()[:500]
    version = versions.adopt(current(), why) if why else None
    if version is None:
        return show_questionnaire(request, 400)
    read_again()
    count.last_curve.cache_clear()
    note(request, version=version.number)
    return redirect("office:questionnaire")
