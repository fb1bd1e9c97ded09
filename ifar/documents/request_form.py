"""The form by which the desks of higher apps ask for a paper about something of theirs."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from ifar.documents.labels import KINDS, LANGUAGES


def own_language() -> str:
    """The reader's own language, where papers are issued in it: what most ask for."""
    spoken = (get_language() or "en")[:2]
    return spoken if spoken in LANGUAGES else "en"


class PaperForm(forms.Form):
    """Which paper, in which language (the holder's own, `language`, where it is known), until when, and in whose place."""

    kind = forms.ChoiceField(label=gettext_lazy("Kind of paper"))
    language = forms.ChoiceField(label=gettext_lazy("Language of the paper"), choices=list(LANGUAGES.items()))
    valid_to = forms.DateField(
        label=gettext_lazy("Valid until"),
        required=False,
        help_text=gettext_lazy("Leave it empty for a paper without end."),
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    replaces = forms.ChoiceField(
        label=gettext_lazy("In the place of"),
        required=False,
        help_text=gettext_lazy("The earlier paper is withdrawn in the same act."),
    )

    def __init__(
        self, *args: Any, kinds: list[str], papers: list[Any], language: str = "", **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"].initial = language if language in LANGUAGES else own_language()
        self.fields["kind"].choices = [(kind, KINDS[kind]) for kind in kinds]  # type: ignore[attr-defined]
        standing = [row for row in papers if row["paper"].withdrawn_at is None]
        earlier = [(row["paper"].public_id, f"{row['kind']} {row['paper'].public_id}") for row in standing]
        self.fields["replaces"].choices = [("", _("no earlier paper")), *earlier]  # type: ignore[attr-defined]
        if not earlier:
            del self.fields["replaces"]
