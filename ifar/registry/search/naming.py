"""What a firearm is, in the words in which somebody said it: the codes that the reference data know, and the words themselves where they know none.

The one road of what is typed, pasted, imported or sent by a program, so that nothing is refused in one way that is taken in another: a word that no
list knows is kept as it was said, beside *unknown*. Pure.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Final

from ifar.missingness import KNOWN, UNKNOWN
from ifar.reference.naming import Resolved, Resolver
from ifar.registry.describing import CODED
from ifar.registry.marks.placeholders import meaning_of

RESOLVED_AS: Final[Mapping[str, str]] = {
    "make": "resolve_make",
    "calibre": "resolve_calibre",
    "type": "resolve_type",
    "country_made": "resolve_country",
}
"""Column of identity -> the resolver's function; a model is looked for among those of its make."""


def named(text: str, resolve: Callable[[str], Resolved]) -> Resolved:
    """What a text names, or that it says *unknown* or *none* in the words that registers use for it."""
    row = meaning_of(text)
    return Resolved(None, "unresolved", status=row[0]) if row else resolve(text)


def identity_of(values: Mapping[str, Any], resolver: Resolver, *, make: str | None = None) -> dict[str, Any]:
    """Identity as `describing` wants it; what is no word of a coded column stays as it is.

    Args:
        values: column -> code or words.
        make: the code of the make on record, where `values` says none.
    """
    identity = {
        name: value for name, value in values.items() if name not in CODED or not isinstance(value, str)
    }
    for name in CODED:
        text = " ".join(value.split()) if isinstance(value := values.get(name), str) else ""
        if not text:
            continue
        of = identity.get("make") or (None if values.get("make") else make)
        resolve: Callable[[str], Resolved] = (
            partial(resolver.resolve_model, of) if name == "model" else getattr(resolver, RESOLVED_AS[name])
        )
        resolved = named(text, resolve)
        if resolved.code:
            identity[name] = resolved.code
        elif resolved.status != KNOWN:
            identity[f"{name}_status"] = resolved.status
        else:
            identity |= {f"{name}_status": UNKNOWN, f"{name}_raw": text}
    return identity
