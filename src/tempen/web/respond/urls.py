from django.urls import path

from tempen.web.respond import colleagues, pages, papers, views

app_name = "respond"
urlpatterns = [
    path("", views.home, name="home"),
    path("l/<str:token>", views.link, name="link"),
    path("leave/", views.leave, name="leave"),
    path("left/", views.left, name="left"),
    path("accessibility/", views.accessibility, name="accessibility"),
    path("privacy/", views.privacy, name="privacy"),
    path("try/", views.try_out, name="try_out"),
    path("r/<int:contact>/", pages.overview, name="overview"),
    path("r/<int:contact>/begin", pages.begin, name="begin"),
    path("r/<int:contact>/section/<slug:section>/", pages.page, name="page"),
    path("r/<int:contact>/review/", pages.review, name="review"),
    path("r/<int:contact>/send", pages.send, name="send"),
    path("r/<int:contact>/receipt/", pages.receipt, name="receipt"),
    path("r/<int:contact>/receipt.pdf", papers.receipt, name="receipt_pdf"),
    path("r/<int:contact>/questionnaire.pdf", papers.questionnaire, name="questionnaire_pdf"),
    path("r/<int:contact>/paused/", pages.paused, name="paused"),
    path("r/<int:contact>/colleagues/", colleagues.colleagues, name="colleagues"),
    path("r/<int:contact>/colleagues/<int:colleague>/remove", colleagues.remove, name="remove"),
    path("r/<int:contact>/decline/", pages.decline, name="decline"),
]
