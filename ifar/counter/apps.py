from django.apps import AppConfig

from ifar.accounts import descriptions
from ifar.acts import forms, registration
from ifar.counter import replay
from ifar.counter.acts import ACTS
from ifar.ledger import sources


class CounterConfig(AppConfig):
    name = "ifar.counter"
    label = "counter"

    def ready(self) -> None:
        from ifar.accounts.services import proposals
        from ifar.counter import charging, picturing
        from ifar.counter.selectors import payments_for
        from ifar.counter.services import cards, identity, likenesses, payments, tills
        from ifar.licensing import paying
        from ifar.papers import portrait, validity, visibility
        from ifar.papers.labels import LANGUAGES
        from ifar.parties import erasing, identifying, page_sections

        registration.register(ACTS)
        forms.supply_choices(lambda _name: [(one, one) for one in tills.currencies()], "fee_currencies")
        forms.supply_choices(lambda _name: LANGUAGES.items(), "languages")
        proposals.register_executor("counter.payment_waived", payments.carry_out_waiver)
        for kind in ("reduced", "refunded"):
            proposals.register_executor(f"counter.payment_{kind}", payments.carry_out_refund)
        proposals.register_executor("counter.till_closed", tills.carry_out)
        proposals.register_executor("counter.card_spoiled", cards.carry_out)
        descriptions.register(
            "counter", "ifar.counter.views.proposed.describe", "ifar.counter.views.proposed.title"
        )
        paying.register(charging.charges_of)
        validity.supply("J", payments.fallen_since)
        visibility.supply("J", payments_for)
        portrait.supply(likenesses.pictures_of)
        page_sections.register(picturing.section_of)
        erasing.register_fields(likenesses.FIELDS, likenesses.personal_of)
        erasing.register_follower(likenesses.follow_erasure)
        identifying.supply(identity.look_up, identity.is_on)
        sources.register_replay(replay.MONEY)
