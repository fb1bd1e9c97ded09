"""Addresses."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path
from django.views.i18n import set_language

from ifar.api import api
from ifar.frame import help_page
from ifar.home import home
from ifar.style_guide import style_guide

urlpatterns = [
    path("", home, name="home"),
    path("", include("ifar.registry.urls")),
    path("ledger/", include("ifar.ledger.urls")),
    path("help/", help_page, name="help"),
    path("language/", login_not_required(set_language), name="set_language"),
    path("account/", include("allauth.account.urls")),
    path("account/factor/", include("allauth.mfa.urls")),
    path("account/sessions/", include("allauth.usersessions.urls")),
    path("api/", api.urls),
]
if settings.DEMO:
    urlpatterns.append(path("style-guide/", style_guide, name="style_guide"))
handler400 = "ifar.http.bad_request"
handler403 = "ifar.http.permission_denied"
handler404 = "ifar.http.page_not_found"
handler500 = "ifar.http.server_error"
