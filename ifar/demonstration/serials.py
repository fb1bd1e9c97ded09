"""How makers number their firearms: one style for each maker, as a pure function of a running number.

Within one maker, different numbers give serials that stay different when look-alike characters are folded together, so that a
duplicate in made-up data is one that was meant.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

Style = Callable[[int], str]

LETTERS: Final = "ABCEFHKMNPRTUVWXY"
"""Letters of which no two fold to one digit."""

CYRILLIC: Final = "АБВГДЕКМНПТ"


def letters(number: int, count: int, alphabet: str = LETTERS) -> str:
    """`count` letters that stand for `number`, the last one changing fastest."""
    out = ""
    for _ in range(count):
        number, rest = divmod(number, len(alphabet))
        out = alphabet[rest] + out
    return out


def digits(width: int) -> Style:
    """Plain numbers of a fixed width."""
    return lambda n: f"{n % 10**width:0{width}d}"


def cyrillic(n: int) -> str:
    """Two Cyrillic letters and four digits, as on Soviet and Russian firearms."""
    return f"{letters(n // 10_000, 2, CYRILLIC)}{n % 10_000:04d}"


STYLES: Final[Mapping[str, Style]] = {
    "beretta": lambda n: f"{letters(n // 100_000, 1)}{n % 100_000:05d}{letters(n // 1_700_000, 1)}",
    "glock": lambda n: f"{letters(n // 1000, 4)}{n % 1000:03d}",
    "smith-wesson": lambda n: f"{letters(n // 10_000, 3)}{n % 10_000:04d}",
    "ruger": lambda n: f"{n // 100_000 % 900 + 100}-{n % 100_000:05d}",
    "remington": lambda n: f"{letters(n // 100_000, 2)}{n % 100_000:05d}{letters(n, 1)}",
    "mossberg": lambda n: f"{letters(n // 1_000_000, 1)}{n % 1_000_000:06d}",
    "maverick": lambda n: f"MV{n % 10_000_000:07d}{letters(n, 1)}",
    "savage": lambda n: f"{letters(n // 1_000_000, 1)}{n % 1_000_000:06d}",
    "sig-sauer": lambda n: f"58{letters(n // 1_000_000, 1)}{n % 1_000_000:06d}",
    "colt": lambda n: f"{n % 1_000_000:06d}{letters(n // 1_000_000, 1)}70",
    "cz": lambda n: f"{letters(n // 100_000, 1)}{n % 100_000:05d}",
    "walther": lambda n: f"{n % 1_000_000:06d}{letters(n // 1_000_000, 1)}",
    "hk": lambda n: f"{n // 1_000_000 % 90 + 10}-{n % 1_000_000:06d}",
    "fn": lambda n: f"{n // 100_000 % 900 + 100}PM{n % 100_000:05d}",
    "browning": lambda n: f"{n % 100_000:05d}PN{n // 100_000 % 1000:03d}",
    "taurus": lambda n: f"T{letters(n // 100_000, 2)}{n % 100_000:05d}",
    "norinco": lambda n: f"{n // 1_000_000 % 30 + 30}-{n % 1_000_000:06d}",
    "kalashnikov": lambda n: f"{n // 10_000 % 30 + 60}-{n % 10_000:04d}-{n // 300_000 % 1000:03d}",
    "baikal": lambda n: f"{n // 100_000 % 40 + 60} {n % 100_000:05d}",
    "zastava": lambda n: f"{letters(n // 1_000_000, 1)}-{n % 1_000_000:06d}",
    "sarsilmaz": lambda n: f"T1102-{n // 10_000 % 30 + 5:02d}{letters(n // 300_000, 1)}{n % 10_000:05d}",
    "hatsan": lambda n: f"{n // 100_000 % 100:02d}-{n % 100_000:05d}",
    "enfield": lambda n: f"{letters(n // 10_000, 2)}{n % 10_000:04d}",
    "hi-point": lambda n: f"P{n % 10_000_000:07d}",
    "maadi": lambda n: f"{letters(n // 100_000, 1)}{n % 100_000:05d}",
    "kestrian-works": lambda n: f"KW{n // 10_000 % 100:02d}{n % 10_000:04d}{letters(n, 1)}",
}
"""Make -> its style; the letters, blocks and widths are those seen on these makers' firearms."""


def style_of(make: str, place: int = 0) -> Style:
    """The style of a make; one that is not on the list numbers plainly, in a width that depends on its `place` in a list."""
    return STYLES.get(make, digits(6 + place % 3))
