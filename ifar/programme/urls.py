"""Addresses of the programme."""

from __future__ import annotations

from django.urls import path

from ifar.programme.views import (
    booking,
    committee,
    diligence,
    documents,
    evaluations,
    feedback,
    fund,
    partners,
    people,
    planning,
    progress,
    protocol,
    sightings,
    starting,
    strategy,
    values,
    work,
    work_forms,
)

app_name = "programme"
PLURALS = {
    "activity": "activities",
    "partner": "parts",
    "location": "locations",
    "risk": "risks",
    "issue": "issues",
    "lesson": "lessons",
    "document": "documents",
}
"""Noun of a project's work -> its part of addresses."""
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
    path("initiatives/", people.listed, name="initiatives"),
    path("initiatives/new/", people.new_initiative, name="new_initiative"),
    path("initiatives/<str:public_id>/", people.initiative, name="initiative"),
    path("initiatives/<str:public_id>/change/", people.change_initiative, name="change_initiative"),
    path("initiatives/<str:public_id>/act/", people.move_initiative, name="initiative_act"),
    path("initiatives/<str:public_id>/count/", people.count, name="count"),
    path("participation/<str:public_id>/", people.recount, name="recount"),
    path("feedback/", feedback.listed, name="feedback"),
    path("feedback/new/", feedback.note, name="new_feedback"),
    path("feedback/<str:public_id>/", feedback.one, name="feedback_one"),
    path("feedback/<str:public_id>/act/", feedback.act, name="feedback_act"),
    path("partners/", partners.whole, name="partners"),
    path("partners/new/", partners.new_partner, name="new_partner"),
    path("partners/<str:public_id>/", partners.partner, name="partner"),
    path("partners/<str:public_id>/change/", partners.change_partner, name="change_partner"),
    path("partners/<str:public_id>/contact/", partners.contact, name="contact"),
    path("partners/<str:public_id>/commitments/new/", partners.commitment, name="new_commitment"),
    path("partners/<str:public_id>/act/", partners.act, name="partner_act"),
    path("sightings/", sightings.queue, name="sightings"),
    path("sightings/mine/", sightings.mine, name="my_sightings"),
    path("sightings/new/", sightings.new, name="new_sighting"),
    path("sightings/<str:public_id>/", sightings.one, name="sighting"),
    path("sightings/<str:public_id>/act/", sightings.act, name="sighting_act"),
    path("iati/<str:which>.xml", fund.iati, name="iati"),
    # Work of projects, documents, progress reports, evaluations.
    path("projects/", work.listed, name="projects"),
    path("projects/<str:public_id>/plan/", work.plan, name="plan"),
    path("projects/<str:public_id>/theory/", work.change_theory, name="theory"),
    path("projects/<str:public_id>/risks/", work.risks, name="risks"),
    *(
        path(f"projects/<str:public_id>/{nouns}/new/", work_forms.add, {"noun": noun}, name=f"add_{noun}")
        for noun, nouns in PLURALS.items()
        if noun in work_forms.KINDS
    ),
    *(
        path(f"{nouns}/<str:public_id>/change/", work_forms.change, {"noun": noun}, name=f"change_{noun}")
        for noun, nouns in PLURALS.items()
        if noun in work_forms.CHANGED
    ),
    *(
        path(f"{nouns}/<str:public_id>/act/", work.act, {"noun": noun}, name=f"{noun}_button")
        for noun, nouns in PLURALS.items()
    ),
    path("risks/<str:public_id>/occurred/", work_forms.occurred, name="risk_occurred"),
    path("projects/<str:public_id>/documents/", documents.listed, name="documents"),
    path("projects/<str:public_id>/documents/new/", documents.add, name="new_document"),
    path("documents/<str:public_id>/", documents.read, name="document"),
    path("documents/<str:public_id>/<int:number>/", documents.read, name="document_page"),
    path("documents/<str:public_id>/<int:number>.png", documents.picture, name="document_picture"),
    path("documents/<str:public_id>/download/", documents.download, name="document_file"),
    path("projects/<str:public_id>/reports/", progress.listed, name="reports"),
    path("reports/<str:public_id>/", progress.report, name="report_of"),
    path("reports/<str:public_id>/change/", progress.rewrite, name="change_report"),
    path("reports/<str:public_id>/act/", progress.act, name="report_act"),
    path("reports/<str:public_id>/<str:language>.pdf", progress.printed, name="report_file"),
    path("evaluations/", evaluations.whole, name="evaluations"),
    path("projects/<str:public_id>/evaluations/", evaluations.of_project, name="project_evaluations"),
    path("projects/<str:public_id>/evaluations/new/", evaluations.commission, name="new_evaluation"),
    path("evaluations/<str:public_id>/", evaluations.evaluation, name="evaluation"),
    path("evaluations/<str:public_id>/change/", evaluations.change, name="change_evaluation"),
    path("evaluations/<str:public_id>/act/", evaluations.act, name="evaluation_act"),
    path("evaluations/<str:public_id>/findings/new/", evaluations.finding, name="new_finding"),
    path(
        "evaluations/<str:public_id>/recommendations/new/", evaluations.recommend, name="new_recommendation"
    ),
    path("recommendations/<str:public_id>/answer/", evaluations.answer, name="answer"),
    path("recommendations/<str:public_id>/follow/", evaluations.follow, name="follow"),
]
