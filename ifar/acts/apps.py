from django.apps import AppConfig


class ActsConfig(AppConfig):
    name = "ifar.acts"
    label = "acts"

    def ready(self) -> None:
        from ifar.acts import extensions

        extensions.connect()
