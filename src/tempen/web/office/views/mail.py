"""The plan of mail: what goes to whom and when, what became of it, and what a person decides."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date, timedelta
from email import message_from_bytes, policy
from typing import Any

from django.conf import settings
from django.db.models import Count, Exists, OuterRef
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_date

from tempen.locale import mark, speak, speak_number
from tempen.study.mail import compose
from tempen.terms.study import MailStep
from tempen.web.errors import too_many
from tempen.web.limits import attempt
from tempen.web.office import outbox
from tempen.web.office.access import note, tell
from tempen.web.office.audience import audience, recipients
from tempen.web.office.models import Mail, MailState, Planned
from tempen.web.office.post import BOX, find_transport, make_message
from tempen.web.office.words import say_date, say_moment
from tempen.web.respond.fieldwork import current
from tempen.web.respond.models import Event, Fieldwork
from tempen.web.study import served

LISTED = 100
BOX_LISTED = 500

STATES = mark(
    {
        "queued": "Waiting",
        "claimed": "Being sent",
        "handing": "Being sent",
        "sent": "Sent",
        "uncertain": "Uncertain",
        "refused": "Refused by the mail server",
        "spared": "Not needed any more",
        "given_up": "Let be",
    }
)
STEPS = mark(
    {
        "invitation": "Invitation",
        "reminder": "Reminder",
        "finish": "To those who have begun",
        "last_call": "Last call",
    }
)
AUDIENCES = mark(
    {
        "everyone": "everyone who is still to be asked",
        "not_started": "those who have not begun",
        "started": "those who have begun and not sent in",
        "unanswered": "those who have not answered",
    }
)


def mail(request: HttpRequest) -> HttpResponse:
    fieldwork = current()
    transport = find_transport(settings.TEMPEN)
    uncertain = Mail.objects.filter(fieldwork=fieldwork, state=MailState.UNCERTAIN)
    troubled = Mail.objects.filter(
        fieldwork=fieldwork, state__in=(MailState.QUEUED, MailState.REFUSED)
    ).exclude(reason="")
    facts = {
        "fieldwork": fieldwork,
        "steps": list(step_rows(fieldwork)),
        "ready": transport is not None,
        "uncertain": uncertain.select_related("unit")[:LISTED],
        "troubled": [
            (mail, STATES[str(mail.state)])
            for mail in troubled.select_related("unit").order_by("-pk")[:LISTED]
        ],
        "box": settings.TEMPEN.demo and not settings.TEMPEN.mail,
    }
    return render(request, "office/mail.html", facts)


def step_rows(fieldwork: Fieldwork):
    """Each step of the plan with its day, its audience now, and what became of its mails."""
    counted: defaultdict[str, Counter[str]] = defaultdict(Counter)
    rows = Mail.objects.filter(fieldwork=fieldwork).order_by().values_list("step", "state")
    for step, state, n in rows.annotate(n=Count("pk")):
        extra = str(step).startswith((outbox.EXTRA, outbox.COLLEAGUE))
        name = "again" if extra else str(step)
        counted[name][STATES[str(state)]] += n
    planned = {one.step: one for one in Planned.objects.filter(fieldwork=fieldwork)}
    for step in served().study.fieldwork.mail:
        yield {
            "step": step,
            "to": AUDIENCES[step.to],
            "day": day_of(step, fieldwork),
            "planned": planned.get(step.id),
            "name": name_step(step.id),
            "now": still_to_get(fieldwork, step).count(),
            "counts": list(counted[step.id].items()),
            "gone": bool(counted[step.id]),
        }
    if counted["again"]:
        yield {"step": None, "counts": list(counted["again"].items())}


def still_to_get(fieldwork: Fieldwork, step: MailStep):
    """The contacts whom the step would be sent to now: each unit gets it once."""
    had = Mail.objects.filter(fieldwork=fieldwork, step=step.id, unit=OuterRef("unit"))
    return recipients(fieldwork, step.to).exclude(Exists(had))


def name_step(id: str) -> str:
    """The usual steps have names; the study's own are called as the study calls them."""
    return STEPS.get(id, id.replace("_", " "))


def day_of(step: MailStep, fieldwork: Fieldwork) -> date | None:
    """When the plan has it: counted from the opening, or from the first day that is planned."""
    if fieldwork.opened_at is not None:
        first = timezone.localtime(fieldwork.opened_at).date()
    else:
        first = served().wave.opens
    return first + timedelta(days=step.day) if first else None


def find_step(name: str) -> MailStep:
    for step in served().study.fieldwork.mail:
        if step.id == name:
            return step
    raise Http404


def mail_step(request: HttpRequest, step: str) -> HttpResponse:
    return show_step(request, find_step(step))


def show_step(request: HttpRequest, step: MailStep, done: str = "", status: int = 200):
    """The mail as its first reader would see it, in each language, and who would get it."""
    fieldwork, here = current(), served()
    asked = audience(fieldwork, step.to).count()
    reached = still_to_get(fieldwork, step)
    already = Mail.objects.filter(fieldwork=fieldwork, step=step.id).count()
    example = (
        recipients(fieldwork, step.to)
        .select_related("unit", "person")
        .order_by("unit__name")
        .first()
    )
    facts = {
        "step": step,
        "name": name_step(step.id),
        "to": AUDIENCES[step.to],
        "asked": asked,
        "reached": reached.count(),
        "already": already,
        "previews": [(lang, preview(step, lang, example)) for lang in here.study.languages],
        "planned": Planned.objects.filter(fieldwork=fieldwork, step=step.id).first(),
        "day": day_of(step, fieldwork),
        "today": timezone.localdate(),
        "open": fieldwork.status == Fieldwork.OPEN,
        "ready": find_transport(settings.TEMPEN) is not None,
        "done": done,
        "mails": Mail.objects.filter(fieldwork=fieldwork, step=step.id, state=MailState.SENT)
        .select_related("unit")
        .order_by("unit__name")[:LISTED],
    }
    return render(request, "office/mail_step.html", facts, status=status)


def preview(step: MailStep, lang: str, contact: Any) -> Any:
    """With a link that opens nothing: a preview is not a mail."""
    facts = {
        "name": contact.person.name if contact else "",
        "organisation": contact.unit.name if contact else "…",
        "link": f"{settings.TEMPEN.address}/l/…",
        "last_day": say_date(served().wave.closes, lang),
    }
    return compose(served().study, lang, step.id, facts)


def mail_test(request: HttpRequest, step: str) -> HttpResponse:
    """The mail to oneself, in each language; its link opens nothing."""
    found = find_step(step)
    transport = find_transport(settings.TEMPEN)
    if transport is None:
        return show_step(request, found, "no_server", 400)
    to = request.user.email  # type: ignore[union-attr]
    if wait := attempt("test-mail", to, 20, timedelta(hours=1)):
        return too_many(request, wait)
    outcomes = []
    for lang in served().study.languages:
        key = f"test:{to}:{step}:{lang}:{timezone.now().timestamp()}"
        words = preview(found, lang, None)
        outcomes.append(transport(make_message(words, to, "", key, lang), to).outcome)
    if any(outcome != "sent" for outcome in outcomes):
        return show_step(request, found, "failed", 502)
    note(request, step=step)
    say = speak(request.lang)  # type: ignore[attr-defined]
    tell(request, say("The mail is sent to {address}, in each language.").format(address=to))
    return redirect("office:mail_step", step=step)


def mail_go(request: HttpRequest, step: str) -> HttpResponse:
    """Set a step going: now, or on a day. Whoever has had it does not get it again."""
    found, fieldwork = find_step(step), current()
    on = parse_date(request.POST.get("on", "")[:10]) if request.POST.get("when") == "day" else None
    if fieldwork.status != Fieldwork.OPEN or find_transport(settings.TEMPEN) is None:
        return show_step(request, found, "not_open", 400)
    if request.POST.get("when") == "day" and (on is None or on < timezone.localdate()):
        return show_step(request, found, "no_day", 400)
    staff = request.user
    planned, _ = Planned.objects.update_or_create(
        fieldwork=fieldwork,
        step=step,
        defaults={"on": on or timezone.localdate(), "by": staff, "queued_at": None},
    )
    queued = 0
    if on is None:
        queued = outbox.queue_step(fieldwork, found)
        planned.queued_at = timezone.now()
        planned.save(update_fields=["queued_at"])
    note(request, step=step, queued=queued, on=str(on or ""))
    tell(request, say_queued(request.lang, queued, on))  # type: ignore[attr-defined]
    return redirect("office:mail")


def say_queued(lang: str, queued: int, on: date | None) -> str:
    say = speak(lang)
    if on is not None:
        return say("It goes on {day}.").format(day=say_date(on, lang))
    if not queued:
        return say("No mail was added: everyone who is to have it has had it.")
    said = speak_number(lang)(
        "{n} mail is in the outbox and is being sent.",
        "{n} mails are in the outbox and are being sent.",
        queued,
    )
    return said.format(n=queued)


def mail_stop(request: HttpRequest, step: str) -> HttpResponse:
    """Take a step back: its day, and the mails that wait. What is sent is sent."""
    fieldwork = current()
    Planned.objects.filter(fieldwork=fieldwork, step=step, queued_at=None).delete()
    waiting = Mail.objects.filter(fieldwork=fieldwork, step=step, state=MailState.QUEUED)
    stopped, _ = waiting.delete()
    note(request, step=step, stopped=stopped)
    said = speak_number(request.lang)(  # type: ignore[attr-defined]
        "Taken back. {n} mail that waited is not sent.",
        "Taken back. {n} mails that waited are not sent.",
        stopped,
    )
    tell(request, said.format(n=stopped))
    return redirect("office:mail")


def mail_decide(request: HttpRequest, pk: int) -> HttpResponse:
    mail = get_object_or_404(Mail, pk=pk, fieldwork=current())
    again = request.POST.get("decision") == "again"
    if outbox.decide(mail, again=again):
        note(request, mail.unit, again=again, step=mail.step)
    return redirect("office:mail")


def mail_note(request: HttpRequest, pk: int) -> HttpResponse:
    """A mail that came back, or was answered, as a person read it in the mailbox."""
    mail = get_object_or_404(Mail, pk=pk, fieldwork=current())
    what = request.POST.get("what", "")
    if what == "bounced":
        mail.bounced_at = timezone.now()
        mail.save(update_fields=["bounced_at"])
        outbox.note_bounce(mail, "noted by the office")
    elif what == "replied":
        mail.replied_at = timezone.now()
        mail.save(update_fields=["replied_at"])
    else:
        raise Http404
    Event.objects.create(
        fieldwork_id=mail.fieldwork_id,
        unit=mail.unit,
        contact=mail.contact,
        kind=f"mail_{what}",
        facts={"step": mail.step},
    )
    note(request, mail.unit, what=what, step=mail.step)
    return redirect("office:unit", pk=mail.unit_id)


# --- the mailbox of a demonstration ---------------------------------------------------------


def mail_box(request: HttpRequest) -> HttpResponse:
    """What would have reached the organisations: mails of a demonstration go nowhere else."""
    folder = settings.TEMPEN.data / BOX
    if not settings.TEMPEN.demo:
        raise Http404
    names = sorted((path.name for path in folder.glob("*.eml")), reverse=True)
    mails = [(name, head_of(name)) for name in names[:BOX_LISTED]]
    return render(request, "office/mail_box.html", {"mails": mails, "count": len(names)})


def mail_box_read(request: HttpRequest, name: str) -> HttpResponse:
    folder = settings.TEMPEN.data / BOX
    known = {path.name for path in folder.glob("*.eml")}
    if not settings.TEMPEN.demo or name not in known:
        raise Http404
    message = read_message(name)
    body = message.get_body(("plain",))
    text = body.get_content() if body else ""
    before, start, rest = text.partition(f"{settings.TEMPEN.address}/l/")
    link, _, after = rest.partition("\n") if start else ("", "", "")
    facts = {
        "head": head_of(name),
        "before": before,
        "link": start + link.strip() if start else "",
        "after": after,
    }
    return render(request, "office/mail_box_read.html", facts)


def read_message(name: str):
    data = (settings.TEMPEN.data / BOX / name).read_bytes()
    return message_from_bytes(data, policy=policy.default)


def head_of(name: str) -> dict[str, str]:
    message = read_message(name)
    return {
        "to": str(message["To"]),
        "subject": str(message["Subject"]),
        "date": say_moment(message["Date"].datetime) if message["Date"] else "",
    }
