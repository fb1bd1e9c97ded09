"""Addresses of tracing's pages."""

from __future__ import annotations

from django.urls import path

from ifar.acts.edges import acts_below
from ifar.tracing.services import answering, chains, requests  # noqa: F401 (they offer the acts)
from ifar.tracing.services.writing import LINK, QUESTION, REQUEST
from ifar.tracing.views import (
    counted,
    desk,
    files,
    lapsed,
    lots,
    notices,
    papers,
    questions,
    request,
    senders,
)

app_name = "tracing"
urlpatterns = [
    path("", desk.listing, name="list"),
    path("new/", desk.new, name="new"),
    path("from/<str:item>/", desk.from_item, name="from_item"),
    path("of/<str:item>/", desk.of_item, name="of_item"),
    path("figures/", counted.figures, name="figures"),
    path("left/", counted.left, name="left"),
    path("files/", files.listing, name="files"),
    path("files/<str:public_id>/original.json", files.original, name="original"),
    path("files/<str:public_id>/", senders.held, name="held"),
    path("lapsed/", lapsed.listing, name="lapsed"),
    path("lots/", lots.search, name="lots"),
    path("experience/", notices.listing, name="notices"),
    path("experience/new/<slug:form>/", notices.new, name="new_notice"),
    path("experience/<str:public_id>/", notices.one, name="notice"),
    path("desks/", files.directory, name="desks"),
    path("questions/", questions.listing, name="questions"),
    path("questions/<str:public_id>/", questions.one, name="question"),
    acts_below(QUESTION, "questions/<str:public_id>/"),
    acts_below(LINK, "links/<str:public_id>/"),
    path("<str:public_id>/", request.one, name="request"),
    path("<str:public_id>/statement/", request.statement, name="statement"),
    path("<str:public_id>/file.json", files.take_out, name="file"),
    path("<str:public_id>/file.pdf", papers.take_out, name="file_pdf"),
    path("<str:public_id>/hand-over/", papers.hand_over, name="hand_over"),
    path("<str:public_id>/sheet/<slug:system>/", papers.sheet, name="sheet"),
    path("<str:public_id>/sheet/<slug:system>/sheet.pdf", papers.sheet_pdf, name="sheet_pdf"),
    path("<str:public_id>/edit/", desk.edit, name="edit"),
    path("<str:public_id>/preview/", papers.preview, name="preview"),
    path("<str:public_id>/answer/", request.answer, name="answer"),
    path("<str:public_id>/link/", request.link, name="link"),
    path("<str:public_id>/ask/", request.ask, name="ask"),
    path("<str:public_id>/from-register/", request.from_register, name="from_register"),
    acts_below(REQUEST, "<str:public_id>/"),
]
