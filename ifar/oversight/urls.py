"""Addresses of oversight."""

from __future__ import annotations

from django.urls import path

from ifar.oversight import views

app_name = "oversight"
urlpatterns = [path("", views.listed, name="signals")]
