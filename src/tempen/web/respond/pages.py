"""The pages of one response: overview, sections, review, receipt. Each needs a seat."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property, wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.safestring import SafeString
from django.views.decorators.http import require_POST, require_safe

from tempen.collect import (
    Clash,
    Held,
    Page,
    Questionnaire,
    accept,
    find_blanks,
    find_broken_rules,
    next_page,
    open_pages,
    previous_page,
    reached_items,
    say_answer,
)
from tempen.items.forms import Posted, one
from tempen.locale import speak, speak_number
from tempen.study import texts
from tempen.terms.item import Item
from tempen.web.errors import sent_fields
from tempen.web.language import keep_language, offered
from tempen.web.respond import answers
from tempen.web.respond.answers import BEGAN, CLEAR, KEEP, SHOWN, Kept, Saved
from tempen.web.respond.fieldwork import current_version
from tempen.web.respond.models import Contact, Disposition, Response
from tempen.web.respond.questions import Painter, Standing
from tempen.web.respond.visits import Seat, find_seat
from tempen.web.study import Served, served
from tempen.web.times import clock, moment

View = Callable[..., HttpResponse]


def see_other(to: Any, *args: Any) -> HttpResponse:
    """After a form: go and look, and never send it twice."""
    http_response = redirect(to, *args)
    http_response.status_code = 303
    return http_response


# --- who is asking --------------------------------------------------------------------------


@dataclass(frozen=True)
class Desk:
    """A seat with the questionnaire in the reader's language and the answers that stand."""

    seat: Seat
    here: Served
    lang: str

    @cached_property
    def questionnaire(self) -> Questionnaire:
        return self.here.questionnaire

    @cached_property
    def kept(self) -> Kept:
        return answers.load_answers(self.seat.response)

    @cached_property
    def painter(self) -> Painter:
        return self.here.painter(self.lang)

    def item_said(self, item: Item, value: Any) -> list[str]:
        here = self.questionnaire
        return say_answer(here.study, self.lang, item, value, here.wave)

    def last(self, page: Page) -> dict[str, tuple[str, Any]]:
        """Last wave's answers to items of the page, where the study starts with them."""
        if not self.here.study.fieldwork.last_answers:
            return {}
        return answers.load_last(self.seat.unit, [i.id for i in page.items if i.factual])


def seated(view: View) -> View:
    """Only with a seat: else a page that says how to get in again, with what was sent in it."""

    @wraps(view)
    def guarded(request: HttpRequest, contact: int, **kwargs: Any) -> HttpResponse:
        seat = find_seat(request, contact)
        if seat is None:
            return show_no_seat(request)
        here = served()
        desk = Desk(seat, here, here.known(getattr(request, "lang", "en")))
        return view(request, desk, **kwargs)

    return guarded


def show_no_seat(request: HttpRequest) -> HttpResponse:
    """The visit is over, or never was: the same page for both. Nothing that was typed is lost:
    it waits in a form that can be sent once the link has been opened again."""
    return render(request, "respond/no_seat.html", {"fields": sent_fields(request)}, status=403)


def show(request: HttpRequest, desk: Desk, page: str, status: int = 200, **more: Any):
    context = {"seat": desk.seat, "unit": desk.seat.unit, "contact": desk.seat.contact.pk, **more}
    return render(request, f"respond/{page}.html", context, status=status)


# --- overview -------------------------------------------------------------------------------


@require_safe
@seated
def overview(request: HttpRequest, desk: Desk) -> HttpResponse:
    """What it is about and how far it has come."""
    seat = desk.seat
    if seat.response is not None and seat.response.status == Response.SUBMITTED:
        return redirect("respond:receipt", seat.contact.pk)
    text = {
        key: desk.here.text(desk.lang, key)
        for key in ("intro", "definition", "publication", "contact")
    }
    declined = seat.unit.disposition in (Disposition.DECLINED, Disposition.NOT_ELIGIBLE)
    return show(
        request,
        desk,
        "overview",
        text=text,
        minutes=desk.here.study.fieldwork.minutes,
        steps=list_steps(desk),
        closes=desk.here.wave.closes,
        started=seat.response is not None,
        declined=declined,
        begin=first_unanswered(desk),
    )


def list_steps(desk: Desk, at: str = "") -> list[dict[str, Any]]:
    """Each section with how many of its questions are answered."""
    values = desk.kept.values
    reached = reached_items(desk.questionnaire, values)
    steps = []
    for page in open_pages(desk.questionnaire, values):
        asked = [item for item in page.ids if item in reached]
        steps.append(
            {
                "section": page.section,
                "label": texts.section_label(desk.here.study, desk.lang, page.section),
                "asked": len(asked),
                "answered": sum(item in values for item in asked),
                "here": page.section == at,
                "mine": desk.seat.may_see(page.section),
            }
        )
    return steps


def first_unanswered(desk: Desk) -> str:
    """Where to go on: the first section of one's own with a blank, else the review."""
    for step in list_steps(desk):
        if step["mine"] and step["answered"] < step["asked"]:
            return step["section"]
    mine = [step["section"] for step in list_steps(desk) if step["mine"]]
    return mine[0] if mine else ""


@require_POST
@seated
def begin(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The response is made, and the first page shown."""
    seat = desk.seat
    if not seat.open:
        return see_other("respond:overview", seat.contact.pk)
    at = timezone.now()
    if seat.unit.disposition in (Disposition.DECLINED, Disposition.NOT_ELIGIBLE):
        answers.take_back(seat, at)
    answers.start(seat, current_version(), desk.lang, at)
    section = request.POST.get("section", "") or first_unanswered(desk)
    if not section:
        return see_other("respond:review", seat.contact.pk)
    return see_other("respond:page", seat.contact.pk, section)


# --- a section ------------------------------------------------------------------------------


@seated
def page(request: HttpRequest, desk: Desk, section: str) -> HttpResponse:
    found = desk.questionnaire.page(section)
    if found is None or not desk.seat.may_see(section):
        raise Http404
    if request.method != "POST":
        if desk.seat.response is None or not desk.seat.open:
            return see_other("respond:overview", desk.seat.contact.pk)
        return show_page(request, desk, found, desk.kept)
    posted = dict(request.POST.lists())
    asked, _, lang = one(posted, "go").partition(":")
    if asked != "lang" or lang not in offered():
        return keep_page(request, desk, found, posted)
    request.lang = lang  # chosen in mid-page: what was typed is kept first
    made = keep_page(request, replace(desk, lang=lang), found, posted)
    keep_language(made, lang)
    return made


def keep_page(request: HttpRequest, desk: Desk, found: Page, posted: Posted) -> HttpResponse:
    """What was sent in is saved, as far as it can be; then where the pressed button leads."""
    section = found.section
    saved = answers.save_page(desk.seat, desk.questionnaire, found, posted, timezone.now())
    if saved.refused:
        return show(request, desk, "refused", 409, lines=say_sent(desk, found, posted))
    if request.headers.get("X-Autosave"):
        return tell_saved(desk, found, saved, posted)
    if saved.problems or saved.clashes:
        return show_page(request, desk, found, saved.kept, saved, posted)
    if saved.more and one(posted, "go") in NEXT and CLEAR not in posted:
        return stay(desk, section, f"?more=1#q-{saved.more[0]}")
    if CLEAR in posted:
        item = one(posted, CLEAR)
        return stay(desk, section, f"#q-{item}" if item in found.ids else "")
    return go_on(desk, found, saved.kept, one(posted, "go"))


NEXT = ("next", "")  # "" where Enter was pressed in a field


def stay(desk: Desk, section: str, at: str) -> HttpResponse:
    """The same page again, at one of its questions."""
    http_response = see_other("respond:page", desk.seat.contact.pk, section)
    http_response["Location"] += at
    return http_response


def say_sent(desk: Desk, page: Page, posted: Posted) -> list[dict[str, Any]]:
    """What a page sent in, in words: for somebody to copy where it could not be kept."""
    values = accept(desk.questionnaire, page, posted, answers.read_shown(posted)).values
    return [
        {"text": desk.painter.text(item), "said": desk.item_said(item, values[item.id])}
        for item in page.items
        if values.get(item.id) is not None
    ]


def go_on(desk: Desk, page: Page, kept: Kept, go: str) -> HttpResponse:
    """Where the pressed button leads."""
    contact, values = desk.seat.contact.pk, kept.values
    if go == "pause":
        return see_other("respond:paused", contact)
    if go == "review":
        return see_other("respond:review", contact)
    if go.startswith("lang:"):
        return stay(desk, page.section, "")
    if go.startswith("to:"):
        return see_other("respond:page", contact, go.removeprefix("to:")[:64])
    step = previous_page if go == "previous" else next_page
    found = step(desk.questionnaire, values, page.section)
    while found is not None and not desk.seat.may_see(found.section):
        found = step(desk.questionnaire, values, found.section)
    if found is None:
        where = "respond:overview" if go == "previous" else "respond:review"
        return see_other(where, contact)
    return see_other("respond:page", contact, found.section)


def tell_saved(desk: Desk, page: Page, saved: Saved, posted: Posted) -> HttpResponse:
    """What the script asked for: what is kept, what could not be, and which questions are now
    asked."""
    reached = reached_items(desk.questionnaire, saved.kept.values)
    say = speak(desk.lang)
    told = say("Saved at {time}").format(time=clock(timezone.now(), desk.lang))
    waiting = {p.item: p.words.said(say) for p in saved.problems.values() if p.item in reached}
    for item in saved.clashes:
        seen = BEGAN + item in posted
        waiting[item] = say(
            "Two answers: choose which holds."
            if seen
            else "This answer was changed meanwhile. Press save to see both."
        )
    if waiting:
        left = speak_number(desk.lang)(
            "{n} answer is not saved: see above.",
            "{n} answers are not saved: see above.",
            len(waiting),
        )
        told = f"{told}. {left.format(n=len(waiting))}"
    return JsonResponse(
        {
            "told": told,
            "waiting": waiting,
            "shown": {item: saved.kept.held.get(item, Held()).revision for item in saved.agreed},
            "reached": [item for item in page.ids if item in reached],
        }
    )


def show_page(
    request: HttpRequest,
    desk: Desk,
    page: Page,
    kept: Kept,
    saved: Saved | None = None,
    posted: Posted | None = None,
) -> HttpResponse:
    """A section with its questions; after a fault with what was sent, and why it waits."""
    saved = saved or Saved()
    reached = reached_items(desk.questionnaire, kept.values)
    last = desk.last(page)
    clashes = describe_clashes(desk, saved, kept)
    shown = list(questions_of(desk, page, kept, saved, posted, reached, last, clashes))
    held = {item: kept.held.get(item, Held()).revision for item in page.ids if item in reached}
    order = open_pages(desk.questionnaire, kept.values)
    sections = [p.section for p in order]
    say = speak(desk.lang)
    summary = [(p.item, p.words.said(say)) for p in saved.problems.values()]
    summary += [(item, say("Two answers: choose which holds.")) for item in clashes]
    return show(
        request,
        desk,
        "page",
        422 if summary else 200,
        section=page.section,
        title=texts.section_label(desk.here.study, desk.lang, page.section),
        number=sections.index(page.section) + 1 if page.section in sections else 1,
        of=len(sections),
        steps=[
            {
                "section": p.section,
                "label": texts.section_label(desk.here.study, desk.lang, p.section),
                "here": p.section == page.section,
            }
            for p in order
            if desk.seat.may_see(p.section)
        ],
        questions=shown,
        shown_field=SHOWN,
        shown=" ".join(f"{item}:{revision}" for item, revision in held.items()),
        summary=[
            (item, desk.painter.text(desk.questionnaire.items[item]), said)
            for item, said in summary
        ],
        more="more" in request.GET,
        saved_at=desk.seat.response.saved_at if desk.seat.response else None,
    )


def questions_of(
    desk: Desk,
    page: Page,
    kept: Kept,
    saved: Saved,
    posted: Posted | None,
    reached: frozenset[str],
    last: Mapping[str, tuple[str, Any]],
    clashes: Mapping[str, Mapping[str, Any]],
) -> Iterable[SafeString]:
    """Each question of the page as HTML; those not reached stand hidden, for the script."""
    for item in page.items:
        again = item.id in saved.problems or item.id in clashes
        held = kept.held.get(item.id, Held())
        begin = None
        if item.id in last and held.value is None:
            wave, value = last[item.id]
            begin = {
                "wave": texts.wave_label(desk.here.study, desk.lang, wave),
                "lines": desk.item_said(item, value),
                "on": bool(posted and KEEP + item.id in posted),
            }
        standing = Standing(
            value=held.value,
            sent=posted if again else None,
            problem=saved.problems.get(item.id),
            clash=clashes.get(item.id),
            last=begin,
            hidden=item.id not in reached,
        )
        yield desk.painter.paint(item, standing, kept.values)


def describe_clashes(desk: Desk, saved: Saved, kept: Kept) -> dict[str, dict[str, Any]]:
    """Of each conflict: who, when, and both answers in words."""
    ids = {kept.by[item][0] for item in saved.clashes if kept.by[item][0] is not None}
    who = (
        {
            contact.pk: contact.person.name or contact.person.email
            for contact in Contact.objects.filter(pk__in=ids).select_related("person")
        }
        if ids
        else {}
    )
    say = speak(desk.lang)

    def describe(clash: Clash) -> dict[str, Any]:
        item = desk.questionnaire.items[clash.item]
        contact, at = kept.by[clash.item]
        return {
            "who": who.get(contact) or say("A colleague"),
            "when": clock(at, desk.lang),
            "own": contact == desk.seat.contact.pk,
            "theirs": desk.item_said(item, clash.theirs.value),
            "mine": desk.item_said(item, clash.mine),
            "began": BEGAN + clash.item,
            "read": clash.read.revision,
        }

    return {item: describe(clash) for item, clash in saved.clashes.items()}


# --- review, sending, receipt ---------------------------------------------------------------


@require_safe
@seated
def review(request: HttpRequest, desk: Desk) -> HttpResponse:
    """What is unanswered, what does not agree, and all answers; then the button that sends."""
    if desk.seat.response is None or not desk.seat.open:
        return redirect("respond:overview", desk.seat.contact.pk)
    return show_review(request, desk)


def show_review(request: HttpRequest, desk: Desk, status: int = 200) -> HttpResponse:
    values, whole = desk.kept.values, not desk.seat.contact.sections
    every = find_blanks(desk.questionnaire, values)
    blanks = [blank for blank in every if desk.seat.may_see(blank.page.section)]
    rules = find_broken_rules(desk.questionnaire, values) if whole else ()  # they join the parts
    return show(
        request,
        desk,
        "review",
        status,
        blanks=[describe_blank(desk, blank) for blank in blanks],
        required=any(blank.required for blank in blanks),
        rules=[desk.here.text(desk.lang, rule.say) for rule in rules],
        sections=say_sections(desk),
        whole=whole,
    )


def describe_blank(desk: Desk, blank: Any) -> dict[str, Any]:
    here = desk.questionnaire
    return {
        "id": blank.item.id,
        "section": blank.page.section,
        "text": desk.painter.text(blank.item),
        "rows": [
            texts.row_label(here.study, desk.lang, blank.item, row, here.wave) for row in blank.rows
        ],
        "required": blank.required,
    }


def say_sections(desk: Desk) -> list[dict[str, Any]]:
    """Every question that was reached with its answer in words, section by section; of a colleague
    those of the invitation alone."""
    values = desk.kept.values
    reached = reached_items(desk.questionnaire, values)
    found = []
    for page in open_pages(desk.questionnaire, values):
        if not desk.seat.may_see(page.section):
            continue
        lines = [
            {
                "id": item.id,
                "text": desk.painter.text(item),
                "said": desk.item_said(item, values.get(item.id)),
            }
            for item in page.items
            if item.id in reached
        ]
        label = texts.section_label(desk.here.study, desk.lang, page.section)
        found.append({"section": page.section, "label": label, "lines": lines})
    return found


@require_POST
@seated
def send(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Send the response in. A second time leads to the receipt as well."""
    seat = desk.seat
    if seat.response is None or seat.contact.sections:
        return see_other("respond:overview", seat.contact.pk)
    if not seat.open and seat.response.status == Response.OPEN:
        return show(request, desk, "refused", 409)
    if not answers.submit(seat, desk.questionnaire, desk.lang, timezone.now()):
        return show_review(request, desk, 422)
    return see_other("respond:receipt", seat.contact.pk)


@require_safe
@seated
def receipt(request: HttpRequest, desk: Desk) -> HttpResponse:
    """All answers, when and by whom they were sent."""
    response = desk.seat.response
    if response is None or response.status != Response.SUBMITTED:
        return redirect("respond:overview", desk.seat.contact.pk)
    return show(
        request,
        desk,
        "receipt",
        sections=say_sections(desk),
        whole=not desk.seat.contact.sections,
        thanks=desk.here.text(desk.lang, "thanks"),
        contact_text=desk.here.text(desk.lang, "contact"),
        when=moment(response.submitted_at, desk.lang) if response.submitted_at else "",
        submitted_by=response.submitted_by,
        closes=desk.here.wave.closes,
    )


@require_safe
@seated
def paused(request: HttpRequest, desk: Desk) -> HttpResponse:
    """What is saved, and how to come back."""
    steps = list_steps(desk)
    return show(
        request,
        desk,
        "paused",
        answered=sum(step["answered"] for step in steps),
        asked=sum(step["asked"] for step in steps),
    )


@seated
def decline(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Not to answer, or not to be whom the survey is about: an outcome, told with a reason."""
    seat = desk.seat
    if not seat.open or seat.contact.sections:
        return see_other("respond:overview", seat.contact.pk)
    if request.method != "POST":
        return show(request, desk, "decline")
    chosen = {"declined": Disposition.DECLINED, "not_ours": Disposition.NOT_ELIGIBLE}
    disposition = chosen.get(request.POST.get("what", ""))
    if disposition is None:
        return show(request, desk, "decline", 422, problem=True)
    answers.decline(seat, disposition, request.POST.get("why", "")[:2000], timezone.now())
    return see_other("respond:overview", seat.contact.pk)
