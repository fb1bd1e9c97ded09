"""What members may call themselves, and when two names are the same to whoever reads them. Pure.

Members choose the name that they show, and may write under a number. Nobody is to pass for another member, for an office or for the secretariat:
a name that is not the one under which somebody was vetted is always shown with their number beside it. Whether another member has a name is
never said, because that would tell who is a member.
"""

from __future__ import annotations

import re
from typing import Final

from ifar.community.safety import as_read

_OFFICES: Final = (
    "secretariat", "moderator", "administrator", "admin", "ifar", "unodc", "un desk", "communityofpractitioners", "modérateur", "secrétariat",
    "الأمانة", "أمانة", "secretaría", "секретариат", "秘书处",
)  # fmt: skip
_NUMBER: Final = re.compile(r"s[0-9a-hjkmnp-tv-z]{3,13}")
_SIGNS: Final = re.compile(r"[()\[\]{}<>@#*_`|~^\\/]")


def folded(name: str) -> str:
    """A name as an eye takes it: letters and digits alone, look-alikes and capitals the same."""
    return re.sub(r"[\W_]+", "", as_read(name)).casefold()


_FOLDED: Final = frozenset(folded(office) for office in _OFFICES)


def is_same_name(text: str, other: str) -> bool:
    """Whether two names are the same to whoever reads them."""
    return folded(text) == folded(other)


def may_be_called(name: str) -> bool:
    """Whether a member may show this name: no office, no number of a member, no sign that pages use around names. No name at all is allowed."""
    if not name:
        return True
    plain = folded(name)
    like_a_number = bool(_NUMBER.fullmatch(plain)) and any(text.isdigit() for text in plain)
    return bool(plain) and plain not in _FOLDED and not like_a_number and not _SIGNS.search(name)
