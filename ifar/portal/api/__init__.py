"""A holder's own things over HTTP, for an app on a telephone; and officers' operations about holders' accounts and reports.

An app uses the session that its holder signed in with; no API client ever acts for a holder.
"""

from __future__ import annotations

from ninja import Router

from ifar.portal.api.accounts import router as accounts
from ifar.portal.api.applications import router as applications
from ifar.portal.api.holdings import router as holdings
from ifar.portal.api.offers import router as offers
from ifar.portal.api.record import router as record
from ifar.portal.api.reports import router as reports

router = Router(tags=["portal"])
for noun in (holdings, applications, reports, offers, record, accounts):
    router.add_router("", noun)
