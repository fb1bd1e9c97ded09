"""Who hears of an act of the community; `services/notifications.py` finds the people behind each. What nobody is told says why. Pure."""

from __future__ import annotations

from typing import Final

NOMINEE: Final = "who was nominated; where a second member is needed, also the colleagues who may second it"
MEMBER: Final = "the person who is, was or was to be a member"
NOMINATOR: Final = "who nominated"
SEATED: Final = "whose seat it is"
MODERATORS: Final = "who moderates the space"
DESK: Final = "who moderates the space, but for whoever wrote, reported or decided it"
AUTHOR_OF_REPORTED: Final = "the author of what was reported, by a notice that says neither what nor where"
CHECKERS: Final = (
    "who moderates the space and may read the practice, as far as they are other members than its author"
)
AUTHOR_OF_PRACTICE: Final = "the author of the practice"
AUTHOR_OF_GUIDE: Final = "who brought the guide"
GAP: Final = "who told the gap, and who works on it"
SIDES: Final = "who needs and who offers"
GIVER: Final = "who gives the course"
PUPIL: Final = "who takes part in the course"

OWN: Final = "nobody, because it is about the person's own record and opens nothing for others"
IN_VETTING: Final = "nobody, because the secretariat sees it where it vets"
IN_SPACE: Final = "nobody, because whoever reads the space sees it there"
WITH_DECISION: Final = "nobody, because the author hears of the decision that it carries out"
BY_CLOCK: Final = "nobody, because it was said beforehand until when it is"
FOUND_RIGHT: Final = "nobody, because nothing changes for the author"
ON_OBJECT: Final = "nobody, because whoever reads the object sees it there"
