"""Addresses of the programme."""

from __future__ import annotations

from django.urls import path

from ifar.programme.views import (
    booking,
    committee,
    diligence,
    fund,
    planning,
    protocol,
    starting,
    strategy,
    values,
)

app_name = "programme"
urlpatterns = [
    path("", strategy.whole, name="strategy"),
    path("framework/<str:code>/", planning.theme, name="theme"),
    path("periods/", planning.periods, name="periods"),
    path("periods/<str:name>/lock/", planning.lock, name="lock"),
    path("projects/new/", starting.project, name="new_project"),
    path("projects/<str:public_id>/", planning.one_project, name="project"),
    path("projects/<str:public_id>/move/", planning.move, name="move"),
    path("projects/<str:public_id>/results/new/", planning.result, name="new_result"),
    path("results/<str:public_id>/indicators/new/", planning.indicator, name="new_indicator"),
    path("indicators/", values.listed, name="indicators"),
    path("indicators/<str:public_id>/", values.indicator, name="indicator"),
    path("indicators/<str:public_id>/report/", values.report, name="report"),
    path("indicators/<str:public_id>/count/", values.compute, name="compute"),
    path("values/<str:public_id>/", values.value, name="value"),
    path("values/<str:public_id>/change/", values.change, name="change"),
    path("values/<str:public_id>/act/", values.act, name="act"),
    path("fund/", fund.whole, name="fund"),
    path("fund/contributions/new/", booking.contribution, name="new_contribution"),
    path("fund/movements/new/", booking.movement, name="new_movement"),
    path("fund/<str:public_id>/", fund.statement, name="statement"),
    path("fund/<str:public_id>/statement.<str:form>", fund.statement_file, name="statement_file"),
    path("committee/", committee.whole, name="committee"),
    path("committee/seats/new/", committee.seat, name="new_seat"),
    path("committee/meetings/new/", committee.new_meeting, name="new_meeting"),
    path("committee/meetings/<str:public_id>/", committee.meeting, name="meeting"),
    path("committee/meetings/<str:public_id>/decisions/new/", committee.new_decision, name="new_decision"),
    path("committee/meetings/<str:public_id>/act/", committee.act, name="meeting_act"),
    path("protocol/", protocol.matrix, name="protocol"),
    path("protocol/start/", protocol.start, name="protocol_start"),
    path("protocol/<str:place>/<int:of>/", protocol.one_year, name="protocol_year"),
    path("protocol/<str:place>/<int:of>/questionnaire.<str:form>", protocol.exported, name="protocol_file"),
    path("protocol/<str:place>/<int:of>/<str:number>/", protocol.article, name="protocol_article"),
    path("protocol/<str:place>/<int:of>/<str:number>/write/", protocol.write, name="protocol_write"),
    path("protocol/<str:place>/<int:of>/<str:number>/act/", protocol.act, name="protocol_act"),
    path("diligence/", diligence.listed, name="diligences"),
    path("diligence/<str:public_id>/", diligence.one, name="diligence"),
    path("diligence/<str:public_id>/change/", diligence.change, name="change_diligence"),
    path("diligence/<str:public_id>/act/", diligence.act, name="diligence_act"),
    path("projects/<str:public_id>/diligence/new/", diligence.new, name="new_diligence"),
    path("projects/<str:public_id>/security-forces/", diligence.mark, name="mark_project"),
    path("iati/<str:which>.xml", fund.iati, name="iati"),
]
