"""Addresses of the community's pages."""

from __future__ import annotations

from django.urls import path

from ifar.acts.edges import acts_below
from ifar.community.knowledge.urls import urlpatterns as shelf
from ifar.community.services.members import MEMBER, NOMINATION
from ifar.community.services.moderation import DECISION, REPORT
from ifar.community.services.rooms import SEAT, SPACE
from ifar.community.services.ruling import RULING
from ifar.community.views import aimed, finding, moderating, people, spaces, topics, vetting, wordings
from ifar.community.views.door import of_acts

app_name = "community"
urlpatterns = [
    path("", spaces.home, name="home"),
    path("code/", people.code, name="code"),
    path("code/accept/", people.accept, name="accept"),
    path("search/", finding.search, name="search"),
    path("there/", people.there, name="there"),
    path("me/", people.me, name="me"),
    path("me/data.json", people.data, name="data"),
    path("me/programs/", people.programs, name="programs"),
    path("me/leave/", people.leave, name="leave"),
    acts_below(DECISION, "me/decisions/<str:public_id>/", door=of_acts(DECISION)),
    path("members/<str:public_id>/", people.profile, name="member"),
    path("second/", people.second, name="second"),
    acts_below(NOMINATION, "second/<str:public_id>/", door=of_acts(NOMINATION)),
    path("vetting/", vetting.desk, name="vetting"),
    path("vetting/nominate/", vetting.nominate, name="nominate"),
    path("invited/<str:token>/", vetting.invited, name="invited"),
    path("vetting/<str:public_id>/", vetting.candidate, name="candidate"),
    acts_below(MEMBER, "vetting/<str:public_id>/", door=of_acts(MEMBER)),
    path("reported/<str:public_id>/", moderating.reported, name="reported"),
    path("moderation/", moderating.desk, name="moderation"),
    path("moderation/<str:public_id>/", moderating.report, name="report"),
    acts_below(REPORT, "moderation/<str:public_id>/", door=of_acts(REPORT)),
    path("readers/", aimed.readers, name="readers"),
    path("spaces/new/", spaces.new, name="new_space"),
    path("spaces/<str:public_id>/", spaces.space, name="space"),
    path("spaces/<str:public_id>/new/", topics.new, name="new_topic"),
    path("spaces/<str:public_id>/names/", topics.names, name="names"),
    path("spaces/<str:public_id>/read/", spaces.read_all, name="read_all"),
    path("spaces/<str:public_id>/changed/", spaces.changed, name="space_changed"),
    path("spaces/<str:public_id>/watch/<slug:how>/", spaces.watch, name="watch_space"),
    path("spaces/<str:public_id>/seats/", spaces.seats, name="seats"),
    path("spaces/<str:public_id>/leave/", spaces.leave, name="leave_space"),
    acts_below(SPACE, door=of_acts(SPACE)),
    acts_below(SEAT, door=of_acts(SEAT)),
    path("topics/<str:public_id>/", topics.one, name="topic"),
    path("topics/<str:public_id>/changed/", topics.changed, name="changed"),
    path("topics/<str:public_id>/topic.md", topics.export, name="export"),
    path("topics/<str:public_id>/<slug:what>/", topics.act, name="topic_act"),
    path("posts/<str:public_id>/edit/", topics.edit, name="edit"),
    path("posts/<str:public_id>/report/", topics.report, name="report_post"),
    path("posts/<str:public_id>/mark/", topics.mark, name="mark"),
    path("posts/<str:public_id>/history/", wordings.history, name="history"),
    path("posts/<str:public_id>/translate/", topics.translate, name="translate"),
    path(
        "posts/<str:public_id>/translate/withdraw/", topics.withdraw_translation, name="withdraw_translation"
    ),
    path("posts/<str:public_id>/in/<slug:language>/", topics.translated, name="translated"),
    path("posts/<str:public_id>/worked/", topics.worked, {"worked": True}, name="worked"),
    path("posts/<str:public_id>/not-worked/", topics.worked, {"worked": False}, name="not_worked"),
    path("written/<str:public_id>/", moderating.written, name="written"),
    acts_below(RULING, "written/<str:public_id>/", door=of_acts(RULING)),
    path("pictures/<str:public_id>/", topics.picture, name="picture"),
    path("documents/<str:public_id>/", topics.read, name="attached"),
    path("documents/<str:public_id>/document.pdf", topics.document, name="attached_document"),
    path("documents/<str:public_id>/<int:number>/", topics.read, name="attached_page"),
    path("documents/<str:public_id>/<int:number>/picture/", topics.page_picture, name="attached_picture"),
    *shelf,
]
