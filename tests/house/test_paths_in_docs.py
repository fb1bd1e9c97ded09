"""A file that the pages for colleagues name is there: whoever looks where something is decided finds it."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
NAMED = re.compile(r"`([\w./-]+\.(?:py|html|sql|js|toml|csv|typ))(?::\w+)?`")
OURS = ("ifar", "tests", "tools", "benchmarks")


@pytest.fixture(scope="module")
def endings() -> set[str]:
    """Every path of a file of ours, and every way to shorten it from the left."""
    files = [path.relative_to(ROOT) for folder in OURS for path in (ROOT / folder).rglob("*.*")]
    return {"/".join(path.parts[at:]) for path in files for at in range(len(path.parts))}


@pytest.mark.parametrize(
    "page", ["docs/architecture.md", "CONTRIBUTING.md", *(f"docs/decisions/{n:04}" for n in range(24, 32))]
)
def test_w24_a_file_that_is_named_is_there(page: str, endings: set[str]) -> None:
    [path] = [ROOT / page] if page.endswith(".md") else ROOT.glob(f"{page}-*.md")
    named = set(NAMED.findall(path.read_text()))
    ours = {item for item in named if not (ROOT / item).exists()}
    assert sorted(ours - endings) == []
    if page == "docs/architecture.md":
        assert len(named) > 30
