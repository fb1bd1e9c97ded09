from django.apps import AppConfig

from ifar.accounts import notices
from ifar.ledger import sources
from ifar.outbox import handlers
from ifar.recoveries import replay


class RecoveriesConfig(AppConfig):
    name = "ifar.recoveries"
    label = "recoveries"

    def ready(self) -> None:
        from ifar.recoveries.services import hearing
        from ifar.registry.services import hits

        handlers.register(hits.HIT, "recoveries.hit", hearing.heard_hit)
        handlers.register(hearing.ALARM, "recoveries.alarm", hearing.heard_alarm)
        for topic in hearing.LOSSES:
            handlers.register(topic, "recoveries.loss", hearing.heard_loss)
        notices.register("recoveries", "ifar.recoveries.views.told.describe")
        for one in replay.SOURCES:
            sources.register(one)
        for check in replay.REPLAYS:
            sources.register_replay(check)
