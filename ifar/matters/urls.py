"""Addresses of the pages of matters."""

from __future__ import annotations

from django.urls import path

from ifar.acts.edges import acts_below
from ifar.matters.services.matters import MATTER
from ifar.matters.views import matters

app_name = "matters"
urlpatterns = [
    path("", matters.chase_list, name="list"),
    path("new/", matters.new, name="new"),
    path("<str:public_id>/", matters.one, name="matter"),
    acts_below(MATTER, "<str:public_id>/"),
]
