"""The counter over HTTP as JSON."""

from __future__ import annotations

from ninja import Router

from ifar.cashier.api.cards import router as cards
from ifar.cashier.api.payments import router as payments
from ifar.cashier.api.people import router as people

router = Router(tags=["cashier"])
router.add_router("", payments)
router.add_router("", cards)
router.add_router("", people)
