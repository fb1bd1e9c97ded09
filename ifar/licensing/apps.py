from django.apps import AppConfig


class LicensingConfig(AppConfig):
    name = "ifar.licensing"
    label = "licensing"

    def ready(self) -> None:
        from ifar.licensing import extensions

        extensions.connect()
