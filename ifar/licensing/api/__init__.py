"""Licensing over HTTP as JSON. A party's identifier gives no name: whoever may open the party reads it there, under a purpose."""

from __future__ import annotations

from ninja import Router

from ifar.licensing.api.applications import router as applications
from ifar.licensing.api.eligibility import router as eligibility
from ifar.licensing.api.follow_up import router as following
from ifar.licensing.api.licences import router as licences

router = Router(tags=["licensing"])
router.add_router("", applications)
router.add_router("", licences)
router.add_router("", eligibility)
router.add_router("", following)
