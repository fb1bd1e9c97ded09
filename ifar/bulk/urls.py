"""Addresses of the pages of batches."""

from __future__ import annotations

from django.urls import path

from ifar.acts.edges import acts_below
from ifar.bulk.services.batches import BATCH
from ifar.bulk.views import batches, deciding

app_name = "bulk"
urlpatterns = [
    path("", batches.listing, name="list"),
    path("new/", batches.new, name="new"),
    path("count/", batches.count, name="count"),
    path("<str:public_id>/", batches.one, name="batch"),
    path("<str:public_id>/decide/", deciding.decide, name="decide"),
    path("<str:public_id>/strike/", deciding.strike, name="strike"),
    path("<str:public_id>/report.csv", batches.report, name="report"),
    acts_below(BATCH, "<str:public_id>/"),
]
