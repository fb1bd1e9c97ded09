"""Addresses of officers' pages about holders' accounts and reports."""

from __future__ import annotations

from django.urls import path

from ifar.portal.views import accounts, answering

app_name = "portal"
urlpatterns = [
    path("accounts/new/<str:public_id>/", accounts.new, name="account_new"),
    path("accounts/<uuid:entry>/", accounts.account, name="account"),
    path("accounts/<uuid:entry>/invite/", accounts.invite, name="account_invite"),
    path("accounts/<uuid:entry>/end/", accounts.end, name="account_end"),
    path("reports/", answering.listing, name="reports"),
    path("reports/<uuid:entry>/", answering.report, name="report"),
    path("documents/<str:application>/<uuid:entry>/", answering.document, name="document"),
]
