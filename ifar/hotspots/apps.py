from django.apps import AppConfig


class HotspotsConfig(AppConfig):
    name = "ifar.hotspots"
    label = "hotspots"

    def ready(self) -> None:
        from ifar.hotspots import extensions

        extensions.connect()
