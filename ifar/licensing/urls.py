"""Addresses of licensing's pages."""

from __future__ import annotations

from django.urls import path

from ifar.licensing.views import amending, application, bulk, desk, licence, notices, offers, papers, removals

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
    path("removals/<str:public_id>/clear/", removals.clear, name="clear"),
    path("removals/<str:public_id>/extend/", removals.extend, name="extend"),
    path("eligibility/", notices.queue, name="notices"),
    path("eligibility/new/", notices.take, name="take"),
    path("eligibility/<str:public_id>/", notices.one, name="notice"),
    path("eligibility/<str:public_id>/match/", notices.match, name="match"),
    path("eligibility/<str:public_id>/dismiss/", notices.dismiss, name="dismiss"),
    path("offers/", offers.queue, name="offers"),
    path("offers/<str:public_id>/<slug:what>/", offers.answer, name="offer_answer"),
]
