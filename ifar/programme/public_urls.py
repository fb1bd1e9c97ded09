"""Addresses of what everybody is told of the steering committee."""

from __future__ import annotations

from django.urls import path

from ifar.programme.views import released

app_name = "released"
urlpatterns = [
    path("", released.index, name="index"),
    path("decisions.json", released.file, name="file"),
]
