"""Addresses of the pages about retention."""

from __future__ import annotations

from django.urls import path

from ifar.acts.edges import acts_below
from ifar.retention.services import HOLD
from ifar.retention.views import holds, lapsed

app_name = "retention"
urlpatterns = [
    path("holds/", holds.listing, name="holds"),
    path("holds/new/", holds.place, name="place"),
    acts_below(HOLD),
    path("lapsed/", lapsed.listing, name="lapsed"),
    path("lapsed/preview/", lapsed.preview, name="lapsed_preview"),
]
