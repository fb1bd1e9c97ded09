"""What books answer to the apps below them; what they ask of those above is listed in `docs/extension-points.md`."""

from __future__ import annotations

from ifar.accounts import descriptions, notices, read_log_labels
from ifar.accounts.services import proposals
from ifar.acts import forms, registration
from ifar.books import counts_replay, labels, order_labels, orders, orders_replay, replay, selectors
from ifar.books.acts import ACTS
from ifar.books.services import closing, taking_in
from ifar.ledger import sources
from ifar.matters import found
from ifar.outbox import handlers
from ifar.registry import detail_labels, reserving


def connect() -> None:
    """Answer every extension point, once, when the programs start."""
    read_log_labels.provide(labels.READS)
    forms.provide_choices(
        lambda _name: [(item, detail_labels.code_words("owner_kind", item)) for item in labels.STOCK_OF],
        "books.owner_kinds",
    )
    forms.provide_choices(lambda _name: labels.CLOSED_FOR.items(), "books.closed_for")
    forms.provide_choices(
        lambda _name: [
            ("", "–"),
            *((depositary.public_id, depositary.called) for depositary in selectors.depositaries()),
        ],
        "books.depositaries",
    )
    registration.provide(ACTS)
    found.provide_records("Z", "ifar.books.views.counts.records")
    found.provide_causes(labels.CAUSES)
    for check in (*replay.REPLAYS, *counts_replay.REPLAYS, orders_replay.ORDERED):
        sources.provide_replay(check)
    proposals.register_executor(closing.CLOSED, closing.carry_out)
    descriptions.provide(closing.CLOSED, "ifar.books.views.closing.describe", parties=False)
    notices.provide("books", "ifar.books.views.closing.notice")
    reserving.provide(orders.against)
    handlers.provide(taking_in.OFFERED, "books.wanted_offered", taking_in.heard)
    handlers.provide(taking_in.ENTERED, "books.wanted_entered", taking_in.entered)
    found.provide_records("A", "ifar.books.views.declarations.makers")
    found.provide_causes(order_labels.CAUSES)
