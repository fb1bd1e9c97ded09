"""Addresses of the pages about retention."""

from __future__ import annotations

from django.urls import path

from ifar.retention.views import holds, lapsed

app_name = "retention"
urlpatterns = [
    path("holds/", holds.listing, name="holds"),
    path("holds/new/", holds.place, name="place"),
    path("holds/<str:public_id>/lift/", holds.lift, name="lift"),
    path("lapsed/", lapsed.listing, name="lapsed"),
    path("lapsed/preview/", lapsed.preview, name="lapsed_preview"),
]
