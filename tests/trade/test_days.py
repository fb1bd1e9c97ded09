"""Days begin in the zone of the installation: for service, database and verifier alike."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import transaction
from django.utils import timezone

from ifar.accounts.approvals_replay import ZONE
from ifar.errors import Refused
from ifar.trade.models import Authorisation
from ifar.trade.services import deciding
from ifar.trade.services.writing import today
from tests import cast
from tests.databases import in_zone
from tests.logs import Log
from tests.trade.carrying import packed_consignment
from tests.trade.making import granted, ready


def test_a_day_is_the_offices_for_service_database_and_verifier(peopled_db, settings, tmp_path, monkeypatch):
    """Whatever the hour by UTC, in this zone it is another day."""
    by_utc = dt.datetime.now(dt.UTC)
    in_zone(peopled_db, settings, "Etc/GMT-14" if by_utc.hour >= 10 else "Etc/GMT+12")
    here = timezone.localdate()
    assert here != by_utc.date()
    alice, bob = cast.actor("alice"), cast.actor("bob")
    made, _consignee, _papers = ready(alice, bob)
    with monkeypatch.context() as patch:
        patch.setattr(deciding, "today", by_utc.date)
        with pytest.raises(Refused) as refused, transaction.atomic():
            granted(alice, bob, made)
    assert refused.value.code == "trade.changed_meanwhile"
    granted(alice, bob, made)
    authorisation = Authorisation.objects.get(public_id=made)
    assert (today(), authorisation.decided_on, authorisation.valid_from) == (here, here, here)
    # What is packed today leaves today, on an authorisation that begins today here.
    packed_consignment(1, 1)
    log = Log(peopled_db, tmp_path)
    log.sequence()
    assert log.verify().good, log.verify().differences
    with peopled_db.connect() as owner:
        assert list(ZONE.check(owner.cursor(), None)) == []
        owner.execute("UPDATE accounts_zone SET zone = 'UTC'")
        assert [difference.kind for difference in ZONE.check(owner.cursor(), None)] == [
            "state_missing",
            "state_stray",
        ]
