"""PDFs of a response: the receipt, and the questionnaire to pass around beforehand.

What sets them is loaded by the first that is asked for: most workers never need it.
"""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from tempen.locale import speak
from tempen.web.errors import too_many
from tempen.web.limits import attempt
from tempen.web.respond.models import Response
from tempen.web.respond.pages import Desk, seated

MOST, SPAN = 20, timedelta(minutes=10)  # a PDF costs more than any page


@require_safe
@seated
def receipt(request: HttpRequest, desk: Desk) -> HttpResponse:
    """All answers as they were sent in."""
    response = desk.seat.response
    if response is None or response.status != Response.SUBMITTED or not response.submitted_at:
        return redirect("respond:overview", desk.seat.contact.pk)
    if wait := too_often(desk):
        return too_many(request, wait)
    from tempen.web.respond.document import write_receipt

    return send(write_receipt(desk, response.submitted_at), speak(desk.lang)("receipt"))


@require_safe
@seated
def questionnaire(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Every question that the wave may ask, to be read and talked over before answering."""
    if wait := too_often(desk):
        return too_many(request, wait)
    from tempen.web.respond.document import write_questionnaire

    return send(write_questionnaire(desk), speak(desk.lang)("questionnaire"))


def too_often(desk: Desk) -> int:
    return attempt("pdf", str(desk.seat.contact.pk), MOST, SPAN)


def send(data: bytes, name: str) -> HttpResponse:
    http_response = HttpResponse(data, content_type="application/pdf")
    http_response["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    return http_response
