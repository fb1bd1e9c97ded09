"""Addresses of recoveries' pages."""

from __future__ import annotations

from django.urls import path

from ifar.acts.edges import acts_below
from ifar.recoveries.services import case_persons, exhibits, links  # noqa: F401 (they offer acts on cases and items)
from ifar.recoveries.services.cases import CASE
from ifar.recoveries.services.writing import ITEM
from ifar.recoveries.views import cases, lists, map, persons, photographs, things

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
    path("items/<str:public_id>/register/", things.register, name="register"),
    path("items/<str:public_id>/photograph/", things.photograph, name="photograph"),
    acts_below(ITEM),
    path("<str:public_id>/", cases.one, name="case"),
    path("<str:public_id>/edit/", cases.edit, name="edit"),
    path("<str:public_id>/items/new/", things.enter, name="enter"),
    path("<str:public_id>/photographs/", photographs.many, name="photographs"),
    path("<str:public_id>/persons/", persons.person, name="person"),
    path("<str:public_id>/file.json", cases.hand_over, {"form": "json"}, name="file_json"),
    path("<str:public_id>/file.pdf", cases.hand_over, {"form": "pdf"}, name="file_pdf"),
    path("<str:public_id>/file.xlsx", cases.hand_over, {"form": "xlsx"}, name="file_xlsx"),
    acts_below(CASE, "<str:public_id>/"),
]
