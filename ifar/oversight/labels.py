"""The words of oversight. Codes are stable, words are translated."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

BREACHES: Final[Mapping[str, Any]] = {
    "oversight.counted_and_wrote_off": _(
        "Somebody who had counted the arm or its store took part in writing it off."
    ),
    "oversight.exported_after_expiry": _("The arm left the country after the last day of its licence."),
    "oversight.closed_own_matter": _("Somebody closed a matter that they had explained or were barred from."),
    "oversight.dated_back": _(
        "The act says that it happened long before it was recorded, and no second person agreed."
    ),
    "oversight.both_sides": _("One person did both sides of an act that takes two."),
    "oversight.decided_own_application": _(
        "Somebody who had checked the application or advised on it decided it."
    ),
    "oversight.resurrected": _("An arm that is destroyed by the register has turned up."),
    "oversight.witnessed_own": _("Somebody who had proposed or approved the destruction was its witness."),
    "oversight.not_countersigned": _("An act of emergency was not countersigned by its day."),
}
"""What a breach is, by its cause: the words of its matter."""
