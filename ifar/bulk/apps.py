from django.apps import AppConfig


class BulkConfig(AppConfig):
    name = "ifar.bulk"
    label = "bulk"

    def ready(self) -> None:
        from ifar.bulk import extensions

        extensions.connect()
