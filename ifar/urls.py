"""Addresses."""

from __future__ import annotations

from django.urls import include, path

from ifar.api import api

urlpatterns = [
    path("account/", include("allauth.account.urls")),
    path("account/factor/", include("allauth.mfa.urls")),
    path("account/sessions/", include("allauth.usersessions.urls")),
    path("api/", api.urls),
]
handler400 = "ifar.http.bad_request"
handler403 = "ifar.http.permission_denied"
handler404 = "ifar.http.page_not_found"
handler500 = "ifar.http.server_error"
