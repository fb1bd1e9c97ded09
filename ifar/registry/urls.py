"""Addresses of the registry's pages."""

from __future__ import annotations

from django.urls import path

from ifar.acts.edges import acts_below
from ifar.registry.alerts.services.saved_searches import SEARCH
from ifar.registry.alerts.views import saved_searches
from ifar.registry.views import (
    duplicates,
    firearm,
    firearm_page,
    identify,
    imports,
    lists,
    offering,
    papers,
    parts,
    recording,
    roadside,
    search,
)

app_name = "registry"
urlpatterns = [
    path("search/", search.search_page, name="search"),
    path("search/list.csv", lists.export, {"form": "csv"}, name="list_csv"),
    path("search/list.xlsx", lists.export, {"form": "xlsx"}, name="list_xlsx"),
    path("search/elsewhere/", saved_searches.elsewhere, name="elsewhere"),
    path("search/keep/", saved_searches.keep, name="keep_search"),
    path("identify/", identify.identify, name="identify"),
    path("roadside/", roadside.roadside, name="roadside"),
    path("searches/", saved_searches.listing, name="saved_searches"),
    path("searches/release/", saved_searches.release_waiting, name="release_searches"),
    path("searches/<str:public_id>/", saved_searches.one, name="saved_search"),
    acts_below(SEARCH, "searches/<str:public_id>/"),
    path("searches/<str:public_id>/hits/<uuid:hit>/", saved_searches.judge, name="saved_search_judge"),
    path("known/<slug:name>/", search.known, name="known"),
    path("firearms/new/", recording.enter, name="enter"),
    path("firearms/<str:public_id>/", firearm_page.firearm, name="firearm"),
    path("firearms/<str:public_id>/offer/", offering.offer, name="offer"),
    path("held-under/<str:public_id>/", offering.under, name="held_under"),
    path("firearms/<str:public_id>/events/<int:n>/", firearm.event, name="event"),
    path("firearms/<str:public_id>/events/<int:n>/proof/", firearm.proof, name="proof"),
    path("firearms/<str:public_id>/papers/new/", papers.issue, name="paper_issue"),
    path("firearms/<str:public_id>/record/", recording.record, name="record"),
    path("firearms/<str:public_id>/parts/fit/", parts.fit, name="fit_part"),
    path("duplicates/", duplicates.queue, name="duplicates"),
    path("duplicates/several/", duplicates.several, name="duplicates_several"),
    path("duplicates/<str:public_id>/", duplicates.pair, name="duplicate"),
    path("duplicates/<str:public_id>/decide/", duplicates.decide, name="duplicate_decide"),
    path("imports/", imports.listing, name="imports"),
    path("imports/<str:public_id>/", imports.batch, name="import"),
    path("imports/<str:public_id>/report.csv", imports.report, {"form": "csv"}, name="import_report_csv"),
    path("imports/<str:public_id>/report.xlsx", imports.report, {"form": "xlsx"}, name="import_report_xlsx"),
    path("quarantine/", imports.quarantine, name="quarantine"),
    path("quarantine/<str:public_id>/<int:n>/", imports.quarantine_row, name="quarantine_row"),
    path("known-keepers/<slug:letters>/", recording.keepers, name="keepers"),
]
