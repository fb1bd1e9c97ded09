"""Addresses of the pages of hotspots."""

from __future__ import annotations

from django.urls import path

from ifar.hotspots.views import desk, maps, others

app_name = "hotspots"
urlpatterns = [
    path("map/", maps.page, name="map"),
    path("map/cells.csv", maps.table_csv, name="cells_csv"),
    path("map/areas.csv", maps.areas_csv, name="areas_csv"),
    path("map/map.<slug:form>", maps.picture, name="picture"),
    path("sources/", desk.listing, name="sources"),
    path("sources/new/", desk.new, name="new_source"),
    path("sources/<str:public_id>/", desk.one, name="source"),
    path("sources/<str:public_id>/edit/", desk.edit, name="edit_source"),
    path("trials/<uuid:ident>/", desk.trial, name="trial"),
    path("trials/<uuid:ident>/mapping/", desk.mapping, name="mapping"),
    path("trials/<uuid:ident>/again/", desk.again, name="try_again"),
    path("deliveries/<str:public_id>/", desk.delivery, name="delivery"),
    path("deliveries/<str:public_id>/rows.csv", desk.delivery_rows, name="delivery_rows"),
    path("incidents/", desk.incidents, name="incidents"),
    path("incidents/<int:number>/", desk.incident, name="incident"),
    path("layers/", others.layer_list, name="layers"),
    path("duplicates/", others.pairs, name="duplicates"),
    path("tips/new/", others.tip, name="tip"),
]
