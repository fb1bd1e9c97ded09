"""What cashier answers to the apps below it; what it asks of those above is listed in `docs/extension-points.md`."""

from __future__ import annotations

from ifar.accounts import descriptions
from ifar.accounts.services import proposals
from ifar.acts import forms, registration
from ifar.cashier import charging, owed, picturing, replay, selectors, unpaid_replay
from ifar.cashier.acts import ACTS
from ifar.cashier.selectors import payments_for
from ifar.cashier.services import cards, identity, likenesses, payments, tills
from ifar.documents import portrait, validity, visibility
from ifar.languages import NAMES
from ifar.ledger import sources
from ifar.licensing import paying
from ifar.parties import erasing, identifying, page_sections
from ifar.reference import selectors as reference


def connect() -> None:
    """Answer every extension point, once, when the programs start."""
    registration.provide(ACTS)
    forms.provide_choices(
        lambda _name: [(currency, currency) for currency in tills.currencies()], "fee_currencies"
    )
    forms.provide_choices(lambda _name: NAMES.items(), "languages")
    proposals.register_executor("cashier.payment_waived", payments.carry_out_waiver)
    for kind in ("reduced", "refunded"):
        proposals.register_executor(f"cashier.payment_{kind}", payments.carry_out_refund)
    proposals.register_executor("cashier.till_closed", tills.carry_out)
    proposals.register_executor("cashier.card_spoiled", cards.carry_out)
    row = "ifar.cashier.views.proposed.describe", "ifar.cashier.views.proposed.title"
    descriptions.provide("cashier", *row, parties=False)
    for kind in ("waived", "reduced", "refunded"):
        descriptions.provide(f"cashier.payment_{kind}", *row, parties=True)
    owed.provide(
        "G",
        owed.Thing(
            selectors.owed_for_application,
            selectors.waiting_applications,
            "licensing:application",
            lambda: reference.words("licence_kind"),
        ),
    )
    owed.provide(
        "L",
        owed.Thing(
            selectors.owed_for_licence,
            lambda _actor: (),
            "licensing:licence",
            lambda: reference.words("licence_kind"),
        ),
    )
    paying.provide(charging.charges_of)
    validity.provide("J", payments.fallen_since)
    visibility.provide("J", payments_for)
    portrait.provide(likenesses.pictures_of)
    page_sections.provide(picturing.section_of)
    erasing.provide_fields(likenesses.FIELDS, likenesses.personal_of)
    erasing.provide_follower(likenesses.follow_erasure)
    identifying.provide(identity.look_up, identity.is_on)
    sources.provide_replay(replay.MONEY)
    sources.provide_replay(unpaid_replay.UNPAID)
