from django.apps import AppConfig


class Office(AppConfig):
    name = "tempen.web.office"
    label = "office"
