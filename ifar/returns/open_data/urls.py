"""Addresses of the open data, for everybody."""

from __future__ import annotations

from django.urls import path

from ifar.returns.open_data import views as open_views

app_name = "open_data"
urlpatterns = [
    path("", open_views.index, name="index"),
    path("<int:year>/<int:number>/<slug:name>/", open_views.table, name="table"),
    path("<int:year>/<int:number>/files/<str:name>", open_views.file, name="file"),
]
