"""The language of a page: chosen by the reader, else the contact's, else the browser's."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from tempen.locale import LANGUAGES
from tempen.web.study import served

Next = Callable[[HttpRequest], HttpResponse]
COOKIE = "language"
YEAR = 365 * 24 * 3600
NAMES = {"sv": "Svenska", "en": "English"}  # each in its own words


def offered() -> tuple[str, ...]:
    """The study's languages that Tempen speaks, in the study's order."""
    return tuple(lang for lang in served().study.languages if lang in LANGUAGES) or ("en",)


def choose(get_response: Next) -> Next:
    def middleware(request: HttpRequest) -> HttpResponse:
        request.lang = find_language(request)  # type: ignore[attr-defined]
        http_response = get_response(request)
        http_response.headers.setdefault("Content-Language", request.lang)  # type: ignore[attr-defined]
        return http_response

    return middleware


def find_language(request: HttpRequest) -> str:
    known = offered()
    chosen = request.COOKIES.get(COOKIE, "")
    if chosen in known:
        return chosen
    for part in request.headers.get("Accept-Language", "").split(",")[:10]:
        lang = part.split(";")[0].strip()[:2].lower()
        if lang in known:
            return lang
    return known[0]


def words(request: HttpRequest) -> dict[str, object]:
    """What every template may use: `lang`, `languages`, `nonce`, and the study's name."""
    lang = getattr(request, "lang", "en")
    return {
        "lang": lang,
        "languages": [(code, NAMES.get(code, code)) for code in offered()],
        "nonce": getattr(request, "nonce", ""),
        "static": settings.STATIC_URL,
        "demo": settings.TEMPEN.demo,
        "study_title": served().title(lang),
        "study_stamp": served().stamp(lang),
        "publisher": served().publisher(lang),
    }


@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Keep the reader's choice and go back to the page it was made on."""
    back = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts=None):
        back = "/"
    http_response = HttpResponseRedirect(back)
    keep_language(http_response, request.POST.get("lang", ""))
    return http_response


def keep_language(http_response: HttpResponse, lang: str) -> None:
    """From now on pages are in this language, if the study has it."""
    if lang in offered():
        http_response.set_cookie(
            COOKIE, lang, max_age=YEAR, httponly=True, samesite="Lax", secure=settings.TEMPEN.https
        )
