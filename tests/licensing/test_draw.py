"""The draw of an inspection round: pure, the same for everybody, and done again from its file alone."""

from __future__ import annotations

import hashlib
import json
import subprocess

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ifar import cli
from ifar.errors import Invalid
from ifar.licensing import draw, inspection
from ifar.licensing.draw import Member

SEED = hashlib.sha256(b"the root of a checkpoint").hexdigest()
FRAME = [Member("sport.low", f"{number:020x}") for number in range(30)] + [
    Member("hunting.high", f"{number:020x}") for number in range(100, 104)
]
COUNTS = {"sport.low": 5, "hunting.high": 2}


def published(**changes):
    drawn = draw.draw(FRAME, COUNTS, SEED)
    return draw.document(round="M1", frame=FRAME, counts=COUNTS, seed=SEED, drawn=drawn) | changes


def told(capsys, tmp_path, document, *words):
    file = tmp_path / "draw.json"
    file.write_text(json.dumps(document))
    code = cli.main(["recompute-draw", str(file), *words])
    return code, capsys.readouterr().out


def test_the_smallest_hashes_of_seed_and_token_are_drawn():
    drawn = draw.draw(FRAME, COUNTS, SEED)
    for stratum, count in COUNTS.items():
        tokens = [member.token for member in FRAME if member.stratum == stratum]
        first = sorted(tokens, key=lambda text: hashlib.sha256(f"{SEED}{text}".encode()).hexdigest())[:count]
        assert [member.token for member in drawn if member.stratum == stratum] == first
    assert draw.draw(reversed(FRAME), COUNTS, SEED) == drawn


def test_a_shell_does_the_same():
    member = FRAME[7]
    completed_process = subprocess.run(
        ["sh", "-c", 'printf %s "$1$2" | sha256sum', "sh", SEED, member.token],
        capture_output=True,
        text=True,
        check=True,
    )
    assert completed_process.stdout.split()[0] == draw.place(SEED, member.token)
    lines = "".join(f"{row.stratum} {row.token}\n" for row in FRAME)
    completed_process = subprocess.run(
        ["sh", "-c", "LC_ALL=C sort | sha256sum"], input=lines, capture_output=True, text=True, check=True
    )
    assert completed_process.stdout.split()[0] == draw.frame_hash(FRAME)


def test_who_replaces_follows_in_the_order_of_the_draw():
    order = draw.order(FRAME, SEED)["hunting.high"]
    assert draw.following(FRAME, SEED, "hunting.high", order[:2]) == order[2]
    assert draw.following(FRAME, SEED, "hunting.high", order[:3]) == order[3]
    assert draw.following(FRAME, SEED, "hunting.high", order) is None


@given(
    st.dictionaries(st.sampled_from("abcdefgh"), st.integers(0, 40), min_size=1),
    st.integers(1, 60),
    st.dictionaries(st.sampled_from("abcdefgh"), st.integers(1, 4)),
)
def test_shares_are_exact_bounded_and_leave_no_stratum_out(sizes, number, weights):
    shares = draw.shares(sizes, number, weights)
    assert sum(shares.values()) == min(number, sum(sizes.values()))
    assert all(0 <= count <= sizes[name] for name, count in shares.items())
    there = [name for name, size in sizes.items() if size]
    if number >= len(there):
        assert all(shares[name] >= 1 for name in there)


def test_a_riskier_class_is_drawn_more_often():
    sizes = {"sport.high": 100, "sport.low": 100}
    shares = draw.shares(sizes, 20, inspection.weights(sizes))
    assert shares == {"sport.high": 16, "sport.low": 4}


def test_the_file_alone_is_enough(capsys, tmp_path):
    code, out = told(capsys, tmp_path, published())
    assert code == 0
    assert "7 drawn of 34 in 2 strata" in out
    assert "It is what the rule draws." in out


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"seed": "0" * 64}, "should have been drawn and were not"),
        ({"frame_hash": "0" * 64}, "The frame's hash is"),
        ({"counts": {"sport.low": 6, "hunting.high": 2}}, "1 should have been drawn"),
    ],
)
def test_every_alteration_is_named(capsys, tmp_path, change, words):
    code, out = told(capsys, tmp_path, published(**change))
    assert code == 1
    assert words in out


def test_a_friend_who_was_left_out_is_named(capsys, tmp_path):
    value = published()
    friend = value["drawn"].pop()
    other = next(
        list(member)
        for member in FRAME
        if member.stratum == friend[0] and list(member) not in value["drawn"] + [friend]
    )
    code, out = told(capsys, tmp_path, {**value, "drawn": [*value["drawn"], other]})
    assert code == 1
    assert friend[1] in out
    assert other[1] in out


def test_what_is_known_from_elsewhere_is_compared(capsys, tmp_path):
    assert told(capsys, tmp_path, published(), "--seed", SEED, "--frame-hash", draw.frame_hash(FRAME))[0] == 0
    assert told(capsys, tmp_path, published(), "--seed", "1" * 64)[0] == 1


@pytest.mark.parametrize("said", [{}, {"format": "ifar-draw/2"}, [], {**published(), "seed": "xyz"}])
def test_another_file_is_refused(said):
    with pytest.raises(Invalid):
        draw.parse(said)


def test_no_attribute_of_a_person_reaches_the_risk_class():
    """What the class is made of: facts of the register alone."""
    asked = set(inspection.risk.__kwdefaults__ or ()) | set(inspection.risk.__annotations__) - {"return"}
    assert asked == {"held", "findings", "stopped", "inspected", "day"}
