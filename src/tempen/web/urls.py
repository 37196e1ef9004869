"""Addresses: `/` for those who answer, `/office/` for those who run the fieldwork."""

from django.urls import include, path

from tempen.web.language import set_language

handler400 = "tempen.web.errors.bad_request"
handler403 = "tempen.web.errors.forbidden"
handler404 = "tempen.web.errors.not_found"
handler500 = "tempen.web.errors.server_error"

urlpatterns = [
    path("language/", set_language, name="language"),
    path("office/", include("tempen.web.office.urls")),
    path("", include("tempen.web.respond.urls")),
]
