"""Addresses of oversight."""

from __future__ import annotations

from django.urls import path

from ifar.acts.edges import acts_below
from ifar.oversight.services.cases import CASE
from ifar.oversight.services.requests import REQUEST
from ifar.oversight.views import cases, parameters, report, signals

app_name = "oversight"
urlpatterns = [
    path("", signals.listed, name="signals"),
    path("signals/<slug:finding>/innocent/", signals.judge, name="judge"),
    path("signals/of/<str:who>/case/", cases.from_signals, name="case_from_signals"),
    path("parameters/", parameters.listed, name="parameters"),
    path("report/", report.prepare, name="report"),
    path("cases/", cases.listed, name="cases"),
    path("cases/new/", cases.new, name="new_case"),
    path("cases/<str:public_id>/", cases.one, name="case"),
    path("cases/<str:public_id>/ask/", cases.ask, name="ask"),
    acts_below(CASE, "cases/<str:public_id>/"),
    path("requests/", cases.asked, name="requests"),
    path("requests/<str:public_id>/", cases.one_request, name="request"),
    acts_below(REQUEST, "requests/<str:public_id>/"),
]
