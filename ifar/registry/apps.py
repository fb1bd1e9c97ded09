from django.apps import AppConfig

from ifar.accounts import descriptions, eyes, notices
from ifar.ledger import sources
from ifar.outbox import handlers
from ifar.registry import (
    allowance_replay,
    annulled_replay,
    blind_replay,
    books_replay,
    lifecycle,
    replay,
    standing_replay,
    uses_replay,
)


class RegistryConfig(AppConfig):
    name = "ifar.registry"
    label = "registry"

    def ready(self) -> None:
        from ifar.licensing import holding
        from ifar.parties import erasing, possessions, windows
        from ifar.registry import facts
        from ifar.registry.selectors import holdings, licences
        from ifar.registry.selectors.windows import is_open_party
        from ifar.registry.services import blind, due, hits, imports, papers, proposals, standing
        from ifar.registry.views import held

        proposals.register_executors()
        imports.register_executors()
        handlers.register("accounts.decided", "registry.import", imports.answered)
        handlers.register(hits.MARKED, "registry.standing", hits.marked)
        handlers.register(standing.OPENED, "registry.standing", due.opened)
        handlers.register(blind.TOPIC, "registry.blind", blind.asked)
        handlers.register(blind.COUNTED, "registry.blind", blind.counted)
        notices.register("registry", "ifar.registry.views.told.describe")
        erasing.register_objection(holdings.objection_to_erasure)
        possessions.register(held.possessions_of)
        windows.register(is_open_party)
        papers.register_supplier()
        holding.register_offered(licences.followed, held.things_of)
        facts.supply(licences.supplied)
        holding.register(licences.keepers, licences.used, licences.category_of, licences.left_by)
        descriptions.register(
            "registry",
            "ifar.registry.views.proposed.describe",
            "ifar.registry.views.proposed.title",
            parties=True,
        )
        descriptions.register(imports.ACT, "ifar.registry.views.proposed_import.describe")
        descriptions.register_names("I", "ifar.registry.views.proposed_import.names")
        descriptions.register_hindrance("registry.annulled", "ifar.registry.views.proposed.hindrance")
        descriptions.register_names("FK", "ifar.registry.views.proposed.names")
        eyes.register(lifecycle.EYES)
        sources.register(standing_replay.STANDING_SOURCE)
        sources.register(standing_replay.BLIND_SOURCE)
        sources.register_replay(standing_replay.SEARCHES)
        sources.register_replay(standing_replay.MET_BY)
        sources.register_replay(blind_replay.QUESTIONS)
        sources.register(replay.DECISION_SOURCE)
        sources.register(replay.IMPORT_SOURCE)
        sources.register(replay.SOURCE)
        sources.register_replay(replay.STATE)
        sources.register_replay(allowance_replay.ALLOWED)
        sources.register_replay(allowance_replay.RULES)
        sources.register_replay(allowance_replay.STATES)
        sources.register_replay(annulled_replay.ANNULLED)
        sources.register_replay(replay.MARKS)
        sources.register_replay(uses_replay.USES)
        sources.register_replay(replay.KEYS)
        for one in books_replay.REPLAYS:
            sources.register_replay(one)
