"""What the verifier says of what members wrote once somebody who may switch triggers off was there."""

from __future__ import annotations

import datetime as dt
from typing import Any

from ifar.acts.replay import replay_of
from ifar.community.acts import ACTS
from ifar.community.knowledge.services import library
from ifar.community.knowledge.services.library import EditionFile, GuideDescription
from ifar.community.knowledge.services.shelving import Placed
from ifar.community.marks import AMBER, GREEN, RED, STRICT
from ifar.community.models import Space, Topic
from ifar.community.replay import REPLAYS
from ifar.community.services import marking
from ifar.ledger import services as ledger
from tests import cast
from tests.community.making import a_post, a_topic, member
from tests.databases import Database, Databases, settings_at


def differences(cursor: Any) -> list[str]:
    return [
        f"{difference.place}: {difference.says}"
        for replay in (replay_of(ACTS), *REPLAYS)
        for difference in replay.check(cursor, None)
    ]


def after(database: Database, table: str, statement: str, *values: Any) -> list[str]:
    with database.connect() as connection, connection.transaction(force_rollback=True):
        connection.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        assert connection.execute(statement, values).rowcount == 1
        return differences(connection.cursor())


def test_the_verifier_says_what_is_wider_than_its_acts(
    databases: Databases, community_template: str, django_db_setup: None, django_db_blocker: Any
) -> None:
    with (
        databases.clone(community_template) as database,
        django_db_blocker.unblock(),
        settings_at(database.name),
    ):
        commons = Space.objects.get(kind="global")
        topic = a_topic("dave", commons, "A question.", AMBER, "of:harbour")
        wide = a_topic("dave", commons, "Another question.")
        strict = a_post("dave", topic, "For the harbour.", STRICT)
        amber = a_post("dave", wide, "For Erin.", AMBER, "erin")
        raised = a_post("dave", wide, "For the harbour.", AMBER, "of:harbour")
        marking.change_mark(
            actor=cast.actor("dave"), object_type="post", public_id=raised.public_id, tlp=RED, pap=1,
            recipients=[member("erin").public_id],
        )  # fmt: skip
        red = a_post("dave", wide, "For Erin.", RED, "erin")
        wanted = [member(name).public_id for name in ("erin", "frank")]
        marking.change_mark(
            actor=cast.actor("dave"),
            object_type="post",
            public_id=red.public_id,
            tlp=RED,
            pap=1,
            recipients=wanted,
        )
        lowered = a_post("dave", wide, "For the harbour.", STRICT)
        for tlp in (GREEN, STRICT):
            marking.change_mark(
                actor=cast.actor("dave"), object_type="post", public_id=lowered.public_id, tlp=tlp, pap=1
            )
        a_post("heidi", wide, "An answer.", AMBER)
        guide = library.bring_guide(
            actor=cast.actor("heidi"),
            at=Placed(commons.public_id, "A guide to marks", "en"),
            said=GuideDescription("guide", "A summary that is long enough"),
            edition=EditionFile("1.0", "en", None, "", "https://example.org/guide", "First."),
        )
        until = (ledger.now() + dt.timedelta(days=90)).date()
        library.review(actor=cast.actor("dave"), review_id=guide.public_id, edition=1, expires_on=until)
        with database.connect() as connection, connection.cursor() as cursor:
            assert differences(cursor) == []
            assert Topic.objects.count() == 2
        customs, heidi = member("heidi").organisation, member("heidi").pk
        for place, statement, values in (
            ("tlp: 2", "UPDATE community_post SET tlp = 2 WHERE id = %s", [strict.pk]),
            ("pap: 0", "UPDATE community_post SET pap = 0 WHERE id = %s", [strict.pk]),
            ("recipients: others", "UPDATE community_post SET organisations = %s WHERE id = %s", [[customs], strict.pk]),
            ("recipients: others", "UPDATE community_post SET organisations = '{}', recipients = '{}' WHERE id = %s", [strict.pk]),
            ("recipients: others", "UPDATE community_post SET tlp = 3, recipients = '{}' WHERE id = %s", [amber.pk]),
            ("recipients: others", "UPDATE community_post SET recipients = recipients || %s::bigint WHERE id = %s", [heidi, amber.pk]),
            ("recipients: others", "UPDATE community_post SET recipients = recipients || %s::bigint WHERE id = %s", [heidi, raised.pk]),
            ("recipients: others", "UPDATE community_post SET recipients = %s WHERE id = %s", [[heidi], red.pk]),
            ("around", "UPDATE community_post SET topic_id = %s, number = 99 WHERE id = %s", [wide.pk, strict.pk]),
            ("member", "UPDATE community_post SET author_id = %s WHERE id = %s", [heidi, strict.pk]),
            ("state: hidden", "UPDATE community_post SET state = 'hidden' WHERE id = %s", [strict.pk]),
            ("n: 1", "UPDATE community_post SET lowered = 1 WHERE id = %s", [red.pk]),
            ("an object", "UPDATE community_post SET public_id = 'S0000000000001' WHERE id = %s", [red.pk]),
        ):  # fmt: skip
            texts = after(database, "community_post", statement, *values)
            assert len(texts) == 1, (place, texts)
            assert place in texts[0]
        for change in ("link = 'https://example.org/other'", "words = 'Second.'", "number = 2"):
            texts = after(database, "community_edition", f"UPDATE community_edition SET {change}")
            assert texts == [f"guide {guide.public_id}: another edition"]
