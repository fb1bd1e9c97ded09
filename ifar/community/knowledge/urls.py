"""Addresses of the community's shelves."""

from __future__ import annotations

from django.urls import path

from ifar.acts.edges import acts_below
from ifar.community.knowledge.services.assistance import AGREEMENT
from ifar.community.knowledge.services.gaps import GAP
from ifar.community.knowledge.services.library import GUIDE
from ifar.community.knowledge.services.practices import ADOPTION, PRACTICE
from ifar.community.knowledge.services.skills import TRAINING
from ifar.community.knowledge.views import (
    assistance,
    enquiries,
    gaps,
    library,
    practices,
    shelf,
    skills,
)
from ifar.community.views.door import of_acts

urlpatterns = [
    path("library/", library.guides, name="guides"),
    path("library/new/", library.new_guide, name="new_guide"),
    path("library/collections/", library.collections, name="collections"),
    path("library/collections/new/", library.new_collection, name="new_collection"),
    path("library/collections/<str:public_id>/", library.collection, name="collection"),
    path("library/editions/<str:public_id>/", library.read, name="read"),
    path("library/editions/<str:public_id>/document.pdf", library.document, name="document"),
    path("library/editions/<str:public_id>/<int:number>/", library.read, name="read_page"),
    path("library/editions/<str:public_id>/<int:number>/picture/", library.page_picture, name="page_picture"),
    path("library/<str:public_id>/", library.guide, name="guide"),
    path("library/<str:public_id>/edition/", library.new_edition, name="new_edition"),
    path("library/<str:public_id>/rate/", library.rate, name="rate"),
    path("library/<str:public_id>/collect/", library.collect, {"there": True}, name="collect"),
    path("library/<str:public_id>/uncollect/", library.collect, {"there": False}, name="uncollect"),
    acts_below(GUIDE, "library/<str:public_id>/", door=of_acts(GUIDE)),
    path("practices/", practices.practices, name="practices"),
    path("practices/new/", practices.new, name="new_practice"),
    path("practices/<str:public_id>/", practices.practice, name="practice"),
    path("practices/<str:public_id>/edit/", practices.edit, name="edit_practice"),
    path("practices/<str:public_id>/adopt/", practices.adopt, name="adopt"),
    acts_below(PRACTICE, "practices/<str:public_id>/", door=of_acts(PRACTICE)),
    acts_below(ADOPTION, door=of_acts(ADOPTION)),
    path("gaps/", gaps.gaps, name="gaps"),
    path("gaps/new/", gaps.new, name="new_gap"),
    path("gaps/<str:public_id>/", gaps.gap, name="gap"),
    acts_below(GAP, "gaps/<str:public_id>/", door=of_acts(GAP)),
    path("assistance/", assistance.listed, name="assistance_list"),
    path("assistance/new/", assistance.new, name="new_assistance"),
    path("assistance/<str:public_id>/", assistance.one, name="assistance"),
    path("assistance/<str:public_id>/propose/", assistance.propose, name="propose"),
    acts_below(AGREEMENT, door=of_acts(AGREEMENT)),
    path("tracing-help/", enquiries.enquiries, name="enquiries"),
    path("tracing-help/new/", enquiries.new, name="new_enquiry"),
    path("tracing-help/contacts/", enquiries.directory, name="directory"),
    path("tracing-help/<str:public_id>/", enquiries.enquiry, name="enquiry"),
    path("tracing-help/<str:public_id>/trace/", enquiries.trace, name="trace"),
    path("courses/", skills.courses, name="courses"),
    path("courses/new/", skills.new, name="new_course"),
    path("courses/<str:public_id>/", skills.course, name="course"),
    path("courses/<str:public_id>/enrol/", skills.enrol, name="enrol"),
    path("trainings/<str:public_id>/scores/", skills.scores, name="scores"),
    acts_below(TRAINING, door=of_acts(TRAINING)),
    path("results/", skills.achieved, name="results"),
    path("things/<slug:object_type>/<str:public_id>/mark/", shelf.mark, name="shelf_mark"),
    path("things/<slug:object_type>/<str:public_id>/report/", shelf.report, name="shelf_report"),
    path("things/<slug:object_type>/<str:public_id>/tie/", shelf.tie, name="tie"),
    path("things/<slug:object_type>/<str:public_id>/hide/", shelf.hide, name="shelf_hide"),
]
