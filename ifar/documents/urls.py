"""Addresses of papers: the public page that verifies them, and the pages of officers."""

from __future__ import annotations

from django.urls import path

from ifar.documents import views

app_name = "documents"
urlpatterns = [
    path("verify/", views.verify, name="verify"),
    path("verify/<str:number>/", views.verify, name="verify_number"),
    path("<str:public_id>/", views.paper, name="paper"),
    path("<str:public_id>/pdf/", views.pdf, name="pdf"),
    path("<str:public_id>/withdraw/", views.withdraw, name="withdraw"),
]
