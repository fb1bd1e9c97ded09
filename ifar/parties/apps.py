from django.apps import AppConfig


class PartiesConfig(AppConfig):
    name = "ifar.parties"
    label = "parties"

    def ready(self) -> None:
        from ifar.parties import extensions

        extensions.connect()
