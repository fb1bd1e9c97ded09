from django.apps import AppConfig


class RegistryConfig(AppConfig):
    name = "ifar.registry"
    label = "registry"

    def ready(self) -> None:
        from ifar.registry import extensions

        extensions.connect()
