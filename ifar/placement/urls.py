"""Addresses of the pages of places."""

from __future__ import annotations

from django.urls import path

from ifar.acts.edges import acts_below
from ifar.placement.services.places import PLACE
from ifar.placement.views import places

app_name = "placement"
urlpatterns = [
    path("", places.listed, name="list"),
    path("new/", places.new, name="new"),
    path("scan/", places.scan, name="scan"),
    path("<str:public_id>/", places.one, name="place"),
    path("<str:public_id>/scan/", places.scan_here, name="scan_here"),
    path("<str:public_id>/move/", places.move, name="move"),
    path("things/<str:public_id>/", places.thing, name="thing"),
    acts_below(PLACE, "<str:public_id>/"),
]
