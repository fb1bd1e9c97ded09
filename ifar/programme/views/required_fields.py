"""Fields that a rule asks for, of which a draft may leave some out: they are not called optional, and it is the service that misses them."""

from __future__ import annotations

from typing import Any

from django import forms


class Asked(forms.CharField):
    """Words that a rule asks for."""

    def validate(self, value: Any) -> None:
        """Nothing is no mistake of the form."""


class AskedChoice(forms.ChoiceField):
    """One of a list, which a rule asks for."""

    def validate(self, value: Any) -> None:
        """Nothing is no mistake of the form; what is not on the list is."""
        if value:
            super().validate(value)


class AskedSeveral(forms.MultipleChoiceField):
    """Some of a list, which a rule asks for."""

    def validate(self, value: Any) -> None:
        """Nothing is no mistake of the form; what is not on the list is."""
        if value:
            super().validate(value)
