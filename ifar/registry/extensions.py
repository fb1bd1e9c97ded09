"""What registry answers to the apps below it; what it asks of those above is listed in `docs/extension-points.md`."""

from __future__ import annotations

from ifar.accounts import descriptions, dual_control, notices
from ifar.acts import forms, registration
from ifar.bulk import many
from ifar.documents import extracts, things, validity, visibility
from ifar.ledger import sources
from ifar.licensing import holding
from ifar.matters import found
from ifar.outbox import handlers
from ifar.parties import erasing, windows
from ifar.parties import holdings as parties_holdings
from ifar.registry import (
    allowance_replay,
    annulled_replay,
    books_replay,
    facts,
    lifecycle,
    replay,
    sold_replay,
    triggers,
    uses_replay,
)
from ifar.registry.alerts import restricted_hit_replay, saved_search_replay
from ifar.registry.alerts.acts import ACTS
from ifar.registry.alerts.services import hits, match_backlog, restricted_hits, saved_searches
from ifar.registry.duties import MATTERS
from ifar.registry.labels import DEADLINES
from ifar.registry.labels import saved_searches as saved_search_labels
from ifar.registry.selectors import firearms_for, holdings, licences, serials
from ifar.registry.selectors.windows import is_open_party
from ifar.registry.services import at_once, imports, manufacture, papers, proofing, proposals, together
from ifar.registry.views import holdings as registry_holdings
from ifar.registry.views import known_field
from ifar.registry.views import things as named_things
from ifar.registry.views.when import OccurredField


def connect() -> None:
    """Answer every extension point, once, when the programs start."""
    forms.provide_field("occurred", lambda _entry, result: OccurredField(**result))
    forms.provide_field("known", known_field.made)
    forms.provide_choices(lambda _name: saved_search_labels.KINDS.items(), "registry.search_kinds")
    forms.provide_choices(lambda _name: saved_search_labels.CLOSINGS.items(), "registry.search_closings")
    proposals.register_executors()
    for batch in (*manufacture.BATCHES, *together.BATCHES, *at_once.BATCHES, *proofing.BATCHES):
        many.provide(batch)
    imports.register_executors()
    handlers.provide("accounts.decided", "registry.import", imports.answered)
    handlers.provide(hits.MARKED, "registry.saved_search", hits.marked)
    handlers.provide(saved_searches.OPENED, "registry.saved_search", match_backlog.opened)
    handlers.provide(restricted_hits.TOPIC, "registry.restricted_hits", restricted_hits.notify_owners)
    handlers.provide(restricted_hits.COUNTED, "registry.restricted_hits", restricted_hits.counted)
    notices.provide("registry", "ifar.registry.views.notifications.describe")
    erasing.provide_objection(holdings.objection_to_erasure)
    parties_holdings.provide(registry_holdings.possessions_of)
    windows.provide(is_open_party)
    validity.provide("F", papers.changed_since)
    for kind in "FK":
        visibility.provide(kind, firearms_for)
    for letter in "FK":
        things.provide(letter, named_things.named)
    extracts.provide("store", named_things.in_store)
    things.provide_serials("F", named_things.bearing)
    things.provide_held("F", serials.held)
    holding.provide_offered(licences.followed, registry_holdings.things_of)
    facts.provide(licences.supplied)
    holding.provide(licences.keepers, licences.used, licences.category_of, licences.left_by)
    descriptions.provide(
        "registry",
        "ifar.registry.views.proposed.describe",
        "ifar.registry.views.proposed.title",
        parties=True,
    )
    descriptions.provide(imports.ACT, "ifar.registry.views.proposed_import.describe", parties=False)
    descriptions.provide_names("I", "ifar.registry.views.proposed_import.names")
    descriptions.provide_hindrance("registry.annulled", "ifar.registry.views.proposed.hindrance")
    descriptions.provide_names("FK", "ifar.registry.views.proposed.names")
    found.provide_records("FK", "ifar.registry.views.in_matters.records")
    found.provide_causes({f"registry.{name}": DEADLINES[name] for name in MATTERS})
    dual_control.provide(lifecycle.DUAL_CONTROL)
    registration.provide(ACTS)
    sources.provide(saved_search_replay.RESTRICTED_SOURCE)
    sources.provide_replay(saved_search_replay.TERMS)
    sources.provide_replay(saved_search_replay.MET_BY)
    sources.provide_replay(restricted_hit_replay.QUESTIONS)
    sources.provide(replay.DECISION_SOURCE)
    sources.provide(replay.IMPORT_SOURCE)
    sources.provide(replay.SOURCE)
    sources.provide_replay(sources.kept_apart("registry_duplicatedecision", triggers.WHY))
    sources.provide_replay(replay.STATE)
    sources.provide_replay(allowance_replay.ALLOWED)
    sources.provide_replay(allowance_replay.RULES)
    sources.provide_replay(allowance_replay.STATES)
    sources.provide_replay(annulled_replay.ANNULLED)
    sources.provide_replay(replay.MARKS)
    sources.provide_replay(uses_replay.USES)
    sources.provide_replay(sold_replay.SOLD)
    sources.provide_replay(replay.KEYS)
    for item in books_replay.REPLAYS:
        sources.provide_replay(item)
