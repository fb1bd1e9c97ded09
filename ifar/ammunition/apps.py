from django.apps import AppConfig


class AmmunitionConfig(AppConfig):
    name = "ifar.ammunition"
    label = "ammunition"

    def ready(self) -> None:
        from ifar.ammunition import extensions

        extensions.connect()
