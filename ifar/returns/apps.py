from django.apps import AppConfig


class ReturnsConfig(AppConfig):
    name = "ifar.returns"
    label = "returns"
