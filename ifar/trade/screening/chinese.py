"""Chinese names as Pinyin and as Wade and Giles write them, and as Cantonese and Hokkien families do: told to be one by their syllables. Pure."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

_PINYIN: Final = re.compile(
    r"(zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw])?(iang|iong|uang|ang|eng|ong|ian|iao|uai|uan|ai|ei|ao|ou|an|en|er|ia|ie|iu|ing|in|ua|uo|ui|un|ue|a|o|e|i|u)(?![aeiou])"
)
_WADE: Final = re.compile(
    r"(hs|ch|sh|ts|tz|ss|sz|[pmftnlkhjsyw])?(iang|iung|uang|ang|eng|ung|ien|iao|ieh|uai|uan|uei|ueh|erh|ing|ai|ei|ao|ou|an|en|eh|ia|iu|in|ih|ua|uo|ui|un|a|o|e|i|u)(?![aeiou])"
)
_PINYIN_TURNS: Final = {**dict.fromkeys("bp", "p"), **dict.fromkeys("dt", "t"), **dict.fromkeys("gk", "k"), **dict.fromkeys(("zh", "ch", "j", "q"), "c"),
    **dict.fromkeys("zc", "z"), "x": "hs"}  # fmt: skip
_WADE_TURNS: Final = {"ch": "c", "ts": "z", "tz": "z", "ss": "s", "sz": "s", "j": "r"}
_WADE_ENDS: Final = {"ien": "ian", "ieh": "ie", "ueh": "ue", "uei": "ui", "ung": "ong", "iung": "iong", "ih": "i", "erh": "er", "eh": "e"}  # fmt: skip


@lru_cache(maxsize=100_000)
def syllables(word: str, is_wade: bool) -> tuple[str, ...]:
    """A word as syllables that both ways of writing share, without what neither tells for sure; empty where it is no Chinese word."""
    at, results = 0, []
    while at < len(word):
        match = (_WADE if is_wade else _PINYIN).match(word, at)
        if match is None:
            return ()
        first, end = match[1] or "", match[2]
        if is_wade:
            first = _WADE_TURNS.get(first, first)
            end = "i" if match[1] in ("ss", "sz", "tz", "ts") and end == "u" else _WADE_ENDS.get(end, end)
            end = "e" if (first, end) in (("k", "o"), ("h", "o")) else end
        else:
            first = _PINYIN_TURNS.get(first, first)
        if first == "y" and end in ("en", "an"):
            end = "an"
        results.append(first + end)
        at = match.end()
    return tuple(results)


def is_same(text: str, other: str) -> bool:
    """Whether a word in one way of writing is a word in the other."""
    return any(
        (results := syllables(first, False)) and results == syllables(second, True)
        for first, second in ((text, other), (other, text))
    )


def kept(word: str) -> tuple[str, ...]:
    """Both readings, where there are any."""
    return tuple("".join(results) for is_wade in (False, True) if (results := syllables(word, is_wade)))
