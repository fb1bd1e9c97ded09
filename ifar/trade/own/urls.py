"""Addresses of applicants' own pages of what goes across the border."""

from __future__ import annotations

from django.urls import path

from ifar.acts.edges import acts_below
from ifar.trade.own.applications import AUTHORISATION, PAPER
from ifar.trade.own.consignments import CONSIGNMENT, CRATE, ITEM
from ifar.trade.own.journeys import JOURNEY
from ifar.trade.own.views import pages

FRAME = "portal/base.html"
app_name = "own_trade"
urlpatterns = [
    path("", pages.listing, name="listing"),
    path("new/", pages.apply, name="begin"),
    path("parties/new/", pages.party, name="party"),
    path("authorisations/<str:public_id>/", pages.authorisation, name="authorisation"),
    path("authorisations/<str:public_id>/papers/new/", pages.paper, name="hand_in"),
    path("authorisations/<str:public_id>/consignments/new/", pages.new_consignment, name="new_consignment"),
    acts_below(AUTHORISATION, "authorisations/<str:public_id>/", frame=FRAME),
    acts_below(PAPER, "papers/<str:public_id>/", frame=FRAME),
    path("consignments/<str:public_id>/", pages.consignment, name="consignment"),
    path("consignments/<str:public_id>/crates/new/", pages.crate, name="crate"),
    path("consignments/<str:public_id>/firearms/", pages.pack, name="pack"),
    path("consignments/<str:public_id>/goods/", pages.goods, name="goods"),
    path("journeys/new/", pages.announce, name="announce"),
    path("journeys/<str:public_id>/", pages.journey, name="journey"),
    acts_below(JOURNEY, "journeys/<str:public_id>/", frame=FRAME),
    acts_below(CONSIGNMENT, "consignments/<str:public_id>/", frame=FRAME),
    acts_below(CRATE, "crates/<str:public_id>/", frame=FRAME),
    acts_below(ITEM, "packed/<str:public_id>/", frame=FRAME),
    path("deliveries/<str:public_id>/proof/", pages.proof, name="proof"),
]
