"""Addresses of papers: the public page that verifies them, and the pages of officers."""

from __future__ import annotations

from django.urls import path

from ifar.acts.edges import acts_below
from ifar.documents import label_views, services, views

app_name = "documents"
urlpatterns = [
    path("verify/", views.verify, name="verify"),
    path("verify/<str:number>/", views.verify, name="verify_number"),
    path("labels/", label_views.labels, name="labels"),
    path("<str:public_id>/", views.paper, name="paper"),
    path("<str:public_id>/pdf/", views.pdf, name="pdf"),
    acts_below(services.PAPER, "<str:public_id>/"),
]
