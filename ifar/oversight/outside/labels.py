"""What a report from outside may be about. Codes are stable, words are translated."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

CATEGORIES: Final[Mapping[str, Any]] = {
    "theft": _("Theft or loss of firearms or ammunition"),
    "diversion": _("Diversion or illegal sale"),
    "corruption": _("Bribery or abuse of office"),
    "records": _("False or altered records"),
    "licence": _("A licence that should not have been granted"),
    "retaliation": _("Retaliation against somebody who reported"),
    "other": _("Something else"),
}
