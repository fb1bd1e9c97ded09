"""Addresses of the pages of ammunition."""

from __future__ import annotations

from django.urls import path

from ifar.acts.edges import acts_below
from ifar.ammunition.services.lots import LOT
from ifar.ammunition.services.movements import MOVEMENT
from ifar.ammunition.views import lots, movements, sales

app_name = "ammunition"
urlpatterns = [
    path("", lots.stock, name="stock"),
    path("lots/new/", lots.new, name="new"),
    path("lots/mixed/", lots.mixed, name="mixed"),
    path("lots/<str:public_id>/", lots.one, name="lot"),
    acts_below(LOT),
    path("sales/", sales.sales, name="sales"),
    path("record/<slug:move>/", movements.record, name="record"),
    path("movements/<str:public_id>/", movements.one, name="movement"),
    acts_below(MOVEMENT),
]
