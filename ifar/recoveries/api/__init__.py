"""Recoveries over HTTP as JSON: shapes, and one short function for each operation.

A proposal tells only of firearms that the caller may see; a desk to ask, and nothing else, of those they may not.
"""

from __future__ import annotations

from ninja import Router

from ifar.recoveries.api.cases import router as cases
from ifar.recoveries.api.exhibits import router as exhibits
from ifar.recoveries.api.market import router as market
from ifar.recoveries.api.persons import router as persons

router = Router(tags=["recoveries"])
for part in (cases, persons, exhibits, market):
    router.add_router("", part)
