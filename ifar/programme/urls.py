"""Addresses of the programme."""

from __future__ import annotations

from django.urls import path

from ifar.programme.views import booking, committee, fund, planning, starting, strategy, values

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
    path("iati/<str:which>.xml", fund.iati, name="iati"),
]
