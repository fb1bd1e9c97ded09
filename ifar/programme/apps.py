from django.apps import AppConfig


class ProgrammeConfig(AppConfig):
    name = "ifar.programme"
    label = "programme"

    def ready(self) -> None:
        # They ask models, which are there only now; each registers its sources by name.
        from ifar.programme import extensions

        extensions.connect()
