from django.apps import AppConfig


class Respond(AppConfig):
    name = "tempen.web.respond"
    label = "respond"
