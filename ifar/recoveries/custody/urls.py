"""Addresses of custody's pages."""

from __future__ import annotations

from django.urls import path

from ifar.recoveries.custody.views import batches, laboratories, rooms
from ifar.recoveries.custody.views import chains as custody

app_name = "custody"
urlpatterns = [
    path("", custody.desk, name="desk"),
    path("exhibits/<str:public_id>/", custody.exhibit, name="exhibit"),
    path("exhibits/<str:public_id>/<slug:what>/", custody.exhibit_act, name="exhibit_act"),
    path("rooms/", rooms.room_list, name="rooms"),
    path("rooms/<str:public_id>/", rooms.room, name="room"),
    path("counts/<str:public_id>/", rooms.count, name="count"),
    path("counts/<str:public_id>/<slug:what>/", rooms.count_act, name="count_act"),
    path("requests/<str:public_id>/", laboratories.one_request, name="request"),
    path("requests/<str:public_id>/<slug:what>/", laboratories.request_act, name="request_act"),
    path("batches/", batches.batch_list, name="batches"),
    path("batches/<str:public_id>/", batches.batch, name="batch"),
    path("batches/<str:public_id>/<slug:what>/", batches.batch_act, name="batch_act"),
    path("series/", batches.series_list, name="series_list"),
    path("series/<str:public_id>/", batches.one_series, name="series"),
    path("series/<str:public_id>/<slug:what>/", batches.series_act, name="series_act"),
]
