"""Addresses of deposited pictures."""

from __future__ import annotations

from django.urls import path

from ifar.files import views

app_name = "files"
urlpatterns = [path("<str:sha256>/", views.picture, name="picture")]
