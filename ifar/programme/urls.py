"""Addresses of the programme."""

from __future__ import annotations

from django.urls import path

from ifar.programme.views import (
    booking,
    committee,
    extracts,
    fund,
    others,
    planning,
    reports,
    strategy,
    values,
)

app_name = "programme"
urlpatterns = [
    path("", strategy.whole, name="strategy"),
    path("framework/<str:code>/", planning.theme, name="theme"),
    path("periods/", planning.periods, name="periods"),
    path("periods/<str:name>/lock/", planning.lock, name="lock"),
    path("projects/new/", planning.project, name="new_project"),
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
    path("fund/accounts/", extracts.feeds, name="feeds"),
    path("fund/accounts/new/", extracts.new_feed, name="new_feed"),
    path("fund/accounts/trials/<uuid:ident>/", extracts.trial, name="extract_trial"),
    path("fund/accounts/trials/<uuid:ident>/mapping/", extracts.mapping, name="extract_mapping"),
    path("fund/accounts/extracts/<str:public_id>/", extracts.extract, name="extract"),
    path("fund/accounts/differences/<str:public_id>/", extracts.settle, name="difference"),
    path("fund/accounts/<str:public_id>/", extracts.feed, name="feed"),
    path("fund/<str:public_id>/", fund.statement, name="statement"),
    path("fund/<str:public_id>/report.<str:form>", reports.donor, name="donor_report"),
    path("fund/<str:public_id>/statement.<str:form>", fund.statement_file, name="statement_file"),
    path("committee/", committee.whole, name="committee"),
    path("committee/seats/new/", committee.seat, name="new_seat"),
    path("committee/meetings/new/", committee.new_meeting, name="new_meeting"),
    path("committee/meetings/<str:public_id>/", committee.meeting, name="meeting"),
    path("committee/meetings/<str:public_id>/decisions/new/", committee.new_decision, name="new_decision"),
    path("committee/meetings/<str:public_id>/act/", committee.act, name="meeting_act"),
    path("iati/<str:which>.xml", fund.iati, name="iati"),
    path("strategy.<str:form>", reports.whole, name="strategy_report"),
    path("files/<str:name>", reports.indicators, name="indicator_file"),
    path("others/", others.listed, name="others"),
    path("others/files/", others.files, name="others_files"),
    path("others/files/<str:public_id>/original.xml", others.original, name="others_original"),
    path("others/trials/<uuid:ident>/", others.trial, name="others_trial"),
    path("others/<int:number>/", others.one, name="other"),
]
