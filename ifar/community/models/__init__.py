"""Tables of the community: accountable acts and what the database projects from them; what members write; how far each has read.

A new *marked object* (a guide, a practice, a gap …) gets its visibility for nothing:

1. its model inherits `MarkedObject` (or, where it stands inside another marked object and bears no mark of its own, just holds a foreign key);
2. its class is named in `selectors/visible.py`: `WITHIN[Model] = (key, Outer)` where it stands inside another object;
3. it is read only through `visible(reader, Model)`, or in a statement of one's own through `visible_sql(Model, alias)`: list, page, search,
   count, digest, export, API, mention, attachment ask the same words of SQL;
4. its pages fetch it by `seen(actor, Model, public_id)`, which answers hidden as absent, in the same statements;
5. it is one more line in `tests/community/test_paths.py`, which walks object × mark × who asks × path.

A new *accountable act* is described in `acts.py`.
"""

from typing import Final

from ifar.community.models.acts import Downgrade, Erasure, Event, Member, Report, Ruling, Seat, Space
from ifar.community.models.keeping import Digest, Profile, Reaction, SpaceRead, TopicRead, Watch
from ifar.community.models.marked import MarkedObject
from ifar.community.models.shelf import (
    Assistance,
    Collection,
    Course,
    Edition,
    Enquiry,
    Gap,
    Guide,
    Place,
    Practice,
    Rating,
    Thing,
    Tie,
)
from ifar.community.models.shelf_acts import Adoption, Agreement, Appraisal, Progress, Review, Score, Training
from ifar.community.models.talk import Attachment, Mention, Post, Revision, Topic, Translation

__all__ = [
    "OBJECT_TYPES",
    "Adoption",
    "Agreement",
    "Appraisal",
    "Assistance",
    "Attachment",
    "Collection",
    "Course",
    "Digest",
    "Downgrade",
    "Edition",
    "Enquiry",
    "Erasure",
    "Event",
    "Gap",
    "Guide",
    "MarkedObject",
    "Member",
    "Mention",
    "Place",
    "Post",
    "Practice",
    "Profile",
    "Progress",
    "Rating",
    "Reaction",
    "Report",
    "Review",
    "Revision",
    "Ruling",
    "Score",
    "Seat",
    "Space",
    "SpaceRead",
    "Thing",
    "Tie",
    "Topic",
    "TopicRead",
    "Training",
    "Translation",
    "Watch",
]

OBJECT_TYPES: Final[dict[str, type[MarkedObject]]] = {
    "topic": Topic,
    "post": Post,
    "guide": Guide,
    "collection": Collection,
    "practice": Practice,
    "gap": Gap,
    "assistance": Assistance,
    "course": Course,
}
"""Type of object -> its model, for all that bears a mark; a new one adds itself (`community_<object_type>` is its table)."""
