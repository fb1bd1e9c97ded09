"""Addresses of the pages of hotspots."""

from __future__ import annotations

from typing import Any

app_name = "hotspots"
urlpatterns: list[Any] = []
