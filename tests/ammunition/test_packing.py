"""Must-have 21: lots split, packed anew and gathered keep their sums; loose rounds go to a mixed lot, so that nobody invents who made them."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction
from django.db.models import Sum

from ifar.ammunition.inputs import LineIn
from ifar.ammunition.models import Balance, Lot
from ifar.ammunition.services import lots, movements
from ifar.ammunition.services.writing import RECORDER
from ifar.errors import Conflict, Forbidden, Invalid, Refused
from tests import cast
from tests.acting import without_guards
from tests.ammunition.making import a_lot, a_stock, lies, move
from tests.ammunition.test_movements import codes
from tests.conftest import sign_in
from tests.placement.making import a_place

pytestmark = pytest.mark.django_db


def test_must_have_21_split_and_repacked_quantities_keep_their_sums(frank):
    bunker, range_ = a_place(frank, "Bunker"), a_place(frank, "Range")
    lot = a_lot(frank, pieces=50, packages=20)
    half = a_lot(frank, "PP-24-117 B", pieces=25)
    powder = lots.register_lot(actor=frank, kind="powder", maker="Poudrerie", number="N-1")

    def said(kind: str, place: str, code: str, quantity: int, packed: str, into: str = "", **more: str):
        line = LineIn(lot=code, quantity=quantity, packed=packed, into=into)
        return movements.record_movement(actor=frank, move=kind, place=place, lines=[line], **more)

    said("imported", bunker, lot, 3, "case")
    # The maker's code on a package names the lot.
    said("found", bunker, "]d20104012345678901\x1d10PP-24-117", 2, "package")
    assert lies(bunker, lot) == 3100
    said("repacked", bunker, lot, 40, "package", into=half)
    assert (lies(bunker, lot), lies(bunker, half)) == (1100, 2000)
    move(frank, "opened", bunker, (powder, 12_500))
    assert Lot.objects.get(public_id=powder).unit == "gram"
    for code, packed in ((half, "case"), (powder, "package")):
        with pytest.raises(Invalid) as refused:
            said("lost", bunker, code, 1, packed)
        assert codes(refused) == ["ammunition.packed"]
    with pytest.raises(Invalid) as refused:
        move(frank, "repacked", bunker, (powder, 10))
    assert codes(refused) == ["ammunition.into"]
    # Loose: from any lot of a calibre into the one mixed lot of the place.
    move(frank, "repacked", bunker, (lot, 7), (half, 5))
    loose = Lot.objects.get(place=bunker)
    assert (loose.maker, loose.number, loose.calibre, lies(bunker, loose.public_id)) == ("", "", "9x19", 12)
    move(frank, "moved", bunker, (loose.public_id, 10), to_place=range_)
    other = Lot.objects.get(place=range_)
    assert (lies(bunker, loose.public_id), lies(range_, loose.public_id), lies(range_, other.public_id)) == (
        2,
        0,
        10,
    )
    assert Balance.objects.exclude(lot=powder).aggregate(n=Sum("quantity"))["n"] == 3100
    seen = {"occasion": "training", "witness": cast.user("grace").public_id, "reference": "FR-7"}
    spent = move(frank, "spent", range_, (other.public_id, 4), **seen)
    movements.undo_movement(actor=frank, movement_id=spent, ground="twice")
    assert lies(range_, other.public_id) == 10
    assert lots.open_mixed(actor=frank, place=range_, calibre="9 × 19") == other.public_id


def test_a_mixed_lot_is_passed_on_as_nothing_that_somebody_made(frank, ivan):
    bunker, lot = a_stock(frank)
    cave = a_place(frank, "Cave")
    move(frank, "repacked", bunker, (lot, 30))
    loose = Lot.objects.get(place=bunker).public_id
    far = lots.open_mixed(actor=frank, place=cave, calibre="9 × 19")
    for kind, values in (("sent", {"to_office": ivan.agency}), ("imported", {})):
        with pytest.raises((Refused, Invalid)) as refused:
            move(frank, kind, bunker, (loose, 1), **values)
        assert codes(refused) == ["ammunition.mixed_stays"]
        with (
            without_guards(RECORDER),
            pytest.raises(IntegrityError, match="mixed_stays"),
            transaction.atomic(),
        ):
            move(frank, kind, bunker, (loose, 1), **values)
    with pytest.raises(Invalid) as refused:
        move(frank, "repacked", bunker, (loose, 1, lot))
    assert codes(refused) == ["ammunition.into"]
    with pytest.raises(Refused) as refused:
        move(frank, "found", bunker, (far, 1))
    assert codes(refused) == ["ammunition.mixed_place"]
    for kind, lines, more in (
        ("repacked", [{"lot": loose, "quantity": 1, "into": lot}], {}),
        ("repacked", [{"lot": lot, "quantity": 1, "into": far}], {}),
        ("moved", [{"lot": loose, "quantity": 1}], {"to_place": cave}),
        ("moved", [{"lot": loose, "quantity": 1, "into": lot}], {"to_place": cave}),
        ("moved", [{"lot": lot, "quantity": 1, "into": far}], {"to_place": cave}),
    ):
        changes = {"move": kind, "place": bunker, "reference": "", **more}
        with without_guards(RECORDER), pytest.raises((IntegrityError, Refused)), transaction.atomic():
            RECORDER.record(frank, "movement", kind, changes=changes, details={"lines": lines})
    with pytest.raises((Refused, Forbidden)) as refused:
        lots.correct_lot(actor=frank, lot_id=loose, mark="PP-24-117")
    assert codes(refused) == ["ammunition.mixed_unmarked"]
    sets = {"kind": "cartridge", "calibre": "9x19", "unit": "piece", "place": bunker}
    for wrong in ({"place": a_place(ivan)}, {"kind": "bullet"}, {"calibre": ""}):
        with without_guards(RECORDER), pytest.raises((IntegrityError, Refused)), transaction.atomic():
            RECORDER.record(frank, "lot", "mixed", changes=sets | wrong)
    with pytest.raises(Conflict), transaction.atomic():
        RECORDER.record(frank, "lot", "mixed", changes=sets)
    with pytest.raises(Invalid):
        lots.open_mixed(actor=frank, place=a_place(ivan, "Yard"), calibre="9x19")
    armoury = sign_in("frank")
    assert (
        armoury.post("/ammunition/lots/mixed/", {"place": bunker, "calibre": "9x19"}).url
        == f"/ammunition/lots/{loose}/"
    )
    page = armoury.get(f"/ammunition/lots/{loose}/").content.decode()
    assert all(text in page for text in ("Mixed lot, loose rounds", "30 pieces", "Bunker"))
    assert "Correct the mark" not in page
    assert "Mixed lot, loose rounds" in armoury.get("/ammunition/").content.decode()
