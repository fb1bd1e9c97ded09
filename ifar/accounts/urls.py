"""Addresses of the pages of accounts."""

from __future__ import annotations

from django.urls import path

from ifar.accounts.inputs import CloseAgency, NameAgency, ReachAgency, RenameAgency
from ifar.accounts.views import (
    agencies,
    clients,
    drafts,
    notices,
    oneself,
    people,
    proposals,
    reads,
    saved_views,
)

app_name = "accounts"
urlpatterns = [
    path("me/", oneself.me, name="me"),
    path("me/purpose/", oneself.purpose, name="purpose"),
    path("me/purpose/end/", oneself.purpose_end, name="purpose_end"),
    path("me/agency/", oneself.act_for, name="act_for"),
    path("me/reads/", oneself.my_reads, name="my_reads"),
    path("me/draft/", drafts.keep, name="draft"),
    path("me/views/remove/", saved_views.remove, name="view_remove"),
    path("me/draft/drop/", drafts.drop, name="draft_drop"),
    path("first/<str:user>/<str:secret>/", oneself.first, name="first"),
    path("people/", people.listing, name="people"),
    path("people/new/", people.new, name="person_new"),
    path("people/<str:public_id>/", people.person, name="person"),
    path("people/<str:public_id>/invite/", people.invite, name="invite"),
    path("people/<str:public_id>/lock/", people.lock, name="lock"),
    path("people/<str:public_id>/unlock/", people.unlock, name="unlock"),
    path("people/<str:public_id>/factor-reset/", people.factor_reset, name="factor_reset"),
    path("people/<str:public_id>/grant/", people.grant, name="grant"),
    path("people/<str:public_id>/grants/<uuid:entry>/revoke/", people.revoke, name="revoke"),
    path("people/<str:public_id>/absence/", people.absence, name="absence"),
    path("people/<str:public_id>/absences/<uuid:entry>/end/", people.absence_end, name="absence_end"),
    path("agencies/", agencies.listing, name="agencies"),
    path("agencies/new/", agencies.new, name="agency_new"),
    path("agencies/<str:public_id>/", agencies.agency, name="agency"),
    path("agencies/<str:public_id>/rename/", agencies.change, {"what": RenameAgency}, name="agency_rename"),
    path("agencies/<str:public_id>/names/", agencies.change, {"what": NameAgency}, name="agency_names"),
    path("agencies/<str:public_id>/reach/", agencies.change, {"what": ReachAgency}, name="agency_reach"),
    path("agencies/<str:public_id>/close/", agencies.change, {"what": CloseAgency}, name="agency_close"),
    path("proposals/", proposals.listing, name="proposals"),
    path("proposals/<str:public_id>/", proposals.proposal, name="proposal"),
    path("proposals/<str:public_id>/decide/", proposals.decide, name="decide"),
    path("proposals/<str:public_id>/withdraw/", proposals.withdraw, name="withdraw"),
    path("notices/", notices.listing, name="notices"),
    path("notices/read/", notices.read_all, name="notices_read"),
    path("notices/undo/", notices.undo, name="notices_undo"),
    path("notices/<str:public_id>/open/", notices.follow, name="notice_follow"),
    path("notices/<str:public_id>/done/", notices.done, name="notice_done"),
    path("clients/", clients.listing, name="clients"),
    path("clients/new/", clients.new, name="client_new"),
    path("clients/<str:public_id>/token/", clients.token, name="token"),
    path("clients/<str:public_id>/revoke/", clients.revoke, name="client_revoke"),
    path("reads/", reads.listing, name="readlog"),
]
