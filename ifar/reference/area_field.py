"""The form field of a province or district: chosen by its name, or told by its code; nobody knows the codes by heart."""

from __future__ import annotations

import re
from typing import Any, Final

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from ifar.reference import selectors as reference

_CODE: Final = re.compile(r"(?:.*\()?([A-Za-z]{2}-[A-Za-z0-9]{1,10})\)?")


class AreaInput(forms.TextInput):
    """A line that offers the provinces and districts of the country while one types."""

    template_name = "pieces/area_input.html"

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Name the list of offers after the input."""
        context = super().get_context(name, value, attrs)
        offered = f"{context['widget']['attrs'].get('id') or name}-areas"
        context["widget"]["attrs"]["list"] = offered
        context["offered"] = offered
        context["areas"] = [_spoken(*area) for area in reference.areas_of(settings.IFAR_COUNTRY)]
        return context


class AreaField(forms.CharField):
    """A province or district. The clean value is its code (ISO 3166-2 or of the country's own list); empty where none is said."""

    def __init__(self, **kwargs: Any) -> None:
        attrs = {"dir": "auto", "autocomplete": "off"}
        kwargs.setdefault("help_text", _("Type its name and choose, or type its code."))
        super().__init__(max_length=200, widget=AreaInput(attrs=attrs), **kwargs)

    def prepare_value(self, value: Any) -> Any:
        """The name with the code, where a code is given."""
        name = reference.words("area").get(value) if isinstance(value, str) and value else None
        return _spoken(value, name) if name else value

    def clean(self, value: Any) -> str:
        """Return the code; a name counts in the reader's language and in English.

        Raises:
            ValidationError: no area is called so, or several are.
        """
        text = str(super().clean(value)).strip()
        if not text:
            return ""
        if code := _CODE.fullmatch(text):
            return code[1].upper()
        results = {
            code
            for language in (None, "en")
            for code, name in reference.words("area", language).items()
            if name.casefold() == text.casefold()
        }
        if len(results) != 1:
            raise ValidationError(
                _("No province or district is called this. Choose one of the list, or type its code."),
                code="unknown",
            )
        return results.pop()


def _spoken(code: str, name: str) -> str:
    return f"{name} ({code})"
