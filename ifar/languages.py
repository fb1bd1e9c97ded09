"""The languages of ifar: the six of the United Nations. Pages, papers and lists speak all of them. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal, get_args

Language = Literal["en", "ar", "fr", "es", "ru", "zh"]
LANGUAGES: Final[tuple[str, ...]] = get_args(Language)
NAMES: Final[Mapping[str, str]] = {
    "en": "English",
    "ar": "العربية",
    "fr": "Français",
    "es": "Español",
    "ru": "Русский",
    "zh": "中文",
}
"""Names of languages are written in the language itself."""


def locale_of(language: str) -> str:
    """The folder of a language's catalogue."""
    return "zh_Hans" if language == "zh" else language
