"""Addresses of the programme."""

from __future__ import annotations

from django.urls import path

from ifar.programme.views import strategy

app_name = "programme"
urlpatterns = [
    path("", strategy.whole, name="strategy"),
]
