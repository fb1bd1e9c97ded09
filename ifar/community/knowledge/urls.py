"""Addresses of the community's shelves."""

from __future__ import annotations

from django.urls import path

from ifar.community.knowledge.views import (
    assistance,
    enquiries,
    gaps,
    library,
    practices,
    shelf,
    skills,
)

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
    path("library/<str:public_id>/<slug:what>/", library.guide_act, name="guide_act"),
    path("practices/", practices.practices, name="practices"),
    path("practices/new/", practices.new, name="new_practice"),
    path("practices/<str:public_id>/", practices.practice, name="practice"),
    path("practices/<str:public_id>/edit/", practices.edit, name="edit_practice"),
    path("practices/<str:public_id>/<slug:what>/", practices.act, name="practice_act"),
    path("gaps/", gaps.gaps, name="gaps"),
    path("gaps/new/", gaps.new, name="new_gap"),
    path("gaps/<str:public_id>/", gaps.gap, name="gap"),
    path("gaps/<str:public_id>/<slug:what>/", gaps.act, name="gap_act"),
    path("assistance/", assistance.listed, name="assistance_list"),
    path("assistance/new/", assistance.new, name="new_assistance"),
    path("assistance/<str:public_id>/", assistance.one, name="assistance"),
    path("assistance/<str:public_id>/propose/", assistance.propose, name="propose"),
    path("agreements/<str:public_id>/<slug:what>/", assistance.act, name="agreement_act"),
    path("tracing-help/", enquiries.enquiries, name="enquiries"),
    path("tracing-help/new/", enquiries.new, name="new_enquiry"),
    path("tracing-help/contacts/", enquiries.directory, name="directory"),
    path("tracing-help/<str:public_id>/", enquiries.enquiry, name="enquiry"),
    path("tracing-help/<str:public_id>/trace/", enquiries.trace, name="trace"),
    path("courses/", skills.courses, name="courses"),
    path("courses/new/", skills.new, name="new_course"),
    path("courses/<str:public_id>/", skills.course, name="course"),
    path("courses/<str:public_id>/<slug:what>/", skills.act, name="course_act"),
    path("results/", skills.achieved, name="results"),
    path("things/<slug:object_type>/<str:public_id>/mark/", shelf.mark, name="shelf_mark"),
    path("things/<slug:object_type>/<str:public_id>/report/", shelf.report, name="shelf_report"),
    path("things/<slug:object_type>/<str:public_id>/hide/", shelf.hide, name="shelf_hide"),
    path("things/<slug:object_type>/<str:public_id>/let-go/", shelf.let_go, name="shelf_let_go"),
]
