"""What the worker does by the clock."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.utils import timezone

from ifar.accounts import tasks
from ifar.accounts.models import IdempotencyKey, ReadBatch
from ifar.accounts.services import proposals, reads
from ifar.ledger import services as ledger
from ifar.ledger.entry import Draft


def test_reads_are_batched(dave):
    reads.log(dave, "parties.party.read", "P0000000000000")
    tasks.batch_reads(timestamp=0)
    assert ReadBatch.objects.order_by("-last").first().count >= 1
    call_command("batch_reads")


def test_a_late_countersignature_is_an_alarm(bob, settings, caplog, monkeypatch):
    from ifar.accounts import executors

    settings.IFAR_COUNTERSIGN_HOURS = 0
    monkeypatch.delitem(executors._executors, "registry.corrected", raising=False)
    call_command("overdue_approvals")
    asked = proposals.propose(
        actor=bob,
        act="registry.corrected",
        object="F0000000000000",
        payload={"details": {"a": 1}},
        reason="now",
        emergency=True,
    )
    draft = Draft(
        "item.corrected/1",
        asked.act,
        asked.object,
        {**asked.payload, "proposal": asked.public_id},
        ledger.new_entry_id(),
    )
    ledger.append(actor=bob, drafts=[draft])
    tasks.late_countersignatures(timestamp=0)
    assert asked.public_id in caplog.text
    with pytest.raises(CommandError, match="1 emergencies"):
        call_command("overdue_approvals")


def test_old_keys_are_forgotten(db):
    for key, age in (("old", 3), ("new", 1)):
        IdempotencyKey.objects.create(
            actor="U", key=key, request=b"", at=timezone.now() - dt.timedelta(days=age)
        )
    tasks.tidy(timestamp=0)
    assert set(IdempotencyKey.objects.values_list("key", flat=True)) == {"new"}
