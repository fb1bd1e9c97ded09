"""Addresses of the pages for reports: in the language that the address names, else in that of the reader's browser."""

from __future__ import annotations

from django.urls import path
from django.views.generic import RedirectView

from ifar.oversight.outside import views

urlpatterns = [
    path("", RedirectView.as_view(url="/report/")),
    path("report/", views.report, name="report"),
    path("report/<str:language>/", views.report, name="report_in"),
    path("report/<str:language>/answers/", views.answers, name="answers"),
    path("report/<str:language>/write/", views.write, name="write"),
]
