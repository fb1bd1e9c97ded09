from django.apps import AppConfig

from ifar.acts import registration
from ifar.bulk import many, one_by_one, replay
from ifar.bulk.acts import ACTS
from ifar.ledger import sources


class BulkConfig(AppConfig):
    name = "ifar.bulk"
    label = "bulk"

    def ready(self) -> None:
        registration.provide(ACTS)
        from ifar.bulk import approvals

        many.adapt(one_by_one.many_offered)
        approvals.provide_many()
        sources.provide_replay(replay.ROWS)
