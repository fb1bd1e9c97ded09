from django.apps import AppConfig


class OversightConfig(AppConfig):
    name = "ifar.oversight"
    label = "oversight"

    def ready(self) -> None:
        from ifar.oversight import extensions

        extensions.connect()
