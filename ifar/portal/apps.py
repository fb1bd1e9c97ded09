from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "ifar.portal"
    label = "portal"

    def ready(self) -> None:
        from ifar.portal import extensions

        extensions.connect()
