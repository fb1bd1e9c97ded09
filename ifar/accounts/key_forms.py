"""The forms of security keys and passkeys: labels that are translated, and answers of browsers that need not be any.

Those of the library name their fields after themselves, and fail on answers that it did not foresee.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Callable
from typing import Any, Final

from allauth.mfa.adapter import get_adapter
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    EditWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from django import forms
from django.utils.translation import gettext_lazy as _

_FORGED: Final = (
    ArithmeticError,
    AttributeError,
    LookupError,
    RecursionError,
    TypeError,
    ValueError,
    struct.error,
)
"""What reading an answer raises that no key gave."""


class _Decoder(json.JSONDecoder):
    """Knows one way to fail: numbers of thousands of digits and lists within thousands of lists are no answer either."""

    def decode(self, text: str, *more: Any) -> Any:
        try:
            return super().decode(text, *more)
        except (ValueError, RecursionError) as error:
            raise json.JSONDecodeError("no answer of a key", "", 0) from error


def _answer() -> forms.JSONField:
    return forms.JSONField(widget=forms.HiddenInput, decoder=_Decoder)


def _read[T](by: Callable[[], T]) -> T:
    try:
        return by()
    except _FORGED as error:
        raise get_adapter().validation_error("incorrect_code") from error


class AddKeyForm(AddWebAuthnForm):  # type: ignore[misc]
    """A new security key, by which name its owner knows it."""

    name = forms.CharField(label=_("Name"), required=False)
    credential = _answer()

    def clean(self) -> Any:
        """Have the answer read."""
        return _read(super().clean)


class EditKeyForm(EditWebAuthnForm):  # type: ignore[misc]
    """Another name for a security key."""

    name = forms.CharField(label=_("Name"))


class _Answered(forms.Form):
    """Reads what a key answered."""

    credential = _answer()

    def clean_credential(self) -> Any:
        """Whose key it is."""
        return _read(super().clean_credential)  # type: ignore[misc]


class SecondFactorForm(_Answered, AuthenticateWebAuthnForm):  # type: ignore[misc]
    """A key as second factor."""


class PasskeyForm(_Answered, LoginWebAuthnForm):  # type: ignore[misc]
    """Signing in by a passkey."""


class AgainForm(_Answered, ReauthenticateWebAuthnForm):  # type: ignore[misc]
    """A key shown again before something dear."""
