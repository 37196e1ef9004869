"""What templates of the office have besides `say`: words that are marked elsewhere, and moments."""

from __future__ import annotations

from typing import Any

from django import template
from django.http import HttpRequest
from django.urls import reverse

from tempen.locale import Words, mark, speak
from tempen.web.office.access import TOLD, signed_in
from tempen.web.office.models import Role
from tempen.web.office.outbox import COLLEAGUE, EXTRA
from tempen.web.office.views.mail import STATES, name_step
from tempen.web.office.words import say_disposition, say_moment

register = template.Library()

ROOMS = mark(
    {
        "overview": "Overview",
        "units": "Organisations",
        "contacts": "Contacts",
        "mail": "Mail",
        "questionnaire": "Questionnaire",
        "wave": "Wave",
        "people": "People",
        "staff": "Staff",
        "log": "Log",
    }
)
FOR = {
    "overview": Role.READER,
    "units": Role.READER,
    "wave": Role.READER,
    "contacts": Role.ASSISTANT,
    "mail": Role.ASSISTANT,
}
DOINGS = mark(
    {
        "sign_in": "Signed in",
        "password": "Chose a password",
        "second_factor": "Set up the second factor",
        "contact_set": "Set a contact",
        "invite_again": "Sent a new link",
        "settle": "Set a disposition",
        "reopen": "Reopened a response",
        "merge": "Merged an organisation",
        "contacts_upload": "Sent a file of contacts",
        "contacts_apply": "Took contacts in",
        "contacts_made_up": "Made contacts up",
        "let_answer": "Let invented organisations answer",
        "mail_test": "Sent a test mail",
        "mail_go": "Set mail going",
        "mail_stop": "Took mail back",
        "mail_decide": "Decided on an uncertain mail",
        "mail_note": "Noted what came back",
        "questionnaire_adopt": "Adopted a questionnaire",
        "wave_open": "Opened the wave",
        "wave_close": "Closed the wave",
        "report_begin": "Made a report",
        "person_export": "Exported a person",
        "person_erase": "Erased a person",
        "erase_due": "Erased people on their day",
        "staff_add": "Made a member",
        "staff_change": "Changed a member",
    }
)


def rooms(request: HttpRequest) -> dict[str, Any]:
    """The rooms of the office that the one who is signed in may enter."""
    if not request.path.startswith("/office/"):
        return {}
    staff = signed_in(request)
    if staff is None:
        return {"rooms": [], "may_write": False}
    open_ = [
        (reverse(f"office:{name}"), words)
        for name, words in ROOMS.items()
        if staff.may(FOR.get(name, Role.LEAD))
    ]
    told = request.session.pop(TOLD, "")
    return {"rooms": open_, "may_write": staff.may(Role.ASSISTANT), "told": told}


@register.simple_tag(takes_context=True, name="said")
def say_words(context: Any, words: Any) -> str:
    say = speak(context["lang"])
    return words.said(say) if isinstance(words, Words) else say(str(words))


@register.simple_tag(takes_context=True, name="doing")
def say_doing(context: Any, action: Any) -> str:
    return speak(context["lang"])(DOINGS.get(str(action), str(action)))


@register.simple_tag(takes_context=True, name="disposition")
def say_state(context: Any, id: Any) -> str:
    return say_disposition(str(id), context["lang"])


@register.simple_tag(takes_context=True, name="mail_state")
def say_mail_state(context: Any, id: Any) -> str:
    return speak(context["lang"])(STATES[str(id)])


@register.simple_tag(takes_context=True, name="mail_step")
def say_mail_step(context: Any, id: Any) -> str:
    """A step's name; links that were sent again and to colleagues have steps of their own."""
    say = speak(context["lang"])
    if str(id).startswith(EXTRA):
        return say("A new link")
    return say("A colleague") if str(id).startswith(COLLEAGUE) else say(name_step(str(id)))


@register.filter(name="moment")
def moment(at: Any) -> str:
    return say_moment(at)
