from django.apps import AppConfig

from ifar.accounts import descriptions
from ifar.ledger import sources
from ifar.parties import replay


class PartiesConfig(AppConfig):
    name = "ifar.parties"
    label = "parties"

    def ready(self) -> None:
        from ifar.accounts.services import proposals
        from ifar.parties.services import erasures

        proposals.register_executor(erasures.ACT, erasures.carry_out)
        descriptions.register(erasures.ACT, "ifar.parties.views.erasing.describe")
        sources.register(replay.SOURCE)
        sources.register_replay(replay.REPLAY)
        sources.register_replay(replay.ADDRESSES)
        sources.register_replay(replay.KEYS)
        sources.register_replay(replay.ERASED)
