from django.apps import AppConfig


class ActsConfig(AppConfig):
    name = "ifar.acts"
    label = "acts"

    def ready(self) -> None:
        from ifar.acts import database
        from ifar.ledger import sources

        for program in database.PROGRAMS:
            sources.provide_replay(program)
