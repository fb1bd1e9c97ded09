"""Addresses of oversight."""

from __future__ import annotations

from django.urls import path

from ifar.acts.edges import acts_below
from ifar.oversight.services.audits import FILE, PLAN
from ifar.oversight.services.cases import CASE
from ifar.oversight.services.outside import REPORT
from ifar.oversight.services.requests import REQUEST
from ifar.oversight.views import audits, cases, outside, parameters, report, signals

app_name = "oversight"
urlpatterns = [
    path("", signals.listed, name="signals"),
    path("signals/<slug:finding>/innocent/", signals.judge, name="judge"),
    path("signals/<slug:finding>/reads/<int:number>/", signals.look, name="look"),
    path("signals/of/<str:who>/case/", cases.from_signals, name="case_from_signals"),
    path("parameters/", parameters.listed, name="parameters"),
    path("report/", report.prepare, name="report"),
    path("cases/", cases.listed, name="cases"),
    path("cases/new/", cases.new, name="new_case"),
    path("cases/<str:public_id>/", cases.one, name="case"),
    path("cases/<str:public_id>/ask/", cases.ask, name="ask"),
    acts_below(CASE, "cases/<str:public_id>/"),
    path("plans/", audits.listed, name="plans"),
    path("plans/new/", audits.new, name="new_plan"),
    path("plans/<str:public_id>/", audits.one, name="plan"),
    path("plans/<str:public_id>/draw.json", audits.published_draw, name="plan_draw"),
    acts_below(PLAN, "plans/<str:public_id>/"),
    path("plans/files/<str:public_id>/", audits.one_file, name="file"),
    acts_below(FILE, "plans/files/<str:public_id>/"),
    path("requests/", cases.asked, name="requests"),
    path("requests/<str:public_id>/", cases.one_request, name="request"),
    acts_below(REQUEST, "requests/<str:public_id>/"),
    path("reports/", outside.listed, name="outside_reports"),
    path("reports/keys/", outside.keys, name="report_keys"),
    path("reports/keys/reseal/", outside.reseal, name="reseal_reports"),
    path("reports/keys/<str:public_id>/lost/", outside.lost, name="report_key_lost"),
    path("reports/<str:public_id>/", outside.one, name="outside_report"),
    path("reports/<str:public_id>/open/", outside.open_one, name="open_report"),
    acts_below(REPORT, "reports/<str:public_id>/"),
]
