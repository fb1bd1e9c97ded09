from django.apps import AppConfig

from ifar.accounts import eyes
from ifar.ledger import sources
from ifar.programme import replay


class ProgrammeConfig(AppConfig):
    name = "ifar.programme"
    label = "programme"

    def ready(self) -> None:
        from ifar.programme import people_sources  # noqa: F401 - makes its sources known

        # Who reports does not approve: a program may report, and a person answers for it.
        eyes.apart({"programme.value_approved": "programme:value:approve"})
        sources.register(replay.SOURCE)
        for check in replay.REPLAYS:
            sources.register_replay(check)
