"""The words of refusals of other States, and of our own that are asked about again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

STATES: Final[Mapping[str, Any]] = {
    "entered": pgettext_lazy("a refusal", "To be verified"),
    "standing": pgettext_lazy("a refusal", "Standing"),
    "rejected": pgettext_lazy("a refusal", "Rejected"),
    "lifted": pgettext_lazy("a refusal", "Lifted"),
}
DONE: Final[Mapping[str, Any]] = {
    "prolonged": _("Time limit extended"),
    "notified": _("Refusal of another State entered"),
    "lifted": pgettext_lazy("a refusal", "Lifted"),
    "verified": pgettext_lazy("a refusal", "Verified"),
    "rejected": pgettext_lazy("a refusal", "Rejected"),
    "refusal_weighed": _("Earlier refusal answered"),
}
NAMED_BEFORE: Final = _("Somebody who was named before for these goods might be on this list.")
REFUSALS: Final[Mapping[str, Any]] = {
    "trade.term": _(
        "No law that applies lets the time limit be extended further. Decide by the day that is set."
    ),
    "trade.barred": _(
        "The applicant is barred (%(bar)s). Ask the office that entered the prohibition; nothing is granted before it is lifted."
    ),
    "trade.bar.unsaid": _(
        "Somebody like the applicant is barred (%(bar)s). Look at it, and say that it does not mean the applicant."
    ),
    "trade.denial.party": _(
        "Choose whom the other State refused: somebody of whom there is a record that you may see."
    ),
    "trade.denials.file": _(
        "This is not a table of refusals. Its first row must name the columns country, issuer, number, refused_on, ground and party."
    ),
    "trade.denials.many": _("A table has at most %(most)s refusals. Divide it."),
    "trade.denials.cell": _("The column %(field)s is empty or cannot be read."),
    "trade.denials.twice": _("This refusal is entered already."),
    "trade.denials.nobody": _(
        "No party abroad on record has this name or number. Enter the party first, then look at the table again."
    ),
    "trade.denials.several": _(
        "Several parties abroad bear this name. Give the identifier of the one that is meant."
    ),
    "trade.denial.days": _("It cannot end before it was decided."),
    "trade.denial.yours": _("You entered this refusal. Ask a colleague to record that it was lifted."),
    "trade.denial.entered": _("You entered this refusal. Another person verifies or rejects it."),
    "trade.refusal.unverified": _(
        "A refusal of another State that concerns somebody whom it names is not verified. Have another person than who entered it verify or reject it."
    ),
    "trade.refusal.none": _("Choose an earlier refusal of the list that is not answered yet."),
    "trade.refusal.open": _(
        "A transfer to somebody whom it names was refused before, here or in another State. Answer each earlier refusal first."
    ),
    "trade.refusal.named": _(
        "Somebody who was named before for these goods might be on a sanctions list, and another name stands in their place. Decide the match, or answer it first."
    ),
    "trade.refusal.yours": _(
        "You answered an earlier refusal of this application. Another person decides about it."
    ),
}
