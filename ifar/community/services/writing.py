"""Writing an accountable act of the community, and telling whoever hears of it."""

from __future__ import annotations

import datetime as dt
import secrets
from typing import Final

from ifar import identifiers
from ifar.acts.recorder import Recorder
from ifar.community.acts import ACTS
from ifar.community.services import notifications
from ifar.ledger import services as ledger

RECORDER: Final = Recorder(
    ACTS,
    conflicts={"nobody would moderate it any more": "community.space.last_moderator"},
    tell=notifications.tell,
)


def new_id() -> str:
    """A new public identifier of what members write, which is no record: a topic, a post, an edition."""
    return identifiers.new("S", secrets.token_bytes)


def now() -> dt.datetime:
    """The time of the database's clock, in UTC."""
    return ledger.now().astimezone(dt.UTC)
