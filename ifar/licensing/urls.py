"""Addresses of licensing's pages."""

from __future__ import annotations

from django.urls import path

from ifar.acts.edges import acts_below
from ifar.licensing.services.moves import MOVE
from ifar.licensing.views import (
    amending,
    application,
    bulk,
    desk,
    licence,
    moves,
    notices,
    offers,
    papers,
    reminders,
    removals,
    rounds,
    visits,
)

app_name = "licensing"
urlpatterns = [
    path("applications/", desk.desk, name="desk"),
    path("applications/checks/", desk.checks, name="checks"),
    path("applications/new/", desk.new, name="new"),
    path("applications/several/", bulk.several, name="several"),
    path("applications/<str:public_id>/", application.one, name="application"),
    path("applications/<str:public_id>/amend/", amending.amend, name="amend"),
    path("applications/<str:public_id>/<slug:what>/", application.act, name="application_act"),
    path("licences/<str:public_id>/", licence.one, name="licence"),
    path("licences/<str:public_id>/papers/new/", papers.issue, name="paper_issue"),
    path("licences/<str:public_id>/change/", amending.change, name="change"),
    path("licences/<str:public_id>/renewal/", application.renew, name="renew"),
    path("licences/<str:public_id>/<slug:what>/", licence.act, name="licence_act"),
    path("removals/", removals.queue, name="removals"),
    path("removals/<str:public_id>/", removals.one, name="removal"),
    path("removals/<str:public_id>/<slug:what>/", removals.act, name="removal_act"),
    path("eligibility/", notices.queue, name="notices"),
    path("eligibility/new/", notices.take, name="take"),
    path("eligibility/<str:public_id>/", notices.one, name="notice"),
    path("eligibility/<str:public_id>/<slug:what>/", notices.act, name="notice_act"),
    path("rounds/", rounds.queue, name="rounds"),
    path("rounds/new/", rounds.new, name="round_new"),
    path("rounds/<str:public_id>/", rounds.one, name="round"),
    path("rounds/<str:public_id>/<slug:what>/", rounds.act, name="round_act"),
    path("rounds/<str:public_id>/draw.json", rounds.file, name="round_file"),
    path("visits/", visits.queue, name="visits"),
    path("visits/<str:public_id>/", visits.one, name="visit"),
    path("visits/<str:public_id>/<slug:what>/", visits.act, name="visit_act"),
    path("findings/<str:public_id>/", visits.finding, name="finding"),
    path("findings/<str:public_id>/<slug:what>/", visits.finding_act, name="finding_act"),
    path("moves/", moves.queue, name="moves"),
    path("moves/<str:public_id>/", moves.one, name="move"),
    acts_below(MOVE),
    path("reminders/", reminders.queue, name="reminders"),
    path("reminders/letters/", reminders.print_letters, name="letters"),
    path("reminders/letters/<slug:batch>/", reminders.batch, name="batch"),
    path("reminders/letters/<slug:batch>/letters.pdf", reminders.pdf, name="batch_pdf"),
    path("reminders/letters/<slug:batch>/post/", reminders.post, name="batch_post"),
    path("reminders/<str:public_id>/", reminders.one, name="reminder"),
    path("reminders/<str:public_id>/<slug:what>/", reminders.act, name="reminder_act"),
    path("offers/", offers.queue, name="offers"),
    path("offers/<str:public_id>/<slug:what>/", offers.answer, name="offer_answer"),
]
