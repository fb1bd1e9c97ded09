"""A holder's own things over HTTP, for an app on a telephone; and officers' operations about holders' accounts and reports.

An app uses the session that its holder signed in with; no API client ever acts for a holder.
"""

from __future__ import annotations

from ninja import Router

from ifar.holders.api.accounts import router as accounts
from ifar.holders.api.applications import router as applications
from ifar.holders.api.holdings import router as holdings
from ifar.holders.api.offers import router as offers
from ifar.holders.api.record import router as record
from ifar.holders.api.reports import router as reports

router = Router(tags=["holders"])
for noun in (holdings, applications, reports, offers, record, accounts):
    router.add_router("", noun)
