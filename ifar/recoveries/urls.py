"""Addresses of recoveries' pages."""

from __future__ import annotations

from django.urls import path

from ifar.recoveries.views import cases, lists, map, persons, things

app_name = "recoveries"
urlpatterns = [
    path("", lists.listing, name="list"),
    path("export.csv", lists.export, {"form": "csv"}, name="export_csv"),
    path("export.xlsx", lists.export, {"form": "xlsx"}, name="export_xlsx"),
    path("new/", cases.new, name="new"),
    path("map/", map.page, name="map"),
    path("market/", things.watch, name="market"),
    path("rows/<int:number>/", things.mend, name="mend"),
    path("items/<str:public_id>/", things.one, name="item"),
    path("items/<str:public_id>/edit/", things.edit, name="item_edit"),
    path("items/<str:public_id>/proposals/<uuid:entry>/", things.judge, name="judge"),
    path("items/<str:public_id>/<slug:what>/", things.act, name="item_act"),
    path("<str:public_id>/", cases.one, name="case"),
    path("<str:public_id>/edit/", cases.edit, name="edit"),
    path("<str:public_id>/items/new/", things.enter, name="enter"),
    path("<str:public_id>/persons/", persons.person, name="person"),
    path("<str:public_id>/persons/<uuid:entry>/", persons.stage, name="stage"),
    path("<str:public_id>/file.json", cases.hand_over, {"form": "json"}, name="file_json"),
    path("<str:public_id>/file.pdf", cases.hand_over, {"form": "pdf"}, name="file_pdf"),
    path("<str:public_id>/file.xlsx", cases.hand_over, {"form": "xlsx"}, name="file_xlsx"),
    path("<str:public_id>/<slug:what>/", cases.act, name="act"),
]
