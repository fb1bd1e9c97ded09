"""Addresses of the ledger's pages."""

from __future__ import annotations

from django.urls import path

from ifar.ledger import views

app_name = "ledger"
urlpatterns = [
    path("", views.overview, name="overview"),
    path("changed/", views.changed, name="changed"),
    path("checkpoint/", views.checkpoint, name="checkpoint"),
    path("export/", views.export_log, name="export"),
    path("verify/", views.verify, name="verify"),
]
