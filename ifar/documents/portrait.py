"""The photo and the signature of a holder, which a card has a place for: whoever keeps them registers here.

They are shown and prove nothing: neither the log nor the code of a card holds a picture (docs/threat-model.md).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from ifar.rights import Actor

PLACES: Final = ("photo", "signature")
"""What the template has a place for."""
Supplier = Callable[[Actor, str], Mapping[str, Path]]
"""Who prints, and the public identifier of the holder -> place -> file of a picture as JPEG."""
_suppliers: Final[list[Supplier]] = []


def provide(supplier: Supplier) -> None:
    """Have `supplier` asked; called in `extensions.py`."""
    _suppliers[:] = [supplier]


def of(actor: Actor, holder: str) -> Mapping[str, Path]:
    """The pictures of a holder that the actor may see; nothing where there are none."""
    result = _suppliers[0](actor, holder) if _suppliers and holder else {}
    return {place: result[place] for place in PLACES if place in result}
