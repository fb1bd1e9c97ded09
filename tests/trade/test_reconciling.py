"""What is known of each piece of a consignment, by hand-made cases: told apart are missing, substituted, seen and only declared."""

from __future__ import annotations

import random

import pytest

from ifar.placement.roads.reconciling import DEGREES, Box, Piece, Report, Whole, findings, standings
from ifar.trade import labels
from ifar.trade.consignments import labels as consignment_labels


def whole(count=12, crates=4, **said):
    each = count // crates
    pieces = [Piece(f"i{n}", f"c{n // each}", f"BX{n:04}", f"F{n}", 1) for n in range(count)]
    boxes = {f"c{n}": Box(f"c{n}", (f"S-{n}",)) for n in range(crates)}
    known = {"through": ("DK", "DE"), "from_state": "XX", "into_state": "SE"}
    return Whole(pieces, boxes, **{**known, **said})


def serials(*numbers):
    return tuple(f"BX{n:04}" for n in numbers)


def told(result, *ids):
    return [result[item].told for item in ids]


def codes(packed, seen):
    return [finding.code for finding in findings(packed, seen)]


STORY = (
    Report("o1", "transit_entry", "DK", 1, "declared"),
    Report("o2", "check", "DK", 2, "serial_read", "c0", ("S-0",), serials=serials(0, 1, 2)),
    Report("o3", "check", "DK", 2, "serial_read", "c1", ("S-1",), serials=(*serials(3, 4), "ZZ9")),
    Report("o4", "check", "DK", 2, "serial_read", "c2", ("S-2",), serials=serials(6)),
)


def test_three_crates_opened_at_the_border_tell_missing_substituted_and_declared_apart():
    packed = whole()
    result = standings(packed, STORY, left_at=0)
    assert told(result, "i0", "i1", "i2", "i3", "i4", "i6") == ["serial_read"] * 6
    assert told(result, "i5") == ["substituted"]
    assert result["i5"].others == ("ZZ9",)
    assert told(result, "i7", "i8") == ["missing", "missing"]
    assert told(result, "i9", "i10", "i11") == ["declared"] * 3
    assert {standing.leg for standing in result.values()} == {"transit_entry"}
    assert [codes(packed, item) for item in STORY] == [[], [], ["substituted"], ["missing"]]


def test_nothing_is_seen_where_it_was_only_declared():
    arrives = Report("o5", "entry", "SE", 9, "declared")
    result = standings(whole(), (*STORY, arrives), left_at=0)
    assert (result["i0"].leg, result["i0"].degree) == ("entry", "declared")
    assert result["i0"].seen.id == "o2"
    assert result["i5"].told == "substituted"
    # What is counted upon receipt is seen there; what was missing stays missing until its number is read.
    counted = Report("o6", "receipt", "SE", 10, "counted", counted=12)
    result = standings(whole(), (*STORY, arrives, counted), left_at=0)
    assert told(result, "i0", "i7", "i5") == ["counted", "missing", "substituted"]
    again = Report("o7", "receipt", "SE", 11, "serial_read", "c3", serials=serials(7, 9, 10, 11))
    result = standings(whole(), (*STORY, arrives, counted, again), left_at=0)
    assert told(result, "i7", "i9") == ["serial_read", "serial_read"]


@pytest.mark.parametrize(
    ("seen", "shows"),
    [
        (Report("o", "entry", "SE", 1, "counted", counted=11), ["short"]),
        (Report("o", "entry", "SE", 1, "counted", counted=13), ["over"]),
        (Report("o", "entry", "SE", 1, "counted", counted=12), []),
        (Report("o", "entry", "SE", 1, "seal_intact", "c0", ("S-9",)), ["seal"]),
        (Report("o", "entry", "SE", 1, "seal_intact", "c0", ("s 0",)), []),
        (Report("o", "entry", "SE", 1, "seal_intact"), []),
        (Report("o", "check", "NO", 1, "declared"), ["off_route"]),
        (Report("o", "receipt", "SE", 1, "declared", other_recipient=True), ["recipient"]),
        (Report("o", "check", "DK", 1, "serial_read", "c0", serials=(*serials(0, 1, 2), "ZZ9")), ["unknown"]),
        (Report("o", "check", "DK", 1, "serial_read", "c0", serials=("ZZ9",)), ["missing", "unknown"]),
        # Beside a count, and in papers, a number that was not packed differs; what was not read is not missing there.
        (Report("o", "entry", "SE", 1, "counted", counted=12, serials=(*serials(0), "ZZ9")), ["unknown"]),
        (Report("o", "entry", "SE", 1, "declared", serials=(*serials(0), "ZZ9")), ["unknown"]),
        (Report("o", "check", "DK", 1, "serial_read", "c0", serials=("bx-OOOO", "BX 0001", "F2")), []),
    ],
)
def test_each_difference_is_named(seen, shows):
    assert codes(whole(), seen) == shows


def test_what_was_read_on_its_way_says_nothing_of_where_it_was_only_declared():
    """A check in another State, or after a receipt that was only declared, makes nobody have seen it where it is said to be."""
    declared = [
        Report("o1", "transit_exit", "DE", 1, "declared"),
        Report("o2", "receipt", "SE", 2, "declared"),
    ]
    for n, country in enumerate(("DK", "SE", "")):
        check = Report("o3", "check", country, 3, "serial_read", serials=serials(0))
        at_exit, at_receipt = (
            standings(whole(), [*some, check], left_at=0) for some in (declared[:1], declared)
        )
        assert (at_receipt["i0"].leg, at_receipt["i0"].degree, at_receipt["i0"].seen.id) == (
            "receipt",
            "declared",
            "o3",
        )
        assert (at_exit["i0"].leg, at_exit["i0"].degree) == ("transit_exit", "declared"), n


def test_pieces_that_bear_one_number_are_read_one_by_one():
    """Two makers number alike: one reading is one of them, that of the crate which was opened; and a number without a sign is none."""
    pieces = [
        Piece("a", "c0", "1001", "", 1),
        Piece("b", "c1", "1001", "", 1),
        Piece("c", "c1", "***", "", 1),
    ]
    packed = Whole(pieces, {item: Box(item, ()) for item in ("c0", "c1")})

    def of(crate, *texts):
        result = standings(packed, [Report("o", "check", "", 1, "serial_read", crate, serials=texts)])
        return told(result, "a", "b")

    assert of("", "1001") == ["serial_read", "missing"]
    assert of("", "1001", "1001") == ["serial_read", "serial_read"]
    assert of("c1", "1001", "--") == ["packed", "serial_read"]
    assert of("", "١٠٠١", "1001") == ["serial_read", "serial_read"]
    assert codes(packed, Report("o", "check", "", 1, "serial_read", "c0", serials=("1001", "--"))) == [
        "unknown"
    ]


@pytest.mark.parametrize("leg", ["exit", "transit_entry", "transit_exit", "entry", "receipt"])
def test_what_was_seen_on_any_leg_was_released(leg):
    seen = Report("o", leg, {"exit": "XX", "entry": "SE", "receipt": "SE"}.get(leg, "DK"), 1, "declared")
    assert codes(whole(released=False), seen) == ["unreleased"]


def test_what_left_without_release_is_named_and_followed():
    packed, seen = whole(released=False), Report("o", "transit_entry", "DK", 1, "seal_intact", "c0", ("S-0",))
    assert codes(packed, seen) == ["unreleased"]
    assert told(standings(packed, [seen]), "i0") == ["seal_intact"]
    assert told(standings(packed, []), "i0") == ["packed"]


def test_a_substitution_that_no_crate_tells_apart_is_not_told_apart():
    seen = Report("o", "entry", "SE", 1, "serial_read", serials=(*serials(*range(9)), "ZZ9"))
    result = standings(whole(), [seen], left_at=0)
    assert told(result, "i9", "i10", "i11") == ["missing"] * 3
    assert result["i9"].others == ("ZZ9",)


def test_no_order_of_observations_makes_a_piece_more_seen_than_it_was():
    """By random histories: a piece is `serial_read` only where its number was read, missing only where it was looked for and not read since."""
    rule = random.Random(26)
    packed = whole()
    for _turn in range(200):
        history = []
        for n in range(rule.randint(0, 8)):
            crate = rule.choice(["", "c0", "c1", "c2", "c3"])
            read = tuple(rule.sample([*serials(*range(12)), "ZZ1", "ZZ2"], rule.randint(0, 6)))
            degree, leg = rule.choice(DEGREES), rule.choice(["check", "transit_entry", "entry", "receipt"])
            history.append(
                Report(f"o{n}", leg, "DK" if leg == "transit_entry" else "SE", n, degree, crate, serials=read)
            )
        result = standings(packed, history, left_at=0)
        for piece in packed.pieces:
            reads = [
                item
                for item in history
                if (item.degree in ("serial_read", "counted") and piece.serial in item.serials)
                or (item.degree == "serial_read" and item.crate in ("", piece.crate))
            ]
            is_read = bool(reads) and piece.serial in reads[-1].serials
            told_of = result[piece.id]
            assert (told_of.verdict != "") == (bool(reads) and not is_read)
            if told_of.degree == "serial_read":
                assert any(piece.serial in item.serials for item in reads)


def test_seals_that_nobody_read_are_not_called_intact():
    """Whoever calls them intact and gives no number saw no seal of this consignment."""
    by_word = [Report("o", "entry", "SE", 1, "seal_intact", "c0")]
    assert told(standings(whole(), by_word, left_at=0), "i0") == ["declared"]
    by_number = [Report("o", "entry", "SE", 1, "seal_intact", "c0", ("S-0",))]
    assert told(standings(whole(), by_number, left_at=0), "i0") == ["seal_intact"]


def test_missing_replaced_and_declared_are_told_apart_by_colour_and_by_sign():
    told_apart = ("missing", "substituted", "declared", "serial_read")
    assert len({labels.STANDING_TONES.get(text, "") for text in told_apart}) == len(told_apart)
    assert len({consignment_labels.STANDING_ICONS[standing] for standing in labels.STANDINGS}) == len(
        labels.STANDINGS
    )
