"""The counter over HTTP as JSON."""

from __future__ import annotations

from ninja import Router

from ifar.counter.api.cards import router as cards
from ifar.counter.api.payments import router as payments
from ifar.counter.api.people import router as people

router = Router(tags=["counter"])
router.add_router("", payments)
router.add_router("", cards)
router.add_router("", people)
