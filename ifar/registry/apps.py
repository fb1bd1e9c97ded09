from django.apps import AppConfig

from ifar.accounts import descriptions, dual_control, notices
from ifar.ledger import sources
from ifar.outbox import handlers
from ifar.registry import (
    allowance_replay,
    annulled_replay,
    books_replay,
    lifecycle,
    replay,
    restricted_hit_replay,
    saved_search_replay,
    uses_replay,
)


class RegistryConfig(AppConfig):
    name = "ifar.registry"
    label = "registry"

    def ready(self) -> None:
        from ifar.licensing import holding
        from ifar.parties import erasing, windows
        from ifar.parties import holdings as parties_holdings
        from ifar.registry import facts
        from ifar.registry.selectors import holdings, licences
        from ifar.registry.selectors.windows import is_open_party
        from ifar.registry.services import (
            hits,
            imports,
            match_backlog,
            papers,
            proposals,
            restricted_hits,
            saved_searches,
        )
        from ifar.registry.views import holdings as registry_holdings

        proposals.register_executors()
        imports.register_executors()
        handlers.register("accounts.decided", "registry.import", imports.answered)
        handlers.register(hits.MARKED, "registry.standing", hits.marked)
        handlers.register(saved_searches.OPENED, "registry.standing", match_backlog.opened)
        handlers.register(restricted_hits.TOPIC, "registry.blind", restricted_hits.asked)
        handlers.register(restricted_hits.COUNTED, "registry.blind", restricted_hits.counted)
        notices.register("registry", "ifar.registry.views.notifications.describe")
        erasing.register_objection(holdings.objection_to_erasure)
        parties_holdings.register(registry_holdings.possessions_of)
        windows.register(is_open_party)
        papers.register_supplier()
        holding.register_offered(licences.followed, registry_holdings.things_of)
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
        dual_control.register(lifecycle.EYES)
        sources.register(saved_search_replay.STANDING_SOURCE)
        sources.register(saved_search_replay.BLIND_SOURCE)
        sources.register_replay(saved_search_replay.SEARCHES)
        sources.register_replay(saved_search_replay.MET_BY)
        sources.register_replay(restricted_hit_replay.QUESTIONS)
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
