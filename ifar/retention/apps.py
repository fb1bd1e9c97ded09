from django.apps import AppConfig


class RetentionConfig(AppConfig):
    name = "ifar.retention"
    label = "retention"

    def ready(self) -> None:
        from ifar.retention import extensions

        extensions.connect()
