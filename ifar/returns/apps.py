from django.apps import AppConfig


class ReturnsConfig(AppConfig):
    name = "ifar.returns"
    label = "returns"

    def ready(self) -> None:
        from ifar.returns import extensions

        extensions.connect()
