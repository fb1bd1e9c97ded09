from django.apps import AppConfig


class MattersConfig(AppConfig):
    name = "ifar.matters"
    label = "matters"

    def ready(self) -> None:
        from ifar.matters import extensions

        extensions.connect()
