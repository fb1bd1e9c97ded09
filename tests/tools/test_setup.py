"""Set-up: the preflight names what is missing in one line, and what the pages need is taken from packages."""

from __future__ import annotations

import re
import shutil
import subprocess
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]
TOOLS = ROOT / "tools"
BASICS = ("sh", "dirname", "id", "sed", "ldconfig", "cat")


@pytest.fixture
def vendor() -> ModuleType:
    """The script tools/vendor as a module."""
    loader = SourceFileLoader("vendor", str(TOOLS / "vendor"))
    spec = spec_from_loader("vendor", loader)
    assert spec is not None
    module = module_from_spec(spec)
    loader.exec_module(module)
    return module


def programs(folder: Path, *names: str) -> str:
    """A path on which only these programs are found."""
    folder.mkdir()
    for name in names:
        which = shutil.which(name, path="/usr/bin:/bin:/usr/sbin:/sbin")
        if which:
            (folder / name).symlink_to(which)
    return str(folder)


def preflight(path: str, *words: str) -> list[str]:
    done = subprocess.run(
        [TOOLS / "preflight", "--print", *words],
        capture_output=True,
        text=True,
        env={"PATH": path},
        check=True,
    )
    return done.stdout.splitlines()


def test_a_bare_system_gets_one_line_with_everything(tmp_path: Path) -> None:
    (line,) = preflight(programs(tmp_path / "bin", *BASICS), "test")
    words = line.split()
    assert words[:4] == ["apt-get", "install", "--yes", "--no-install-recommends"]
    assert {"make", "gettext", "nodejs", "npm", "chromium-headless-shell"} <= set(words[4:])
    assert len(words) == len(set(words))


def test_only_what_is_missing_is_named(tmp_path: Path) -> None:
    everything = programs(tmp_path / "all", *BASICS, "make", "msgfmt", "node", "npm")
    without = programs(tmp_path / "less", *BASICS, "make", "node", "npm")
    assert {word for line in preflight(without) for word in line.split()} - {
        word for line in preflight(everything) for word in line.split()
    } >= {"gettext"}


def test_the_interpreter_is_new_enough() -> None:
    stdout = subprocess.run(
        [TOOLS / "interpreter"], capture_output=True, text=True, check=True
    ).stdout.strip()
    version = subprocess.run([stdout, "--version"], capture_output=True, text=True, check=True).stdout
    major, minor = re.findall(r"\d+", version)[:2]
    assert (int(major), int(minor)) >= (3, 12)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("f();\n//# sourceMappingURL=htmx.min.js.map\n", "f();\n"),
        ("a{}/*# sourceMappingURL=tabler.css.map */", "a{}"),
        ("a='sourceMapping'", "a='sourceMapping'"),
    ],
)
def test_pointers_to_source_maps_are_left_out(vendor: ModuleType, text: str, expected: str) -> None:
    assert vendor.without_source_map(text) == expected


def test_an_icon_keeps_its_paths_alone(vendor: ModuleType) -> None:
    svg = '<svg class="icon" stroke="currentColor">\n <path stroke="none" d="M0 0h24v24H0z" fill="none"/>\n  <path d="M1 2" />\n</svg>\n'
    assert vendor.symbol("search", svg) == '<symbol id="search" viewBox="0 0 24 24"><path d="M1 2"/></symbol>'


def test_a_list_has_comments(vendor: ModuleType) -> None:
    assert vendor.listed("# frame\nsearch\n\nx  # closes\n") == ["search", "x"]


def test_every_icon_that_a_page_names_is_in_the_list(vendor: ModuleType) -> None:
    names = set(vendor.listed((TOOLS / "icons.txt").read_text()))
    pages = [path.read_text() for path in (ROOT / "ifar").rglob("*.html")]
    used = {name for page in pages for name in re.findall(r'\{% icon "([a-z0-9-]+)"', page)}
    assert used <= names


def test_no_lock_file_holds_an_address() -> None:
    for name in ("requirements.lock", "requirements-runtime.lock"):
        assert not re.search(r"index-url|find-links|https?://", (ROOT / name).read_text()), name
    assert '"resolved"' not in (ROOT / "package-lock.json").read_text()


def test_the_runtime_lock_is_part_of_the_whole_one() -> None:
    whole, runtime = (
        set(re.findall(r"^[\w.-]+==\S+", (ROOT / name).read_text(), re.MULTILINE))
        for name in ("requirements.lock", "requirements-runtime.lock")
    )
    assert runtime < whole


def test_make_lists_every_target_with_a_line() -> None:
    listed = set(
        re.findall(
            r"make (\S+)",
            subprocess.run(["make", "-C", str(ROOT)], capture_output=True, text=True, check=True).stdout,
        )
    )
    wanted = {
        "setup",
        "run",
        "test",
        "check",
        "scale",
        "bench",
        "verify",
        "demo",
        "fresh-check",
        "lock",
        "screenshots",
    }
    assert wanted <= listed
