"""Addresses of the pages of hotspots."""

from __future__ import annotations

from django.urls import path

from ifar.acts.edges import acts_below
from ifar.hotspots.services import response_work  # noqa: F401 (it offers acts on responses)
from ifar.hotspots.services.deliveries import DELIVERY
from ifar.hotspots.services.duplicates import PAIR
from ifar.hotspots.services.hotspots import HOTSPOT
from ifar.hotspots.services.layers import LAYER
from ifar.hotspots.services.plans import PLAN
from ifar.hotspots.services.responses import RESPONSE
from ifar.hotspots.services.sources import SOURCE
from ifar.hotspots.services.triage import ALERT
from ifar.hotspots.views import (
    alerts,
    desk,
    hotspots,
    incidents,
    map_layers,
    maps,
    others,
    plans,
    responses,
    runs,
)

app_name = "hotspots"
urlpatterns = [
    path("map/", maps.page, name="map"),
    path("map/cells.csv", maps.table_csv, name="cells_csv"),
    path("map/areas.csv", maps.areas_csv, name="areas_csv"),
    path("map/map.<slug:form>", maps.picture, name="picture"),
    path("map/<slug:name>.json", map_layers.layer, name="map_layer"),
    path("sources/", desk.listing, name="sources"),
    path("sources/new/", desk.new, name="new_source"),
    path("sources/<str:public_id>/", desk.one, name="source"),
    acts_below(SOURCE),
    path("trials/<uuid:ident>/", desk.trial, name="trial"),
    path("trials/<uuid:ident>/mapping/", desk.mapping, name="mapping"),
    path("trials/<uuid:ident>/codes/", desk.codes, name="codes"),
    path("trials/<uuid:ident>/points/", desk.points, name="points"),
    path("trials/<uuid:ident>/load/", desk.load, name="load"),
    path("trials/<uuid:ident>/give-up/", desk.give_up, name="give_up"),
    path("trials/<uuid:ident>/again/", desk.again, name="try_again"),
    path("deliveries/<str:public_id>/", desk.delivery, name="delivery"),
    acts_below(DELIVERY, "deliveries/<str:public_id>/"),
    path("deliveries/<str:public_id>/rows.csv", desk.delivery_rows, name="delivery_rows"),
    path("incidents/", incidents.listing, name="incidents"),
    path("incidents/<int:number>/", incidents.one, name="incident"),
    path("layers/", others.layer_list, name="layers"),
    acts_below(LAYER),
    path("duplicates/", others.pairs, name="duplicates"),
    acts_below(PAIR),
    path("tips/new/", others.tip, name="tip"),
    path("", hotspots.listing, name="hotspots"),
    path("alerts/", alerts.listing, name="alerts"),
    path("alerts/<str:public_id>/", alerts.one, name="alert"),
    acts_below(ALERT),
    path("runs/", runs.listing, name="runs"),
    path("runs/new/", runs.new, name="new_run"),
    path("runs/<str:public_id>/", runs.one, name="run"),
    path("confirm/", hotspots.confirm, name="confirm"),
    path("responses/", responses.listing, name="responses"),
    path("responses/<str:public_id>/", responses.one, name="response"),
    path("responses/<str:public_id>/edit/", responses.edit, name="edit_response"),
    acts_below(RESPONSE),
    path("plans/<str:public_id>/", plans.one, name="plan"),
    path("plans/<str:public_id>/edit/", plans.edit, name="edit_plan"),
    acts_below(PLAN),
    path("reports/<str:public_id>/pdf/", hotspots.report_pdf, name="report_pdf"),
    path("hotspot/<str:public_id>/", hotspots.one, name="hotspot"),
    path("hotspot/<str:public_id>/edit/", hotspots.revise, name="revise"),
    path("hotspot/<str:hotspot>/response/", responses.new, name="new_response"),
    path("hotspot/<str:hotspot>/plan/", plans.new, name="new_plan"),
    path("hotspot/<str:public_id>/report/", hotspots.report, name="report"),
    path("hotspot/<str:public_id>/effect/", hotspots.effect, name="effect"),
    acts_below(HOTSPOT, "hotspot/<str:public_id>/"),
]
