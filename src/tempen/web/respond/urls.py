from django.urls import path

from tempen.web.respond import views

app_name = "respond"
urlpatterns = [
    path("", views.home, name="home"),
]
