from django.apps import AppConfig


class RecoveriesConfig(AppConfig):
    name = "ifar.recoveries"
    label = "recoveries"

    def ready(self) -> None:
        from ifar.recoveries import extensions

        extensions.connect()
