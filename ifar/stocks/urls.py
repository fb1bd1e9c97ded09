"""Addresses of the pages of the State's stocks."""

from __future__ import annotations

from django.urls import path

from ifar.acts.edges import acts_below
from ifar.stocks.campaigns import views as campaigns
from ifar.stocks.campaigns.services.ordering import ORDERED
from ifar.stocks.handovers import views as handovers
from ifar.stocks.handovers.services import HANDED
from ifar.stocks.movements import views as movements
from ifar.stocks.movements.services.ordering import CRATES
from ifar.stocks.movements.services.ordering import ORDERED as MOVED
from ifar.stocks.serviceability import views as serviceability
from ifar.stocks.services.armouries import ARMOURY
from ifar.stocks.services.counts import COUNTED
from ifar.stocks.services.forgetting import OFFICER
from ifar.stocks.services.issues import ISSUED
from ifar.stocks.views import armouries, counts, issues, observations, roster

app_name = "stocks"
urlpatterns = [
    path("", armouries.listed, name="armouries"),
    path("armouries/new/", armouries.take_over, name="take_over"),
    path("armouries/<str:public_id>/", armouries.one, name="armoury"),
    acts_below(ARMOURY, "armouries/<str:public_id>/"),
    path("armouries/<str:public_id>/serviceability/", serviceability.listed, name="serviceability"),
    path(
        "armouries/<str:public_id>/serviceability/new/", serviceability.record, name="record_serviceability"
    ),
    path("armouries/<str:public_id>/handovers/new/", handovers.order, name="order_handover"),
    path("counts/", counts.listed, name="counts"),
    path("counts/<str:public_id>/", counts.one, name="count"),
    path("counts/<str:public_id>/close/", counts.close, name="count_close"),
    acts_below(COUNTED, "counts/<str:public_id>/"),
    path("handovers/", handovers.listed, name="handovers"),
    path("handovers/<str:public_id>/", handovers.one, name="handover"),
    acts_below(HANDED, "handovers/<str:public_id>/"),
    path("campaigns/", campaigns.listed, name="campaigns"),
    path("campaigns/new/", campaigns.order, name="order_campaign"),
    path("campaigns/<str:public_id>/", campaigns.one, name="campaign"),
    path("campaigns/<str:public_id>/sheet/", campaigns.sheet, name="campaign_sheet"),
    acts_below(ORDERED, "campaigns/<str:public_id>/"),
    path("movements/", movements.listed, name="movements"),
    path("movements/new/", movements.order, name="order_movement"),
    path("movements/<str:public_id>/", movements.one, name="movement"),
    path("movements/<str:public_id>/crates/new/", movements.pack, name="pack_movement"),
    path("movements/<str:public_id>/receipts/new/", movements.receive, name="receive_movement"),
    acts_below(MOVED, "movements/<str:public_id>/"),
    acts_below(CRATES, "movement-crates/<str:public_id>/"),
    path("issues/", issues.desk, name="issues"),
    path("issues/mine/", issues.mine, name="mine"),
    path("issues/<str:public_id>/", issues.one, name="issue"),
    acts_below(ISSUED, "issues/<str:public_id>/"),
    path("observations/<str:public_id>/", observations.one, name="observation"),
    path("roster/", roster.listed, name="roster"),
    path("roster/new/", roster.enrol, name="enrol"),
    path("roster/<str:public_id>/", roster.one, name="officer"),
    acts_below(OFFICER, "roster/<str:public_id>/"),
]
