"""Addresses of the office, each with the role that it takes: pages that are read, and doings."""

from django.urls import path

from tempen.web.office import oidc
from tempen.web.office.access import do, page
from tempen.web.office.models import Role
from tempen.web.office.views import contacts, mail, overview, people, sign_in, units, wave

app_name = "office"
READER, ASSISTANT, LEAD = Role.READER, Role.ASSISTANT, Role.LEAD

OPEN = [  # without being signed in
    path("sign-in/", sign_in.sign_in, name="sign_in"),
    path("code/", sign_in.code, name="code"),
    path("second-factor/", sign_in.second_factor, name="second_factor"),
    path("link/<str:token>/", sign_in.link, name="link"),
    path("sign-out/", sign_in.sign_out, name="sign_out"),
    *oidc.urls(),
]
PAGES = [
    page("", overview.overview, READER),
    do("let-answer/", overview.let_answer, LEAD),
    page("tables/<str:name>.csv", overview.table, READER),
    page("units/", units.units, READER),
    page("units/<int:pk>/", units.unit, ASSISTANT),
    do("units/<int:pk>/contact/", units.contact_set, ASSISTANT),
    do("units/<int:pk>/invite/", units.invite_again, ASSISTANT),
    do("units/<int:pk>/settle/", units.settle, ASSISTANT),
    do("units/<int:pk>/reopen/", units.reopen, ASSISTANT),
    do("units/<int:pk>/merge/", units.merge, LEAD),
    page("contacts/", contacts.contacts, ASSISTANT),
    page("contacts/list.csv", contacts.contacts_list, ASSISTANT),
    do("contacts/upload/", contacts.contacts_upload, ASSISTANT),
    do("contacts/apply/", contacts.contacts_apply, ASSISTANT),
    do("contacts/made-up/", contacts.contacts_made_up, ASSISTANT),
    page("mail/", mail.mail, ASSISTANT),
    page("mail/box/", mail.mail_box, ASSISTANT),
    page("mail/box/<str:name>/", mail.mail_box_read, ASSISTANT),
    do("mail/<int:pk>/decide/", mail.mail_decide, ASSISTANT),
    do("mail/<int:pk>/note/", mail.mail_note, ASSISTANT),
    page("mail/<str:step>/", mail.mail_step, ASSISTANT),
    do("mail/<str:step>/test/", mail.mail_test, ASSISTANT, whole=False),
    do("mail/<str:step>/go/", mail.mail_go, LEAD),
    do("mail/<str:step>/stop/", mail.mail_stop, LEAD),
    page("questionnaire/", wave.questionnaire, LEAD),
    do("questionnaire/adopt/", wave.questionnaire_adopt, LEAD),
    page("wave/", wave.wave, READER),
    do("wave/open/", wave.wave_open, LEAD),
    do("wave/close/", wave.wave_close, LEAD, whole=False),
    do("wave/report/", wave.report_begin, ASSISTANT, whole=False),
    page("wave/report/<str:name>/<str:file>", wave.report_file, READER),
    page("people/", people.people, LEAD),
    page("people/<int:pk>.json", people.person_export, LEAD),
    do("people/<int:pk>/erase/", people.person_erase, LEAD),
    page("staff/", people.staff, LEAD),
    do("staff/add/", people.staff_add, LEAD),
    do("staff/<int:pk>/", people.staff_change, LEAD),
    page("log/", people.log, LEAD),
]
urlpatterns = [*OPEN, *PAGES]
