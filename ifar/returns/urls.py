"""Addresses of the official returns."""

from __future__ import annotations

from django.urls import path

from ifar.returns import views

app_name = "returns"
urlpatterns = [
    path("", views.years, name="years"),
    path("iafq/<int:year>/", views.iafq, name="iafq"),
    path("iafq/<int:year>/behind/", views.behind, name="behind"),
    path("iafq/<int:year>/freeze/", views.freeze, name="freeze"),
    path("iafq/<int:year>/editions/<int:number>/", views.edition, name="edition"),
    path("iafq/<int:year>/return.csv", views.as_file, {"form": "csv"}, name="csv"),
    path("iafq/<int:year>/return.xlsx", views.as_file, {"form": "xlsx"}, name="xlsx"),
]
