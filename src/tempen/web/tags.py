"""What every template has: `{% say "…" %}` says a message of the one catalogue.

`{% say "{n} of {of} pages" n=2 of=5 %}` puts facts in, escaped; `{% say_number "{n} day" "{n} days"
n=3 %}` chooses the form that the language uses for n.
"""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.html import conditional_escape, format_html

from tempen.locale import speak, speak_number
from tempen.web import times

register = template.Library()


@register.simple_tag(takes_context=True, name="say")
def say_message(context: Any, message: str, **facts: Any) -> str:
    text = speak(context["lang"])(message)
    return format_html(text, **facts) if facts else conditional_escape(text)


@register.simple_tag(takes_context=True, name="say_number")
def say_message_number(context: Any, one: str, many: str, n: int, **facts: Any) -> str:
    text = speak_number(context["lang"])(one, many, n)
    return format_html(text, n=n, **facts)


@register.simple_tag(takes_context=True, name="day")
def say_day(context: Any, at: Any) -> str:
    """A day as the reader says it; "" where there is none."""
    return times.day(at, context["lang"]) if at else ""


@register.simple_tag(takes_context=True, name="clock")
def say_clock(context: Any, at: Any) -> str:
    """A time of day, with its day where it is not today."""
    return times.clock(at, context["lang"]) if at else ""
