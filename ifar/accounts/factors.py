"""What somebody shows to sign in is of one person only: whoever writes the database gives nobody a password or a second factor of theirs.

A password's hash carries a code over itself and the person; a second factor carries one over its secret, or the key of the device, and
the person. Both codes take the secret key (`sealing`). A hash or a factor that is copied to another person's row opens nothing.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import gettext_lazy as _

from ifar import sealing
from ifar.errors import Forbidden

if TYPE_CHECKING:
    from allauth.mfa.models import Authenticator

PASSWORD: Final = "password"
FACTOR: Final = "second factor of a person"
"""Purposes of the two codes."""
_MARK: Final = "|"
_CODE: Final = "ifar_code"
_SECRETS: Final = ("secret", "seed", "credential")
"""What makes a second factor the one that it is; its name and which codes were used change."""


def of_person(person: str, hashed: str) -> str:
    """The hash of a password as it is kept: with the code that makes it this person's."""
    return f"{hashed}{_MARK}{sealing.code(PASSWORD, person, hashed)}"


def hash_for(person: str, kept: str) -> str | None:
    """The hash of the password of `person` (a public identifier), or None where what is kept was not made for them."""
    hashed, _mark, code = kept.rpartition(_MARK)
    return hashed if sealing.fits(code, PASSWORD, person, hashed) else None


def _described(factor: Authenticator) -> tuple[str, str, str]:
    kept = [factor.data.get(name) for name in _SECRETS]
    return str(factor.user_id), factor.type, json.dumps(kept, sort_keys=True)


def seal(sender: type[Authenticator], instance: Authenticator, **_signal: Any) -> None:
    """Before a second factor is written: say whose it is."""
    instance.data[_CODE] = sealing.code(FACTOR, *_described(instance))


def check(sender: type[Authenticator], instance: Authenticator, **_signal: Any) -> None:
    """When a second factor was read: refuse one that was set up by nobody, or for somebody else.

    Raises:
        Forbidden: it was not made by this installation for this person.
    """
    if instance.pk is None or sealing.fits(str(instance.data.get(_CODE, "")), FACTOR, *_described(instance)):
        return
    raise Forbidden(
        "accounts.factor.foreign",
        _(
            "This second factor was not set up here for this person. Ask for its reset; the security officer is to know of it."
        ),
    )
