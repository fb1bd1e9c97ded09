"""A table of refusals of another State over HTTP: seen line by line before anything is written, recorded in one act, and shut from whoever may not."""

from __future__ import annotations

import pytest

from ifar.trade.models import Denial
from ifar.trade.refusals import filing
from ifar.trade.services.writing import today
from tests.conftest import sign_in
from tests.trade.making import DAY, a_party
from tests.trade.test_refusals import is_shut, ready

pytestmark = pytest.mark.django_db
HEAD = "country;issuer;number;refused_on;ground;party;party_state;valid_until"
AT = "/trade/refusals/table/"


def test_a_table_is_seen_before_it_is_recorded_and_then_holds_the_gate(alice, bob):
    made, consignee, _papers = ready(alice, bob)
    named, twin = a_party(alice, name="Baltic Arms", number="B-1"), a_party(alice, name="Twin", number="T-1")
    a_party(alice, name="Twin", number="T-2")
    day, ahead = (today() - 20 * DAY).isoformat(), (today() + 2 * DAY).isoformat()
    lines = [
        f"DK;Police of Denmark;DK-1;{day};diversion;{consignee};;",
        f"DK;Police of Denmark;DK-2;{day};diversion;baltic arms;SE;{ahead}",
        f"DK;Police of Denmark;dk 1;{day};diversion;{consignee};;",
        f"DK;Police of Denmark;DK-3;{day};diversion;Twin;SE;",
        f"DK;Police of Denmark;DK-4;{day};diversion;t 1;SE;",
        f"DK;Police of Denmark;DK-5;{day};diversion;Nobody at all;;",
        f"DK;Police of Denmark;DK-6;{ahead};diversion;{consignee};;",
        f"QQ;Police of Denmark;DK-7;{day};diversion;{consignee};;",
        f"DK;Police of Denmark;DK-8;31.12.2025;diversion;{consignee};;",
        f"DK;Police of Denmark;DK-9;{day};omens;{consignee};;",
        f"XX;Our own;XX-1;{day};diversion;{consignee};;",
    ]
    table = {"table": "\n".join([HEAD, *lines])}
    browser = sign_in("alice")
    seen = browser.post(AT, table)
    assert seen.status_code == 200
    assert not Denial.objects.exists()
    codes = [[reason.code for reason in line["one"].reasons] for line in seen.context["lines"]]
    assert codes == [
        [], [], ["trade.denials.twice"], ["trade.denials.several"], [], ["trade.denials.nobody"], ["trade.delivery.future"],
        ["trade.country"], ["trade.denials.cell"], ["trade.ground"], ["trade.country"],
    ]  # fmt: skip
    page = seen.content.decode()
    assert "Record 3 refusals" in page
    assert "Several parties abroad bear this name" in page
    assert browser.post(f"{AT}?record=1", table).status_code == 302
    assert [(denial.number, denial.party) for denial in Denial.objects.order_by("id")] == [
        ("DK-1", consignee),
        ("DK-2", named),
        ("DK-4", twin),
    ]
    assert is_shut(alice, bob, made) == ["trade.refusal.unverified"]
    # The same table again records nothing twice.
    result = browser.post("/api/trade/refusals-table?preview=true", table, "application/json").json()
    assert not any(item["id"] for item in result)
    assert browser.post(f"{AT}?record=1", table).status_code == 200
    assert Denial.objects.count() == 3


def test_what_is_no_table_says_so_and_nobody_else_enters_one(alice, heidi):
    browser = sign_in("alice")
    for table in ("country;number\nDK;1", HEAD, "nothing", '"open'):
        refused = browser.post(AT, {"table": table})
        assert refused.status_code == 422
        assert "first row" in refused.content.decode()
    many = "\n".join([HEAD, *[f"DK;P;{n};2026-01-01;diversion;X;;" for n in range(filing.MOST + 1)]])
    assert browser.post(AT, {"table": many}).status_code == 422
    assert sign_in("heidi").post(AT, {"table": HEAD}).status_code == 403
