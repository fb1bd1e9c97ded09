"""Forms that warn their author once of details by which somebody, a find or an arm can be known."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString

from ifar.acts.forms import ActForm
from ifar.acts.inputs import entries
from ifar.community import labels
from ifar.community.knowledge import labels as shelf_labels
from ifar.community.selectors.details import signs_in

_NO_WORDS: Final = frozenset({"recipients", "place"})
"""Fields that are to say what elsewhere is a detail: numbers of members, where a course is held."""
_NO_TEXT: Final = frozenset({"day", "number"})
"""Ways to ask for what is no text."""


class Careful(ActForm):
    """A form whose words are looked at before they are taken; what it warned of is taken when it is sent again."""

    def clean(self) -> dict[str, Any]:
        """What was said, refused once where it holds details; with each other kind of them once more."""
        values = super().clean()
        plain = {name for name, entry in entries(self.input_type).items() if entry.asked.way in _NO_TEXT}
        texts = [
            values[name]
            for name, field in self.fields.items()
            if isinstance(field, forms.CharField) and name not in _NO_WORDS | plain and values.get(name)
        ]
        self._found = signs_in(*texts)
        if self._found and set(self._found) - set(self.data.get("warned", "").split()):
            results: list[str | Promise] = [shelf_labels.SIGNS[code] for code in self._found]
            self.add_error(
                None, labels.of("community.details.warned", {"details": "; ".join(map(str, results))})
            )
        return values

    def warned(self) -> SafeString | str:
        """The hidden field that says of what the page has warned."""
        text = " ".join(getattr(self, "_found", ()))
        return format_html('<input type="hidden" name="warned" value="{}">', text) if text else ""
