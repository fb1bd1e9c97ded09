from django.apps import AppConfig


class OutboxConfig(AppConfig):
    name = "ifar.outbox"
    label = "outbox"
