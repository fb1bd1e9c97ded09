"""What a list holds for whoever looks at it, in words: an empty one that says nothing of it reads as if there were nothing.

The words follow from the actor's role and office alone, never from what is there, so that they tell nothing of what is hidden.
"""

from __future__ import annotations

from typing import Final, Literal

from django.utils.translation import gettext as _

from ifar.accounts.labels import COMPARTMENTS
from ifar.rights import COMPARTMENTS as ALL
from ifar.rights import Actor, may

Sees = Literal["own", "offices", "compartments", "book", "places"]
SEES: Final[tuple[Sees, ...]] = ("own", "offices", "compartments", "book", "places")
"""What a list holds: what the office entered itself; what belongs to it and the offices below it, or was shared with it; what its compartments hold; the
same, for traders and proof houses what is or was in their book; what its offices know of places, without precise ones for whoever may not see these."""


def sees_words(actor: Actor, sees: Sees) -> str:
    """What of all that there is stands in a list for this actor; empty where nothing is left out because of their rights."""
    match sees:
        case "own":
            return _("Only what your own office entered stands here. What others have, they see.")
        case "book" if actor.own_book_only:
            return _(
                "Only what is or was in your own book stands here. Ask the authority about anything else."
            )
        case "offices" | "places" if not may(actor, "oversight:inspection:read"):
            if sees == "places" and not may(actor, "hotspots:incident:precise"):
                return _(
                    "Only what your office and the offices below it know of whole areas stands here: precise places are not open to your role."
                )
            return _(
                "Only what belongs to your office and the offices below it, or was shared with you, stands here. What others have, they see."
            )
    if set(ALL) <= actor.compartments:
        return ""
    names = _(", ").join(str(COMPARTMENTS[item]) for item in ALL if item in actor.compartments)
    return _("Only what lies in the compartments that are open to you stands here: %(names)s.") % {
        "names": names
    }
