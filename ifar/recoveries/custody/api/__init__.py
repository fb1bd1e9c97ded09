"""Custody over HTTP as JSON: chains, rooms and counts, laboratory requests, destruction batches, series."""

from __future__ import annotations

from ninja import Router

from ifar.recoveries.custody.api.destruction import router as destruction
from ifar.recoveries.custody.api.disposal import router as disposal
from ifar.recoveries.custody.api.exhibits import router as exhibits
from ifar.recoveries.custody.api.field import router as field
from ifar.recoveries.custody.api.laboratories import router as laboratories
from ifar.recoveries.custody.api.rooms import router as rooms
from ifar.recoveries.custody.api.series import router as series

router = Router(tags=["custody"])
router.add_router("", exhibits)
router.add_router("", field)
router.add_router("", disposal)
router.add_router("", rooms)
router.add_router("", laboratories)
router.add_router("", destruction)
router.add_router("", series)
