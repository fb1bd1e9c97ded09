from django.apps import AppConfig


class TracingConfig(AppConfig):
    name = "ifar.tracing"
    label = "tracing"

    def ready(self) -> None:
        from ifar.tracing import extensions

        extensions.connect()
