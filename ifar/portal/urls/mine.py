"""Addresses of a holder's own pages."""

from __future__ import annotations

from django.urls import path

from ifar.acts.edges import acts_below
from ifar.portal.services.applications import APPLICATION
from ifar.portal.services.offers import OFFER
from ifar.portal.views import applying, data, holding, invitation, offering, papers, reporting

app_name = "mine"
urlpatterns = [
    path("", holding.held, name="held"),
    path("papers/", papers.listing, name="papers"),
    path("papers/<str:public_id>/", papers.paper, name="paper"),
    path("papers/<str:public_id>/pdf/", papers.pdf, name="pdf"),
    path("applications/", applying.listing, name="applications"),
    path("applications/new/", applying.new, name="apply"),
    path("applications/<str:public_id>/", applying.one, name="application"),
    path("applications/<str:public_id>/documents/", applying.send, name="send"),
    acts_below(APPLICATION, "applications/<str:public_id>/", frame="portal/base.html"),
    path("licences/<str:public_id>/renewal/", applying.renew, name="renew"),
    path("firearms/<str:public_id>/gone/", reporting.gone, name="gone"),
    path("firearms/<str:public_id>/gone/receipt/", reporting.receipt, name="receipt"),
    path("firearms/<str:public_id>/offer/", offering.offer, name="offer"),
    path("taken-in/<str:public_id>/<int:n>/", reporting.taken_in, name="taken_in"),
    path("moved/", reporting.moved, name="moved"),
    path("offers/", offering.listing, name="offers"),
    acts_below(OFFER, "offers/<str:public_id>/", frame="portal/base.html"),
    path("data/", data.data, name="data"),
    path("data/correction/", data.correction, name="correction"),
    path("out/", data.out, name="out"),
    path("invitation/<str:link>/", invitation.accept, name="invitation"),
]
