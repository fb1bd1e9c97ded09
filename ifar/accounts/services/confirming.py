"""That a person confirmed something where there was no line: by their passkey, or by a code of their own on another's device."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, Final

from allauth.mfa import app_settings
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from allauth.mfa.utils import decrypt
from allauth.mfa.webauthn.internal import auth as webauthn
from django.db import transaction
from django.utils.crypto import constant_time_compare
from fido2.utils import websafe_encode

from ifar.accounts.models import User

STEPS: Final = 4
"""Codes before and after the one of the moment that are taken too: a clock that was corrected is not exact."""
_USED: Final = "confirmed"
"""Under which a factor keeps the steps whose codes confirmed something."""
_KEPT: Final = 2000


def by_passkey(person: str, challenge: bytes, assertion: Mapping[str, Any]) -> bool:
    """Whether the passkey of an active person signed `challenge`, and knew them by a finger, a face or a PIN.

    Args:
        person: their public identifier.
        assertion: what the browser answered, as JSON (WebAuthn Level 3, 5.1 `AuthenticationResponseJSON`).
    """
    user = _active(person)
    credentials = webauthn.get_credentials(user) if user else []
    if not credentials:
        return False
    state = {"challenge": websafe_encode(challenge), "user_verification": "required"}
    try:
        webauthn.get_server().authenticate_complete(state, credentials, dict(assertion))
    except Exception:  # noqa: BLE001 - whatever a forged answer breaks, it is no signature
        return False
    return True


@transaction.atomic
def by_code(person: str, code: str, at: dt.datetime) -> bool:
    """Whether an active person's own app showed this one-time code about then, and it confirmed nothing before (RFC 6238, 5.2: once)."""
    user = _active(person)
    if user is None or not code.strip():
        return False
    middle = int(at.timestamp()) // app_settings.TOTP_PERIOD
    for item in Authenticator.objects.select_for_update().filter(user=user, type=Authenticator.Type.TOTP):
        secret = decrypt(item.data["secret"])
        steps = range(middle - STEPS, middle + STEPS + 1)
        values = [
            constant_time_compare(code.strip(), format_hotp_value(hotp_value(secret, n))) for n in steps
        ]
        shown = [n for n, is_said in zip(steps, values, strict=True) if is_said]
        used = item.data.get(_USED, [])
        if shown and not set(shown) & set(used):
            item.data[_USED] = [*used, *shown][-_KEPT:]
            item.save(update_fields=["data"])
            return True
    return False


def _active(person: str) -> User | None:
    return User.objects.filter(public_id=person, is_active=True).first()
