"""Addresses of licensing's pages."""

from __future__ import annotations

from django.urls import path

from ifar.acts.edges import acts_below
from ifar.licensing.services.applications import APPLICATION
from ifar.licensing.services.licences import LICENCE
from ifar.licensing.services.moves import MOVE
from ifar.licensing.services.notices import NOTICE
from ifar.licensing.services.reminders import REMINDER
from ifar.licensing.services.removals import REMOVAL
from ifar.licensing.services.rounds import ROUND
from ifar.licensing.services.visits import FINDING, VISIT
from ifar.licensing.views import (
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
    acts_below(APPLICATION),
    path("licences/<str:public_id>/", licence.one, name="licence"),
    path("licences/<str:public_id>/papers/new/", papers.issue, name="paper_issue"),
    path("licences/<str:public_id>/renewal/", application.renew, name="renew"),
    acts_below(LICENCE),
    path("removals/", removals.queue, name="removals"),
    path("removals/<str:public_id>/", removals.one, name="removal"),
    acts_below(REMOVAL),
    path("eligibility/", notices.queue, name="notices"),
    path("eligibility/new/", notices.take, name="take"),
    path("eligibility/<str:public_id>/", notices.one, name="notice"),
    acts_below(NOTICE, "eligibility/<str:public_id>/"),
    path("rounds/", rounds.queue, name="rounds"),
    path("rounds/new/", rounds.new, name="round_new"),
    path("rounds/<str:public_id>/", rounds.one, name="round"),
    acts_below(ROUND),
    path("rounds/<str:public_id>/draw.json", rounds.file, name="round_file"),
    path("visits/", visits.queue, name="visits"),
    path("visits/<str:public_id>/", visits.one, name="visit"),
    acts_below(VISIT),
    path("findings/<str:public_id>/", visits.finding, name="finding"),
    acts_below(FINDING),
    path("moves/", moves.queue, name="moves"),
    path("moves/<str:public_id>/", moves.one, name="move"),
    acts_below(MOVE),
    path("reminders/", reminders.queue, name="reminders"),
    path("reminders/letters/", reminders.print_letters, name="letters"),
    path("reminders/letters/<slug:batch>/", reminders.batch, name="batch"),
    path("reminders/letters/<slug:batch>/letters.pdf", reminders.pdf, name="batch_pdf"),
    path("reminders/letters/<slug:batch>/post/", reminders.post, name="batch_post"),
    path("reminders/<str:public_id>/", reminders.one, name="reminder"),
    acts_below(REMINDER),
    path("offers/", offers.queue, name="offers"),
    path("offers/<str:public_id>/<slug:what>/", offers.answer, name="offer_answer"),
]
