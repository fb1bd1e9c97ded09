"""The form by which the desks of higher apps ask for a paper about something of theirs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.http import HttpRequest
from django.utils.translation import get_language

from ifar.acts.forms import ActForm, form_of
from ifar.documents.inputs import IssuePaper
from ifar.documents.labels import KINDS
from ifar.languages import NAMES


def own_language() -> str:
    """The reader's own language, where papers are issued in it: what most ask for."""
    spoken = (get_language() or "en")[:2]
    return spoken if spoken in NAMES else "en"


def paper_form(
    request: HttpRequest,
    kinds: Iterable[str],
    papers: Iterable[Mapping[str, Any]],
    language: str,
    without: Iterable[str] = (),
) -> ActForm:
    """The form of a paper about something.

    Args:
        papers: those that were issued about it before; one that stands can be replaced.
        language: the holder's own, where it is known.
    """
    standing = [row for row in papers if row["paper"].withdrawn_at is None]
    earlier = [(row["paper"].public_id, f"{row['kind']} {row['paper'].public_id}") for row in standing]
    return form_of(
        IssuePaper,
        request,
        initial={"language": language if language in NAMES else own_language()},
        without=(*without, *(() if earlier else ("replaces",))),
        among={"kind": [(kind, KINDS[kind]) for kind in kinds], "replaces": earlier},
    )
