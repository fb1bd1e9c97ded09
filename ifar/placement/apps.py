from django.apps import AppConfig


class PlacementConfig(AppConfig):
    name = "ifar.placement"
    label = "placement"

    def ready(self) -> None:
        from ifar.placement import extensions

        extensions.connect()
