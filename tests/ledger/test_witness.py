"""What a witness answers, and when a checkpoint counts as witnessed."""

from __future__ import annotations

import datetime as dt

import pytest

from ifar.ledger import checkpoint, merkle, witness
from ifar.ledger.checkpoint import (
    COSIGNATURE,
    ED25519,
    Checkpoint,
    MalformedNote,
    Note,
    Signature,
    SigningKey,
)
from ifar.ledger.witness import NOTHING, Answer, Memory, Policy, Request

ORIGIN = "register.example/log"
LOG = SigningKey(ORIGIN, ED25519, b"\x01" * 32)
OTHER = SigningKey("other.example/log", ED25519, b"\x03" * 32)
WITNESS = SigningKey("witness.example/w1", COSIGNATURE, b"\x02" * 32)
SECOND = SigningKey("witness.example/w2", COSIGNATURE, b"\x04" * 32)
THIRD = SigningKey("witness.example/w3", COSIGNATURE, b"\x05" * 32)
NOW = 1_700_000_000
HASHES = [merkle.leaf_hash(b"%d" % n) for n in range(50)]

EXAMPLE = (
    "old 20852014\n"
    "PlRNCrwHpqhGrupue0L7gxbjbMiKA9temvuZZDDpkaw=\n"
    "jrJZDmY8Y7SyJE0MWLpLozkIVMSMZcD5kvuKxPC3swk=\n"
    "5+pKlUdi2LeF/BcMHBn+Ku6yhPGNCswZZD1X/6QgPd8=\n"
    "/6WVhPs2CwSsb5rYBH5cjHV/wSmA79abXAwhXw3Kj/0=\n"
    "\n"
    "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"
    "\n"
    "— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n"
    "— example.com/behind-the-sofa opLqBQsREYCgu6xQkYQwJr9fo45a62DN9EdmHXnZdXNqlcVGlCum2Wks+49/V6267UEjw6QUXTS5Rovnzv++qbSzm9Q=\n"
)


def nodes(hashes: list[bytes]) -> dict[tuple[int, int], bytes]:
    result: dict[tuple[int, int], bytes] = {}
    frontier = merkle.Frontier()
    for digest in hashes:
        frontier.append(digest, lambda level, index, digest: result.update({(level, index): digest}))
    return result


def proof(first: int, second: int, hashes: list[bytes] = HASHES) -> tuple[bytes, ...]:
    result = nodes(hashes)
    return tuple(merkle.consistency_proof(first, second, lambda level, index: result[level, index]))


def tree(size: int, hashes: list[bytes] = HASHES, origin: str = ORIGIN) -> Checkpoint:
    return Checkpoint(origin, size, merkle.root(hashes[:size]))


def ask(
    old: int,
    new: Checkpoint,
    path: tuple[bytes, ...],
    memory: Memory = NOTHING,
    *,
    signers: tuple[SigningKey, ...] = (LOG,),
) -> Answer:
    note = Note(new.text(), tuple(key.sign(new.text()) for key in signers))
    return decide(Request(old, path, note.encode()).encode(), memory)


def decide(body: bytes, memory: Memory = NOTHING) -> Answer:
    return witness.decide(
        body, logs={ORIGIN: [LOG.verifier]}, remembered=lambda _origin: memory, key=WITNESS, now=NOW
    )


def remembered(size: int, hashes: list[bytes] = HASHES) -> Memory:
    return Memory(size, merkle.root(hashes[:size]))


def test_the_request_of_the_specification() -> None:
    request = Request.parse(EXAMPLE.encode())
    assert (request.old_size, len(request.proof)) == (20852014, 4)
    assert Checkpoint.parse(Note.parse(request.note).text).size == 20852163
    assert request.encode() == EXAMPLE.encode()


def test_first_checkpoint_is_cosigned() -> None:
    answer = ask(0, tree(7), ())
    assert (answer.status, answer.remember) == (200, tree(7))
    line = witness.accepted(answer.body, tree(7).text(), WITNESS.verifier)
    assert checkpoint.cosigned_at(line) == NOW


def test_a_grown_log_is_cosigned() -> None:
    for old in range(1, 30):
        answer = ask(old, tree(30), proof(old, 30), remembered(old))
        assert (answer.status, answer.remember) == (200, tree(30))


def test_the_same_tree_is_cosigned_again() -> None:
    assert ask(7, tree(7), (), remembered(7)).status == 200


def test_an_empty_log() -> None:
    assert ask(0, tree(0), ()).status == 200


def test_w35_a_tree_of_nothing_is_the_empty_one() -> None:
    """C2SP tlog-witness since 2026-07-06: a checkpoint of size zero with another root is answered with 422."""
    answer = ask(0, Checkpoint(ORIGIN, 0, b"x" * 32), ())
    assert (answer.status, answer.remember) == (422, None)
    # Where another tree was cosigned before, the old size comes first.
    assert ask(0, Checkpoint(ORIGIN, 0, b"x" * 32), (), remembered(7)).status == 409


@pytest.mark.parametrize("size", [1, 2, 7, 30])
@pytest.mark.parametrize("lines", [0, 1])
def test_w35_a_fork_of_one_size_is_answered_with_422(size: int, lines: int) -> None:
    """C2SP tlog-witness since 2026-07-06; 409 is kept for an old size that is not the known one, and says that size."""
    forged = [*HASHES[: size - 1], merkle.leaf_hash(b"forged")]
    answer = ask(size, tree(size, forged), (HASHES[0],) * lines, remembered(size))
    assert (answer.status, answer.remember) == (422, None)
    assert answer.content_type != witness.SIZE_TYPE


@pytest.mark.parametrize("old", [0, 5, 9])
def test_another_old_size_is_answered_with_the_known_one(old: int) -> None:
    answer = ask(old, tree(30), proof(old, 30), remembered(7))
    assert (answer.status, answer.body, answer.content_type, answer.remember) == (
        409,
        "7\n",
        "text/x.tlog.size",
        None,
    )
    assert witness.known_size(answer.body) == 7


def test_a_rolled_back_log_is_not_cosigned() -> None:
    answer = ask(5, tree(6), proof(5, 6), remembered(7))
    assert (answer.status, answer.body, answer.remember) == (409, "7\n", None)
    assert ask(7, tree(6), (), remembered(7)).status == 400


def test_a_rewritten_log_is_not_cosigned() -> None:
    forged = [*HASHES[:3], merkle.leaf_hash(b"forged"), *HASHES[4:]]
    for path in (proof(7, 30), proof(7, 30, forged), ()):
        answer = ask(7, tree(30, forged), path, remembered(7))
        assert (answer.status, answer.remember) == (422, None)
    same_size = ask(7, tree(7, forged), (), remembered(7))
    assert (same_size.status, same_size.remember) == (422, None)


def test_false_proofs_are_not_accepted() -> None:
    good = proof(7, 30)
    for path in ((*good, good[0]), good[:-1], (b"\0" * 32, *good[1:]), good[::-1]):
        assert ask(7, tree(30), path, remembered(7)).status == 422
    assert ask(0, tree(7), (HASHES[0],)).status == 422
    assert ask(7, tree(7), (HASHES[0],), remembered(7)).status == 422


def test_signatures() -> None:
    assert ask(0, tree(7), (), signers=(OTHER, LOG)).status == 200
    impostor = SigningKey(ORIGIN, ED25519, b"\x09" * 32)
    assert ask(0, tree(7), (), signers=(impostor,)).status == 403
    assert ask(0, tree(7), (), signers=(OTHER,)).status == 403
    assert ask(0, tree(7, origin="other.example/log"), (), signers=(OTHER,)).status == 404
    good = LOG.sign(tree(7).text())
    bad = Signature(good.name, good.key_id, bytes(64))
    note = Note(tree(7).text(), (bad,))
    assert decide(Request(0, (), note.encode()).encode()).status == 403


def test_the_origin_is_looked_at_before_the_memory() -> None:
    def never(_origin: str) -> Memory:
        raise AssertionError("the memory was asked")

    note = Note(tree(7).text(), (OTHER.sign(tree(7).text()),))
    body = Request(0, (), note.encode()).encode()
    answer = witness.decide(body, logs={ORIGIN: [LOG.verifier]}, remembered=never, key=WITNESS, now=NOW)
    assert answer.status == 403


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"old 0\n", b""),
        (b"old 0\n", b"old 00\n"),
        (b"old 0\n", b"old -0\n"),
        (b"old 0\n", b"old  0\n"),
        (b"old 0\n", b"OLD 0\n"),
        (b"old 0\n", b"old 0\r\n"),
        (b"old 0\n", b"old 99999999999999999999\n"),
        (b"old 0\n", b"old 0\nAAAA\n"),
        (b"old 0\n", b"old 0\nnot base64\n"),
        (b"old 0\n", b"old 0\n" + b"CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n" * 64),
        (b"old 0\n", b"old 0\n" + b"\xff\n"),
        (b"\n7\n", b"\n07\n"),
        (b"register.example/log\n7\n", b"register.example/log\n7\n\n"),
        (b"register", b"x" * 70_000 + b"register"),
        ("\u2014".encode(), b"-"),
    ],
)
def test_malformed_requests(old: bytes, new: bytes) -> None:
    note = Note(tree(7).text(), (LOG.sign(tree(7).text()),))
    body = Request(0, (), note.encode()).encode()
    assert old in body
    assert decide(body.replace(old, new, 1)).status == 400


def test_malformed_bodies() -> None:
    for body in (b"", b"\n", b"\n\n", b"old 0\n", b"old 0\n\n", b"\xff" * 100):
        assert decide(body).status == 400


def test_answers_are_checked_before_they_are_kept() -> None:
    text = tree(7).text()
    line = WITNESS.cosign(text, NOW).line()
    noise = SECOND.cosign(text, NOW).line()
    assert witness.accepted(noise + line, text, WITNESS.verifier) == Signature.parse(line[:-1])
    for answer in ("", "\n", line[:-1], noise, "hello\n", WITNESS.cosign(tree(8).text(), NOW).line()):
        with pytest.raises(MalformedNote):
            witness.accepted(answer, text, WITNESS.verifier)
    with pytest.raises(MalformedNote):
        witness.accepted(LOG.sign(text).line(), text, LOG.verifier)
    for size in ("7", "07\n", "\n", "x\n", ""):
        with pytest.raises(MalformedNote):
            witness.known_size(size)


# --- the policy -------------------------------------------------------------------------------------------------------------
SIGNED = dt.datetime.fromtimestamp(NOW, dt.UTC)
WITNESSES = (WITNESS.verifier, SECOND.verifier, THIRD.verifier)


def judge(needed: int, *lines: Signature, minutes: int = 1) -> witness.Verdict:
    policy = Policy(WITNESSES, needed, dt.timedelta(minutes=60))
    return witness.judge(
        policy, tree(7).text(), lines, signed_at=SIGNED, now=SIGNED + dt.timedelta(minutes=minutes)
    )


def test_nothing_is_witnessed_before_the_policy_is_met() -> None:
    text = tree(7).text()
    signature, two = WITNESS.cosign(text, NOW + 5), SECOND.cosign(text, NOW + 9)
    assert judge(2).standing == "waiting"
    assert (judge(2, signature).standing, judge(2, signature).missing) == ("waiting", 1)
    assert judge(2, signature, two).standing == "witnessed"
    assert judge(2, signature, two).by == (
        ("witness.example/w1", SIGNED + dt.timedelta(seconds=5)),
        ("witness.example/w2", SIGNED + dt.timedelta(seconds=9)),
    )


def test_a_witness_counts_once() -> None:
    text = tree(7).text()
    verdict = judge(2, WITNESS.cosign(text, NOW + 9), WITNESS.cosign(text, NOW + 5))
    assert (verdict.standing, verdict.missing) == ("waiting", 1)
    assert verdict.by == (("witness.example/w1", SIGNED + dt.timedelta(seconds=5)),)


def test_what_does_not_verify_does_not_count() -> None:
    stranger = SigningKey("witness.example/w9", COSIGNATURE, b"\x0a" * 32)
    lines = (
        stranger.cosign(tree(7).text(), NOW),
        WITNESS.cosign(tree(8).text(), NOW),
        LOG.sign(tree(7).text()),
        Signature("witness.example/w1", WITNESS.verifier.key_id, bytes(72)),
    )
    assert judge(1, *lines).by == ()


def test_an_unmet_policy_becomes_late() -> None:
    assert judge(1, minutes=60).standing == "waiting"
    assert judge(1, minutes=61).standing == "late"
    assert judge(1, WITNESS.cosign(tree(7).text(), NOW), minutes=61).standing == "witnessed"


def test_without_a_policy_nothing_is_called_witnessed() -> None:
    assert judge(0, WITNESS.cosign(tree(7).text(), NOW)).standing == "not asked"


def test_a_policy_that_needs_more_witnesses_than_there_are_is_never_met() -> None:
    text = tree(7).text()
    everybody = [key.cosign(text, NOW) for key in (WITNESS, SECOND, THIRD)]
    assert (judge(4, *everybody).standing, judge(4, *everybody).missing) == ("waiting", 1)
    assert judge(4, *everybody, minutes=61).standing == "late"
