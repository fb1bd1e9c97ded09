"""Notes, checkpoints and cosignatures against the examples of their specifications and of Go's note package."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ifar.ledger import checkpoint
from ifar.ledger.checkpoint import (
    COSIGNATURE,
    ED25519,
    Checkpoint,
    MalformedNote,
    Note,
    Signature,
    SigningKey,
    UnverifiedNote,
    VerifierKey,
)

# From golang.org/x/mod/sumdb/note.
PETER = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
PETER_PRIVATE = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
ENOCH = "EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop"
TEXT = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
PETER_LINE = "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
ENOCH_LINE = "— EnochRoot rwz+eBzmZa0SO3NbfRGzPCpDckykFXSdeX+MNtCOXm2/5n2tiOHp+vAF1aGrQ5ovTG01oOTGwnWLox33WWd1RvMc+QQ=\n"

# From signed-note.md, tlog-checkpoint.md and tlog-cosignature.md.
POEM = (
    "Ognuno sta solo sul cuor della terra\ntrafitto da un raggio di sole:\n\ned è subito sera.\n\n"
    "— quasimodo.example/salvatore NnugSzTjtVAewIS+Z/iJhUPeFDkO/5QQ2i5ddnGITLlC+EhfLW9oJKONrMouFSQU0xMcXxj99ihAQwaqP3ZekRwNtIc=\n"
)
SOFA_TEXT = "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"
SOFA = (
    SOFA_TEXT + "\n"
    "— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n"
    "— witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==\n"
)
# The public checksum database of Go, and the checkpoint of it that the example above was made from.
SUMDB = "sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8"
SUMDB_NOTE = (
    "go.sum database tree\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n"
    "— sum.golang.org Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n"
)
A_WITNESS = "remora.n621.de+da77ade7+BOvN63jn/bLvkieywe8R6UYAtVtNbZpXh34x7onlmtw2"

LOG = SigningKey("register.example/log", ED25519, b"\x01" * 32)
WITNESS = SigningKey("witness.example/w1", COSIGNATURE, b"\x02" * 32)


def note(*lines: str, text: str = TEXT) -> Note:
    return Note.parse((text + "\n" + "".join(lines)).encode())


def keys(*texts: str) -> list[VerifierKey]:
    return [VerifierKey.parse(text) for text in texts]


def test_published_note_is_verified_and_made_again_byte_for_byte() -> None:
    assert note(PETER_LINE).verified_by(keys(PETER)) == keys(PETER)
    private = SigningKey.parse(PETER_PRIVATE)
    assert checkpoint.sign_note(TEXT, [private]).encode() == (TEXT + "\n" + PETER_LINE).encode()
    assert private.verifier == keys(PETER)[0]
    assert private.encode() == PETER_PRIVATE
    assert "AYEKFALVFG" not in repr(private)


def test_a_real_checkpoint_of_a_public_log_is_verified() -> None:
    read = Note.parse(SUMDB_NOTE.encode())
    assert read.verified_by(keys(SUMDB)) == keys(SUMDB)
    assert Checkpoint.parse(read.text).size == 20852163
    with pytest.raises(UnverifiedNote):
        Note.parse(SUMDB_NOTE.replace("20852163", "20852164").encode()).verified_by(keys(SUMDB))


def test_unknown_keys_are_ignored_and_known_ones_must_be_good() -> None:
    both = note(PETER_LINE, ENOCH_LINE)
    assert both.verified_by(keys(PETER)) == keys(PETER)
    assert both.verified_by(keys(ENOCH)) == keys(ENOCH)
    assert both.verified_by(keys(PETER, ENOCH)) == keys(PETER, ENOCH)
    bad_peter = PETER_LINE[:60] + "ABCD" + PETER_LINE[60:]
    assert note(bad_peter, ENOCH_LINE).verified_by(keys(ENOCH)) == keys(ENOCH)
    for lines in ([bad_peter], [bad_peter, ENOCH_LINE], [PETER_LINE, bad_peter]):
        with pytest.raises(UnverifiedNote):
            note(*lines).verified_by(keys(PETER, ENOCH))
    with pytest.raises(UnverifiedNote):
        both.verified_by([])
    with pytest.raises(UnverifiedNote):
        note(ENOCH_LINE).verified_by(keys(PETER))


def test_a_key_that_shares_only_the_name_is_another_key() -> None:
    other = SigningKey("PeterNeumann", ED25519, b"\x07" * 32)
    assert other.verifier.key_id != keys(PETER)[0].key_id
    mixed = note(other.sign(TEXT).line(), PETER_LINE)
    assert mixed.verified_by(keys(PETER)) == keys(PETER)


def test_repeated_signatures_count_once() -> None:
    assert note(PETER_LINE, PETER_LINE).verified_by(keys(PETER, PETER)) == keys(PETER)


def test_number_of_signatures() -> None:
    assert note(*[PETER_LINE] * 16).verified_by(keys(PETER))
    note(*[PETER_LINE] * 100)
    with pytest.raises(MalformedNote):
        note(*[PETER_LINE] * 101)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        TEXT.encode(),
        (TEXT + "\n").encode(),
        (TEXT + PETER_LINE).encode(),
        (TEXT + "\n" + PETER_LINE[:-1]).encode(),
        ("\x01" + TEXT + "\n" + PETER_LINE).encode(),
        b"\xff" + (TEXT + "\n" + PETER_LINE).encode(),
        (TEXT.replace("\n", "\r\n") + "\n" + PETER_LINE).encode(),
        (TEXT + "\n" + PETER_LINE.replace("PeterNeumann", "Bad Name")).encode(),
        (TEXT + "\n" + PETER_LINE.replace("PeterNeumann", "Bad+Name")).encode(),
        (TEXT + "\n" + PETER_LINE.replace("PeterNeumann", "Bad\u00a0Name")).encode(),
        (TEXT + "\n" + PETER_LINE.replace("PeterNeumann ", " ")).encode(),
        (TEXT + "\n" + PETER_LINE.replace("—", "-")).encode(),
        (TEXT + "\n" + PETER_LINE + "Unexpected line.\n").encode(),
        (TEXT + "\n" + PETER_LINE + "\n").encode(),
        (TEXT + "\n— PeterNeumann\n").encode(),
        (TEXT + "\n— PeterNeumann x08gow==\n").encode(),
        (TEXT + "\n— PeterNeumann x08go/ZJ=\n").encode(),
        (TEXT + "\n— PeterNeumann x08go_ZJkuA=\n").encode(),
        (TEXT + "\n— PeterNeumann x08go/ZJkuB=\n").encode(),
        (TEXT + "\n" + PETER_LINE.replace(" x08", "  x08")).encode(),
        ("x" * 1_000_000 + TEXT + "\n" + PETER_LINE).encode(),
    ],
    ids=lambda data: repr(data[-40:]),
)
def test_malformed_notes(data: bytes) -> None:
    with pytest.raises(MalformedNote):
        Note.parse(data)


def test_the_text_is_what_stands_before_the_last_empty_line() -> None:
    read = Note.parse(POEM.encode())
    assert read.text.endswith("sole:\n\ned è subito sera.\n")
    assert [signature.name for signature in read.signatures] == ["quasimodo.example/salvatore"]
    assert read.encode() == POEM.encode()


@pytest.mark.parametrize("text", ["", "abc", "abc\x00\n", "\ttab\n", "abc\n\ud800\n"])
def test_texts_that_cannot_be_signed(text: str) -> None:
    with pytest.raises((MalformedNote, UnicodeEncodeError)):
        checkpoint.sign_note(text, [LOG])


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=50))
def test_signing_and_reading_back(text: str) -> None:
    signed = checkpoint.sign_note(text + "\n", [LOG])
    assert Note.parse(signed.encode()) == signed
    assert signed.verified_by([LOG.verifier]) == [LOG.verifier]


# --- keys -------------------------------------------------------------------------------------------------------------------
def test_keys_read_back() -> None:
    for text in (PETER, ENOCH, SUMDB, A_WITNESS, LOG.verifier.encode(), WITNESS.verifier.encode()):
        assert VerifierKey.parse(text).encode() == text
    assert VerifierKey.parse(A_WITNESS).kind == COSIGNATURE
    for key in (LOG, WITNESS):
        assert SigningKey.parse(key.encode()) == key


def test_the_id_of_a_key_is_that_of_the_specification() -> None:
    key = WITNESS.verifier
    assert key.key_id == hashlib.sha256(b"witness.example/w1\n\x04" + key.public).digest()[:4]
    assert key.key_id != VerifierKey(key.name, ED25519, key.public).key_id


@pytest.mark.parametrize("whole", [PETER, PETER_PRIVATE])
def test_every_mangled_key_is_refused(whole: str) -> None:
    parse = SigningKey.parse if whole == PETER_PRIVATE else VerifierKey.parse
    mangled = [
        whole[i:j] for i in range(len(whole)) for j in range(i + 1, len(whole) + 1) if j - i < len(whole)
    ]
    mangled += [whole[:n] + chr(ord(whole[n]) + 1) + whole[n + 1 :] for n in range(len(whole))]
    for text in ["", *mangled]:
        with pytest.raises(MalformedNote):
            parse(text)


@pytest.mark.parametrize(
    "text",
    [
        "PeterNeumann+cc469956+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADKEY==",
        "PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "bananas.sigstore.dev+12344556",
        "rekor.sigstore.dev+12345678+THIS_IS_NOT_BASE64!",
        "rekor.sigstore.dev+12345678+AwEB",
        "rekor.sigstore.dev+c0d23d6a+AjBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABNhtmPtrWm3U1eQXBogSMdGvXwBcK5AW5i0hrZLOC96l+smGNM7nwZ4QvFK/4sueRoVj//QP22Ni4Qt9DPfkWLc=",
    ],
)
def test_keys_that_are_not_supported(text: str) -> None:
    with pytest.raises(MalformedNote):
        VerifierKey.parse(text)


# --- checkpoints ------------------------------------------------------------------------------------------------------------
def test_the_checkpoint_of_the_specification() -> None:
    read = Checkpoint.parse(Note.parse(SOFA.encode()).text)
    assert (read.origin, read.size, read.extensions) == ("example.com/behind-the-sofa", 20852163, ())
    assert read.root.hex()[:8] == "0ac5186a"
    assert read.text() == SOFA_TEXT


def test_extension_lines_are_kept() -> None:
    read = Checkpoint.parse(SOFA_TEXT + "one\ntwo\n")
    assert read.extensions == ("one", "two")
    assert read.text() == SOFA_TEXT + "one\ntwo\n"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("example.com/behind-the-sofa", ""),
        ("20852163", "020852163"),
        ("20852163", ""),
        ("20852163", "-1"),
        ("20852163", "+1"),
        ("20852163", "1.0"),
        ("20852163", "0x10"),
        ("20852163", " 1"),
        ("20852163", "1_000"),
        ("20852163", "٣"),
        ("20852163", str(2**63)),
        ("20852163", "9" * 5000),
        ("CsUY", "CsU"),
        ("q2I=", "q2I"),
        ("q2I=", "q2J="),
        ("q2I=", "q2I= "),
        ("q2I=", "q2I=\n"),
        ("q2I=", "q2I=\n\nextension"),
        ("q2I=\n", "q2I="),
        ("CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n", ""),
        ("CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=", "AAAA"),
    ],
)
def test_malformed_checkpoints(old: str, new: str) -> None:
    with pytest.raises(MalformedNote):
        Checkpoint.parse(SOFA_TEXT.replace(old, new))


def test_sizes_at_the_borders() -> None:
    for size in (0, 1, 2**63 - 1):
        assert Checkpoint.parse(Checkpoint("o", size, b"r" * 32).text()).size == size


# --- cosignatures -----------------------------------------------------------------------------------------------------------
def test_the_cosignature_of_the_specification() -> None:
    read = Note.parse(SOFA.encode())
    line = read.signatures[1]
    assert line.key_id.hex() == "8d66cf3f"
    assert checkpoint.cosigned_at(line) == 1679315147
    assert checkpoint.cosigned_message(read.text, 1679315147) == (
        b"cosignature/v1\ntime 1679315147\nexample.com/behind-the-sofa\n20852163\n"
        b"CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"
    )


def test_the_time_of_a_published_cosignature() -> None:
    line = Signature.parse(
        "— ArmoredWitness ZGhGuQAAAABm/qTPeyKXD+R2rzyQsxPiP8mXum7qq/iF0u4vanlqJyocWODBt97w9uL+8qT7S5gxEHWWOworDcFiEBYJXORmnFBOBA=="
    )
    assert checkpoint.cosigned_at(line) == 1727964367
    with pytest.raises(MalformedNote):
        checkpoint.cosigned_at(Signature.parse(PETER_LINE[:-1]))


def test_cosigning() -> None:
    line = WITNESS.cosign(SOFA_TEXT, 1_700_000_000)
    key = WITNESS.verifier
    assert checkpoint.cosigned_at(line) == 1_700_000_000
    assert key.verifies(SOFA_TEXT, line)
    assert Note(SOFA_TEXT, (LOG.sign(SOFA_TEXT), line)).verified_by([key, LOG.verifier]) == [
        key,
        LOG.verifier,
    ]
    # Text, extension, time, signature, key and type are each bound.
    assert not key.verifies(SOFA_TEXT.replace("63", "64"), line)
    assert not key.verifies(SOFA_TEXT + "extension\n", line)
    later = Signature(line.name, line.key_id, (1_700_000_001).to_bytes(8) + line.signature[8:])
    assert not key.verifies(SOFA_TEXT, later)
    assert not VerifierKey(key.name, COSIGNATURE, LOG.verifier.public).verifies(SOFA_TEXT, line)
    as_log = VerifierKey(key.name, ED25519, key.public)
    assert not as_log.verifies(SOFA_TEXT, Signature(key.name, as_log.key_id, line.signature[8:]))
    beyond = Signature(line.name, line.key_id, (2**63).to_bytes(8) + line.signature[8:])
    assert not key.verifies(SOFA_TEXT, beyond)


def test_keys_sign_what_they_are_for() -> None:
    with pytest.raises(ValueError, match="cosigns checkpoints"):
        WITNESS.sign(SOFA_TEXT)
    with pytest.raises(ValueError, match="cosigns nothing"):
        LOG.cosign(SOFA_TEXT, 1)
