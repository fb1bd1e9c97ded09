"""Addresses of the pages of the reference data."""

from __future__ import annotations

from django.urls import path

from ifar.reference import views

app_name = "reference"
urlpatterns = [
    path("", views.lists, name="lists"),
    path("<slug:name>/", views.listing, name="list"),
    path("<slug:name>/<path:code>/", views.row, name="row"),
]
