"""How consignments stand, in words: of an import also whether it entered and was received, as far as somebody saw it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from ifar.trade import labels
from ifar.trade.consignments import labels as consignment_labels
from ifar.trade.models import Consignment, Observation

_ARRIVED: Final = {"entry": "entered", "receipt": "received"}


def status_of(some: Iterable[Consignment]) -> Mapping[int, tuple[Any, str]]:
    """The words and the tone of each of some consignments; at most one query."""
    consignments = list(some)
    came = [record.pk for record in consignments if _is_import(record)]
    best: dict[int, str] = {}
    if came:
        seen = Observation.objects.filter(consignment__in=came, state="recorded", leg__in=_ARRIVED)
        for consignment, leg, degree in seen.values_list("consignment_id", "leg", "degree"):
            text = "declared" if degree == "declared" else _ARRIVED[leg]
            best[consignment] = max(text, best.get(consignment, "expected"), key=_RANKED.index)
    return {record.pk: _words(record, best.get(record.pk, "expected")) for record in consignments}


_RANKED: Final = tuple(consignment_labels.IMPORTED)


def _is_import(consignment: Consignment) -> bool:
    return consignment.authorisation.kind == "import" and consignment.state == "closed"


def _words(consignment: Consignment, arrived: str) -> tuple[Any, str]:
    if _is_import(consignment):
        return consignment_labels.IMPORTED[arrived], consignment_labels.IMPORTED_TONES[arrived]
    if consignment.authorisation.kind == "import" and consignment.state == "packing":
        return consignment_labels.LISTED, labels.TONES["packing"]
    return labels.state_words("consignment", consignment.state), labels.TONES.get(consignment.state, "")
