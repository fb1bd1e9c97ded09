"""Addresses of the integrity reports, for everybody."""

from __future__ import annotations

from django.urls import path

from ifar.oversight.views import report

app_name = "integrity"
urlpatterns = [
    path("", report.index, name="index"),
    path("<int:year>/", report.one, name="year"),
    path("<int:year>/integrity-<int:of>.<str:form>", report.file, name="file"),
]
