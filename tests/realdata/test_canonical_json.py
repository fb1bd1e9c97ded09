"""The published vectors of RFC 8785."""

from __future__ import annotations

from pathlib import Path

import pytest

from ifar.ledger import canonical


@pytest.mark.parametrize("name", ["arrays", "french", "structures"])
def test_published_vector(real_data: Path, name: str) -> None:
    folder = real_data / "vectors" / "jcs_rfc8785"
    value = canonical.parse((folder / "input" / f"{name}.json").read_bytes())
    expected = bytes.fromhex((folder / "outhex" / f"{name}.txt").read_text())
    assert canonical.canonicalize(value) == expected
    assert expected == (folder / "output" / f"{name}.json").read_bytes()


def test_vectors_without_floats_are_canonical_for_entries_too(real_data: Path) -> None:
    data = (real_data / "vectors" / "jcs_rfc8785" / "output" / "french.json").read_bytes()
    assert canonical.encode(canonical.decode(data)) == data
