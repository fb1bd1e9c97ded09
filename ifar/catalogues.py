"""Where Django finds the sentences of a language: Chinese is `zh` everywhere in ifar, as papers and lists have it, and `zh_Hans` among Django's catalogues and ours."""

from __future__ import annotations

from django.conf.locale import LANG_INFO
from django.utils.translation import to_locale, trans_real

from ifar.languages import locale_of


def tell_django() -> None:
    """Have Django know Chinese under ifar's name; settings call it before anything is translated."""
    LANG_INFO["zh"] = LANG_INFO["zh-hans"] | {"code": "zh"}
    trans_real.to_locale = lambda language: to_locale(locale_of(language))  # type: ignore[attr-defined]
