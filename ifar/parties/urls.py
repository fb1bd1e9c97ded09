"""Addresses of the parties' pages."""

from __future__ import annotations

from django.urls import path

from ifar.acts.edges import acts_below
from ifar.parties.services.bars import BAR
from ifar.parties.views import barring, erasing, finding, joining, person, writing

app_name = "parties"
urlpatterns = [
    path("", finding.listing, name="list"),
    path("new/", writing.register, name="new"),
    path("bars/", barring.listing, name="bars"),
    path("bars/new/", barring.enter, name="bar_new"),
    path("bars/<str:public_id>/", barring.bar, name="bar"),
    acts_below(BAR),
    path("<str:public_id>/", person.party, name="party"),
    path("<str:public_id>/file/", person.file, name="file"),
    path("<str:public_id>/entries/<uuid:entry>/proof/", person.proof, name="proof"),
    path("<str:public_id>/correct/", writing.correct, name="correct"),
    path("<str:public_id>/address/", writing.move, name="move"),
    path("<str:public_id>/join/", joining.choose, name="choose"),
    path("<str:public_id>/join/<str:other>/", joining.compare, name="compare"),
    path("<str:public_id>/split/", joining.split, name="split"),
    path("<str:public_id>/erase/", erasing.erase, name="erase"),
]
