"""From what people write to what they mean: makes, models, calibres, types and countries in free text to stable codes.

Registers spell one cartridge in dozens of ways (`9x19`, `9 mm Para`, `9mm Luger`, `7,62х39` with a Cyrillic letter), and a
maker in several scripts. A name is folded to a key; the key is looked up in the aliases of the reference data; if that fails,
the known name at its beginning is taken, then the one name at one or two wrong letters. Digits are never guessed: 5.56×45 and
5.45×39 are two letters apart. The raw text is always kept beside the code, so nothing is lost when the answer is "not known". Pure.
"""

from ifar.reference.naming.keys import (
    answer_status,
    calibre_key,
    calibre_keys,
    fold,
    gauge,
    make_keys,
    model_key,
    plain_key,
)
from ifar.reference.naming.resolver import How, Resolved, Resolver, Spelling, build_resolver

__all__ = [
    "How",
    "Resolved",
    "Resolver",
    "Spelling",
    "answer_status",
    "build_resolver",
    "calibre_key",
    "calibre_keys",
    "fold",
    "gauge",
    "make_keys",
    "model_key",
    "plain_key",
]
