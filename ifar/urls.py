"""Addresses. All are closed but those of `PUBLIC`; a test walks every one without credentials."""

from __future__ import annotations

from typing import Any, Final

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path

from ifar.accounts.views.oneself import language
from ifar.api import api
from ifar.help import help_page
from ifar.home import home
from ifar.recoveries.views import field
from ifar.style_guide import style_guide

PUBLIC: Final[dict[str, str]] = {
    "account_login": "somebody who signs in is nobody yet",
    "account_logout": "signing out twice does no harm",
    "mfa_authenticate": "the second step of signing in",
    "mfa_login_webauthn": "signing in with a passkey",
    "accounts:first": "the one-time link by which a person chooses a password",
    "mine:invitation": "the one-time link by which a holder chooses a password; it asks for a code that was said at the counter",
    "set_language": "the entrance is in the reader's language",
    "documents:verify": "whoever holds a paper may ask whether it stands; the page says nothing else",
    "documents:verify_number": "the same, by the link of the code on the paper",
    "api:verify_paper": "the same, for programmes",
    "open_data:index": "open data are for everybody: aggregated, small numbers kept back; rate-limited",
    "open_data:table": "the same, one table as a page",
    "open_data:file": "the same, as files",
    "integrity:index": "the integrity reports that two people released: aggregated, small numbers kept back; rate-limited",
    "integrity:year": "the same, one year",
    "integrity:file": "the same, as files",
    "released:index": "words of the steering committee's decisions that were released for the public, nothing else of them; rate-limited",
    "released:file": "the same, as a file",
    "api:openapi-json": "what the API can do is no secret",
}
"""Routes that answer without credentials, and why. The one list: whatever else is open is a fault."""


def _closes_itself(urls: Any) -> Any:
    """The API asks for credentials itself: it answers 401 where a page sends people to sign in."""
    for pattern in urls[0]:
        login_not_required(pattern.callback)
    return urls


urlpatterns = [
    path("", home, name="home"),
    path("", include("ifar.registry.urls")),
    path("", include("ifar.accounts.urls")),
    path("licensing/", include("ifar.licensing.urls")),
    path("cashier/", include("ifar.cashier.urls")),
    path("matters/", include("ifar.matters.urls")),
    path("batches/", include("ifar.bulk.urls")),
    path("places/", include("ifar.placement.urls")),
    path("ammunition/", include("ifar.ammunition.urls")),
    path("trade/", include("ifar.trade.urls")),
    path("stocks/", include("ifar.stocks.urls")),
    path("oversight/", include("ifar.oversight.urls")),
    path("parties/", include("ifar.parties.urls")),
    path("mine/", include("ifar.portal.urls.mine")),
    path("mine/transfers/", include("ifar.trade.own.urls")),
    path("", include("ifar.books.urls")),
    path("portal/", include("ifar.portal.urls.desk")),
    path("recoveries/", include("ifar.recoveries.urls")),
    path("tracing/", include("ifar.tracing.urls")),
    path("hotspots/", include("ifar.hotspots.urls")),
    path("community/", include("ifar.community.urls")),
    path("retention/", include("ifar.retention.urls")),
    path("returns/", include("ifar.returns.urls")),
    path("programme/", include("ifar.programme.urls")),
    path("decisions/", include("ifar.programme.public_urls")),
    path("open-data/", include("ifar.returns.open_data.urls")),
    path("integrity/", include("ifar.oversight.public_urls")),
    path("pictures/", include("ifar.files.urls")),
    path("custody/", include("ifar.recoveries.custody.urls")),
    path("field/", field.page, name="field"),
    path("field/manifest.webmanifest", field.manifest, name="field_manifest"),
    path("field/worker.js", field.worker, name="field_worker"),
    path("documents/", include("ifar.documents.urls")),
    path("ledger/", include("ifar.ledger.urls")),
    path("reference/", include("ifar.reference.urls")),
    path("help/", help_page, name="help"),
    path("language/", language, name="set_language"),
    path("account/", include("ifar.accounts.signin_urls")),
    path("api/", _closes_itself(api.urls)),
]
if settings.DEMO:
    urlpatterns.append(path("style-guide/", style_guide, name="style_guide"))
handler400 = "ifar.http.bad_request"
handler403 = "ifar.http.permission_denied"
handler404 = "ifar.http.page_not_found"
handler429 = "ifar.http.too_many"
handler500 = "ifar.http.server_error"
