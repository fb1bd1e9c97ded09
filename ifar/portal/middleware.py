"""A holder stays in their own rooms: whatever is not theirs does not exist for them, pages and operations of offices alike."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from django.http import HttpRequest, HttpResponseBase

from ifar.accounts.middleware import SET_UP
from ifar.errors import NotFound
from ifar.http import API, answer
from ifar.rights import NOBODY, Actor

ROOMS: Final = frozenset({"mine", "own_trade"})
"""Namespaces of holders' pages."""
SHARED: Final = SET_UP | frozenset(
    {
        "home",
        "account_login",
        "mfa_authenticate",
        "mfa_login_webauthn",
        "mfa_reauthenticate_webauthn",
        "mfa_deactivate_totp",
        "mfa_generate_recovery_codes",
        "mfa_list_webauthn",
        "mfa_remove_webauthn",
        "mfa_edit_webauthn",
        "usersessions_list",
        "documents:verify",
        "documents:verify_number",
        "api:verify_paper",
        "api:openapi-json",
    }
)
"""Pages of signing in, and what anybody may open."""
OWN_API: Final = f"{API}mine"


class OwnRoomsMiddleware:
    """Answers a holder's request for anything of an office as one for what does not exist, before any view looks at it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Go on."""
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        """Stop a holder at the door of every room but their own."""
        actor: Actor = getattr(request, "actor", NOBODY)
        match = request.resolver_match
        if "holder" not in actor.roles or match is None:
            return None
        own = request.path == OWN_API or request.path.startswith(f"{OWN_API}/")
        if own or match.view_name in SHARED or (match.namespaces and match.namespaces[0] in ROOMS):
            return None
        return answer(request, NotFound())
