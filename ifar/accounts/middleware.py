"""Who stands behind a request, and whether their session still stands."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.cache import patch_vary_headers

from ifar.accounts import sessions
from ifar.accounts.selectors import actors, clients
from ifar.errors import Forbidden, NotSignedIn
from ifar.http import API, answer, place_of
from ifar.rights import NOBODY, Actor

SET_UP: Final = frozenset(
    {
        "account_logout",
        "account_change_password",
        "account_reauthenticate",
        "mfa_reauthenticate",
        "mfa_index",
        "mfa_activate_totp",
        "mfa_add_webauthn",
        "mfa_view_recovery_codes",
        "mfa_download_recovery_codes",
        "set_language",
    }
)
"""Pages that somebody may open who still has to change a password or to set up the second factor."""


def missing_step(request: HttpRequest) -> str | None:
    """The route of the step that a signed-in person has still to take before anything else, or None."""
    user: Any = request.user
    if user.must_change_password:
        return "account_change_password"
    if settings.IFAR_SECOND_FACTOR_REQUIRED and not request.session.get(sessions.SECOND_FACTOR):
        return "mfa_activate_totp"
    return None


def actor_of_request(request: HttpRequest) -> Actor:
    """The API client whose token the request carries, else the person whose session it is, else nobody."""
    if request.path.startswith(API) and (header := request.headers.get("Authorization")):
        return clients.actor_of_header(
            header, purpose=request.headers.get("Ifar-Purpose", ""), case=request.headers.get("Ifar-Case", "")
        )
    user: Any = request.user
    if not user.is_authenticated or missing_step(request):
        return NOBODY
    held = actors.holdings(user.pk)
    request.held = held  # type: ignore[attr-defined]  # the menu of agencies is made of them again
    return actors.actor_of(
        user_id=user.pk,
        public_id=user.public_id,
        name=user.name,
        agency_id=user.current_agency_id,
        held=held,
        session=sessions.signed_in(request.session),
    )


def to_the_door(request: HttpRequest) -> HttpResponse | None:
    """Where a part of an open page asks and nobody is signed in any more: the whole page goes to sign in, and back afterwards."""
    if "HX-Request" not in request.headers:
        return None
    here = place_of(request.headers.get("HX-Current-URL", "/"))
    return HttpResponse(status=200, headers={"HX-Redirect": redirect_to_login(here)["Location"]})


def _stood_at(request: HttpRequest) -> str:
    """The page of ours from which a form was sent, as the browser names it; else the first one."""
    page = request.headers.get("Referer", "")
    return place_of(page) if urlsplit(page).netloc == request.get_host() else "/"


class SignedInMiddleware(LoginRequiredMiddleware):
    """Django's own; a part of an open page does not get the page of signing in put into it."""

    def handle_no_permission(  # type: ignore[override]  # the library's stub knows its own answer only
        self, request: HttpRequest, view_func: Callable[..., HttpResponseBase]
    ) -> HttpResponseBase:
        """Send whoever is not signed in to the door; what a form would have done is not done, so they come back to where it stood."""
        if door := to_the_door(request):
            return door
        if request.method not in ("GET", "HEAD"):
            return redirect_to_login(_stood_at(request))
        return super().handle_no_permission(request, view_func)


class ActorMiddleware:
    """Gives each request its `actor`, in two queries at most; ends sessions that are too old or were idle too long."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Keep the session's limits, give the request its actor, go on."""
        began_signed_in = request.user.is_authenticated
        self._keep_limits(request)
        ended = sessions.has_ended(request)
        request.session_ended = ended or bool(request.COOKIES.get(sessions.ENDED))  # type: ignore[attr-defined]
        response = self._answered(request)
        if ended and not request.user.is_authenticated:
            sessions.note_end(response)
        if (began_signed_in or ended) and not request.user.is_authenticated:
            sessions.forget_pages(response)
        if began_signed_in or request.actor.is_somebody:  # type: ignore[attr-defined]
            response.headers.setdefault("Cache-Control", sessions.OWN)
            patch_vary_headers(
                response, ["HX-Request"]
            )  # a step back to a page shows no part of it that was asked for by itself
        return response

    def _answered(self, request: HttpRequest) -> HttpResponseBase:
        try:
            request.actor = actor_of_request(request)  # type: ignore[attr-defined]
        except NotSignedIn as error:
            request.actor = NOBODY  # type: ignore[attr-defined]
            return answer(request, error)
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        """Send somebody who still has a step to take to that step."""
        if getattr(request, "session_is_over", False) and getattr(view, "login_required", True):
            return to_the_door(request) or redirect_to_login(request.get_full_path())
        match = request.resolver_match
        if request.path.startswith(API) or match is None or match.view_name in SET_UP:
            return None
        if not request.user.is_authenticated or not (step := missing_step(request)):
            return None
        if request.method in ("GET", "HEAD"):
            return redirect(step)
        return answer(request, Forbidden("accounts.step_missing"))

    @staticmethod
    def _keep_limits(request: HttpRequest) -> None:
        if not request.user.is_authenticated:
            return
        if sessions.is_over(
            request.session, longest=settings.SESSION_COOKIE_AGE, idle=settings.IFAR_IDLE_MINUTES * 60
        ):
            logout(request)
            request.session_is_over = True  # type: ignore[attr-defined]
        elif sessions.BY_ITSELF not in request.headers:
            sessions.note_use(request.session)
