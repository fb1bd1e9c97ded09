"""Addresses of the pages of international transfers."""

from __future__ import annotations

from django.urls import path

from ifar.acts.edges import acts_below
from ifar.trade.consignments.services import arriving, diverting  # noqa: F401 (they offer acts on consignments)
from ifar.trade.consignments.services.consignments import CONSIGNMENT, CRATE
from ifar.trade.consignments.services.observing import OBSERVATION
from ifar.trade.consignments.services.packing import ITEM
from ifar.trade.consignments.views import consignments
from ifar.trade.declarations import views as declarations
from ifar.trade.deliveries.services.deliveries import DELIVERY
from ifar.trade.deliveries.services.enquiries import ENQUIRY
from ifar.trade.deliveries.views import deliveries, enquiries
from ifar.trade.despatches import views as despatches
from ifar.trade.despatches.services import receiving  # noqa: F401 (it offers acts on despatches)
from ifar.trade.despatches.services.despatching import BOX as DESPATCH_CRATE
from ifar.trade.despatches.services.despatching import DESPATCH
from ifar.trade.journeys.services import diverting as diverting_journeys  # noqa: F401 (it offers an act on journeys)
from ifar.trade.journeys.services.journeys import JOURNEY
from ifar.trade.journeys.views import border, journeys
from ifar.trade.refusals import views as refusals
from ifar.trade.refusals.services import DENIAL
from ifar.trade.screening.services.screening import MATCH, WATCHLIST
from ifar.trade.screening.views import screening
from ifar.trade.services.abroad import PARTY
from ifar.trade.services.deciding import AUTHORISATION
from ifar.trade.services.papers import PAPER
from ifar.trade.views import abroad, assessing, authorisations, issued, papers

app_name = "trade"
urlpatterns = [
    path("", authorisations.listed, name="authorisations"),
    path("new/", authorisations.new, name="new_authorisation"),
    path("lists/", screening.lists, name="lists"),
    path("lists/load/", screening.load, name="load_list"),
    path("lists/<str:public_id>/", screening.one_list, name="list"),
    acts_below(WATCHLIST, "lists/<str:public_id>/"),
    path("matches/", screening.matches, name="matches"),
    path("matches/<str:public_id>/", screening.one_match, name="match"),
    acts_below(MATCH, "matches/<str:public_id>/"),
    path("parties/", abroad.listed, name="parties"),
    path("parties/new/", abroad.new, name="new_party"),
    path("parties/<str:public_id>/", abroad.one, name="party"),
    acts_below(PARTY, "parties/<str:public_id>/"),
    path("papers/<str:public_id>/", papers.one, name="paper"),
    acts_below(PAPER, "papers/<str:public_id>/"),
    path("authorisations/<str:public_id>/", authorisations.one, name="authorisation"),
    path("authorisations/<str:public_id>/risk/", assessing.assess, name="assess"),
    path("authorisations/<str:public_id>/papers/new/", papers.new, name="new_paper"),
    path("authorisations/<str:public_id>/issued/new/", issued.issue, name="issue_paper"),
    path("authorisations/<str:public_id>/deliveries/new/", deliveries.new, name="new_delivery"),
    path("deliveries/", deliveries.listed, name="deliveries"),
    path("deliveries/<str:public_id>/", deliveries.one, name="delivery"),
    path("deliveries/<str:public_id>/proof/", deliveries.prove, name="prove_delivery"),
    path("deliveries/<str:public_id>/issued/new/", deliveries.issue, name="issue_request"),
    acts_below(DELIVERY, "deliveries/<str:public_id>/"),
    path("refusals/", refusals.listed, name="denials"),
    path("refusals/new/", refusals.new, name="new_denial"),
    path("refusals/table/", refusals.table, name="denials_table"),
    path("refusals/<str:public_id>/", refusals.one, name="denial"),
    acts_below(DENIAL, "refusals/<str:public_id>/"),
    path("enquiries/", enquiries.listed, name="enquiries"),
    path("enquiries/new/", enquiries.new, name="new_enquiry"),
    path("enquiries/<str:public_id>/", enquiries.one, name="enquiry"),
    path("enquiries/<str:public_id>/issued/new/", enquiries.issue, name="issue_certificate"),
    acts_below(ENQUIRY, "enquiries/<str:public_id>/"),
    acts_below(AUTHORISATION, "authorisations/<str:public_id>/"),
    path("consignments/", consignments.listed, name="consignments"),
    path("consignments/new/", consignments.new, name="new_consignment"),
    path("consignments/<str:public_id>/", consignments.one, name="consignment"),
    path("consignments/<str:public_id>/crates/new/", consignments.new_crate, name="new_crate"),
    path("consignments/<str:public_id>/goods/new/", consignments.pack_goods, name="pack_goods"),
    path("consignments/<str:public_id>/observations/new/", consignments.observe, name="observe"),
    acts_below(OBSERVATION, "observations/<str:public_id>/"),
    acts_below(CONSIGNMENT, "consignments/<str:public_id>/"),
    acts_below(CRATE, "crates/<str:public_id>/"),
    acts_below(ITEM, "packed/<str:public_id>/"),
    path("declarations/", declarations.listed, name="declarations"),
    path("declarations/<str:public_id>/", declarations.one, name="declaration"),
    path("despatches/", despatches.listed, name="despatches"),
    path("despatches/new/", despatches.new, name="new_despatch"),
    path("despatches/<str:public_id>/", despatches.one, name="despatch"),
    path("despatches/<str:public_id>/crates/new/", despatches.pack, name="pack_despatch"),
    path("despatches/<str:public_id>/receipts/new/", despatches.receive, name="receive_despatch"),
    acts_below(DESPATCH, "despatches/<str:public_id>/"),
    acts_below(DESPATCH_CRATE, "despatch-crates/<str:public_id>/"),
    path("border/", border.at_border, name="border"),
    path("journeys/", journeys.listed, name="journeys"),
    path("journeys/leaving/", journeys.leaving, name="leaving"),
    path("journeys/entering/", journeys.entering, name="entering"),
    path("journeys/<str:public_id>/", journeys.one, name="journey"),
    acts_below(JOURNEY, "journeys/<str:public_id>/"),
]
