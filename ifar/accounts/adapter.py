"""What allauth asks about sign-in: nobody signs up, failures slow down whoever guesses, the second factor stays."""

from __future__ import annotations

from typing import Any, Final

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.core import context
from allauth.core.internal import ratelimit
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from ifar import sealing
from ifar.accounts import sessions
from ifar.accounts.services import signin

GUESSES: Final = "5/5m/key,20/d/key"
"""Failures of one name from one address, or in one known browser."""
GUESSES_BY_NAME: Final = "100/d/key"
"""Failures of one name from all addresses together, in browsers that it never used."""
GUESSES_BY_ADDRESS: Final = "10/m/key"
"""Failures of all names from one address, in browsers that those names never used."""


class AccountAdapter(DefaultAccountAdapter):
    """Sign-in by name. What goes wrong is said in the same words whether or not the name exists."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": _(
            "This name and password do not open the register. After five failures this name has to wait here for a few minutes, "
            "then for longer. A passkey still works, and so does a browser in which you have signed in before."
        ),
        "account_inactive": _("This name and password do not open the register."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """People are registered by an administrator, never by themselves."""
        return False

    def is_safe_url(self, url: str) -> bool:
        """Whether to go on to an address; to none that cannot be read (`//[`)."""
        try:
            return bool(super().is_safe_url(url))
        except ValueError:
            return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Slow down whoever guesses, before the password is looked at: a right one must not tell that it is right.

        Strangers are counted by name and address, so that nobody closes the name for its owner; a browser in which this name
        has signed in before is counted by itself.
        """
        name = str(credentials.get("username") or "").lower()
        device = signin.known_device(request, name)
        counted = [(GUESSES, f"{name}:{device}" if device else f"{name}:{ratelimit.get_ip(request)}")]
        if not device:
            counted += [
                (GUESSES_BY_NAME, f"{name}:strangers"),
                (GUESSES_BY_ADDRESS, ratelimit.get_ip(request)),
            ]
        self._counted = []
        for rates, key in counted:
            usage = ratelimit.consume(
                request,
                app="allauth.account",
                action="login_failed",
                config={"login_failed": rates},
                key=key,
            )
            if not usage:
                raise self.validation_error("too_many_login_attempts")
            self._counted.append(usage)

    def _rollback_login_failed_rl_usage(self) -> None:
        for usage in self._counted:
            usage.rollback()

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Any:
        """A locked person learns no more than somebody whom nobody knows."""
        user = super().authenticate(request, **credentials)
        if user is not None and not user.is_active:
            self.authentication_failed(request, **credentials)
            return None
        return user

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Count the failure."""
        signin.failed(str(credentials.get("username") or ""), self.get_client_ip(request))

    def respond_user_inactive(self, request: HttpRequest, user: Any) -> Any:
        """Somebody locked who came with a passkey learns no more than with a password."""
        messages.error(request, str(self.error_messages["account_inactive"]))
        return redirect("account_login")

    def post_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> Any:
        """Record the sign-in, start the clocks of its session, and end older ones beyond the limit."""
        shown = [
            str(record.get("type") or record["method"])
            for record in get_authentication_records(request, user)
        ]
        begun = signin.signed_in(user, by=shown, session=str(request.session.session_key))
        sessions.begin(request.session, sign_in=begun)
        response = super().post_login(request, user, **kwargs)
        signin.succeeded(user, request.session.session_key)
        signin.know_device(response, user.username)
        response.delete_cookie(sessions.ENDED)
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            user.language,
            samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
        )
        return response

    def set_password(self, user: Any, password: str) -> None:
        """A person has chosen a password; whoever else knew the old one is out."""
        user.set_password(password)
        user.must_change_password = False
        user.save(update_fields=["password", "must_change_password"])

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Whether to ask for the password again: not of somebody who has only just signed in."""
        session = context.request.session
        return sessions.age(session) > settings.ACCOUNT_REAUTHENTICATION_TIMEOUT

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """On to what waits."""
        return "/"


FACTOR: Final = "second factor"
"""Purpose under which secrets of second factors are sealed."""


class MFAAdapter(DefaultMFAAdapter):
    """Second factors: their secrets are kept encrypted under the installation's secret key."""

    def encrypt(self, text: str) -> str:
        """Encrypt a secret for the database."""
        return sealing.seal(FACTOR, text)

    def decrypt(self, encrypted_text: str) -> str:
        """Read a secret back; one that the secret key no longer opens is as good as lost."""
        if (text := sealing.opened(FACTOR, encrypted_text)) is None:
            raise ValidationError(_("The second factor cannot be read any more; ask for its reset."))
        return text

    def can_delete_authenticator(self, authenticator: Any) -> bool:
        """The last second factor goes only by a reset, which takes two people; the database refuses it too."""
        if authenticator.type not in ("totp", "webauthn"):
            return True
        others = type(authenticator).objects.filter(
            user_id=authenticator.user_id, type__in=["totp", "webauthn"]
        )
        return bool(others.exclude(pk=authenticator.pk).exists())

    def get_totp_label(self, user: Any) -> str:
        """The name by which the person signs in."""
        return str(user.username)

    def _get_site_name(self) -> str:
        return f"ifar {settings.IFAR_COUNTRY_NAME}".strip()
