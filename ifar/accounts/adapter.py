"""What allauth asks about sign-in: nobody signs up, failures close the door for a while, the second factor stays."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter


class AccountAdapter(DefaultAccountAdapter):
    """Sign-in by name."""

    def is_open_for_signup(self, request: Any) -> bool:
        """People are registered by an administrator, never by themselves."""
        return False


class MFAAdapter(DefaultMFAAdapter):
    """Second factors."""
