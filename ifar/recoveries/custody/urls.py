"""Addresses of custody's pages."""

from __future__ import annotations

from django.urls import path

from ifar.acts.edges import acts_below
from ifar.recoveries.custody.services import gaps  # noqa: F401 (it offers an act on chains)
from ifar.recoveries.custody.services.chains import CHAIN
from ifar.recoveries.custody.services.destruction import BATCH
from ifar.recoveries.custody.services.requests import REQUEST
from ifar.recoveries.custody.services.rooms import COUNTED
from ifar.recoveries.custody.services.series import SERIES
from ifar.recoveries.custody.views import batches, laboratories, rooms
from ifar.recoveries.custody.views import chains as custody

app_name = "custody"
urlpatterns = [
    path("", custody.desk, name="desk"),
    path("exhibits/<str:public_id>/", custody.exhibit, name="exhibit"),
    path("exhibits/<str:public_id>/take-in/", custody.take_in, name="take_in"),
    path("exhibits/<str:public_id>/ask/", custody.ask, name="ask"),
    acts_below(CHAIN, "exhibits/<str:public_id>/"),
    path("rooms/", rooms.room_list, name="rooms"),
    path("rooms/<str:public_id>/", rooms.room, name="room"),
    path("counts/<str:public_id>/", rooms.count, name="count"),
    acts_below(COUNTED),
    path("requests/<str:public_id>/", laboratories.one_request, name="request"),
    acts_below(REQUEST),
    path("batches/", batches.batch_list, name="batches"),
    path("batches/<str:public_id>/", batches.batch, name="batch"),
    path("batches/<str:public_id>/destroyed/", batches.destroyed, name="destroyed"),
    acts_below(BATCH, "batches/<str:public_id>/"),
    path("series/", batches.series_list, name="series_list"),
    path("series/<str:public_id>/", batches.one_series, name="series"),
    acts_below(SERIES, "series/<str:public_id>/"),
]
