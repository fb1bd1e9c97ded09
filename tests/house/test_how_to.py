"""Each how-to, followed word for word in a copy of the tree: what it says is enough, and few files are written by hand."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from ifar.languages import LANGUAGES, locale_of
from tests.databases import Databases
from tests.house.following import follow, steps
from tests.provision import TEST_HOME

ROOT = Path(__file__).resolve().parents[2]
PAGES = ("add-an-act", "add-a-record", "add-a-page")
_LINKED = ("static",)


HOW_TO = ROOT / "docs" / "how-to"
OTHERS = Path(__file__).parent / "how_to"
FOLLOWED = (*(HOW_TO / f"{page}.md" for page in PAGES), *sorted(OTHERS.glob("*.md")))
"""The pages themselves, and the same in other apps."""
_FIELD = "\n## A field\n"


def by_hand(text: str) -> set[str]:
    """The files that a page has somebody write."""
    return {step.file for step in steps(text)}


@pytest.mark.parametrize(
    "page", [HOW_TO / "add-an-act.md", *sorted(OTHERS.glob("*.md"))], ids=lambda page: page.stem
)
def test_an_act_with_page_api_and_three_languages_takes_eight_files(page):
    assert len(by_hand(page.read_text("utf-8").partition(_FIELD)[0])) <= 8


@pytest.mark.parametrize(
    "page", [HOW_TO / "add-a-record.md", *sorted(OTHERS.glob("*.md"))], ids=lambda page: page.stem
)
def test_a_field_takes_six_files(page):
    assert 0 < len(by_hand(page.read_text("utf-8").partition(_FIELD)[2])) <= 6


def test_every_how_to_is_followed_here():
    assert {path.stem for path in HOW_TO.glob("*.md")} == set(PAGES)


@pytest.fixture(scope="module")
def followed(databases: Databases, peopled_template: str, tmp_path_factory) -> dict[str, Any]:
    """What a copy of the tree says in which the pages were followed, one after the other, over a database of its own."""
    scratch = tmp_path_factory.mktemp("scratch")
    for folder in ("ifar", "tests"):
        # With what is compiled: a thousand modules take longer to compile than all else here.
        shutil.copytree(ROOT / folder, scratch / folder, ignore=shutil.ignore_patterns(*_LINKED, "realdata"))
    for name in _LINKED:
        (scratch / "ifar" / name).symlink_to(ROOT / "ifar" / name)
    (scratch / "docs").mkdir()
    for page in FOLLOWED:
        for step in steps(page.read_text("utf-8")):
            follow(scratch, step)
    for language in map(locale_of, LANGUAGES[1:]):
        messages = scratch / "ifar" / "locale" / language / "LC_MESSAGES" / "django.po"
        subprocess.run(["msgfmt", "-o", messages.with_suffix(".mo"), messages], check=True)
    with databases.copy(peopled_template) as database:
        ran = subprocess.run(
            [sys.executable, "-m", "tests.house.followed"],
            cwd=scratch,
            env={
                **database.environment,
                "PYTHONPATH": str(scratch),
                "IFAR_TEST_HOME": str(TEST_HOME),
                "DJANGO_SETTINGS_MODULE": os.environ["DJANGO_SETTINGS_MODULE"],
            },
            capture_output=True,
            text=True,
            check=False,
        )
    assert ran.returncode == 0, ran.stderr[-4000:]
    return json.loads(ran.stdout.splitlines()[-1])


def test_the_commands_write_what_follows(followed):
    assert followed["written"] == {
        "migration": True,
        "first schema": True,
        "page of the act": True,
        "operation": True,
        "again": "",
    }


def test_the_promise_holds(followed):
    assert followed["promises"] == [
        "test_whom_a_file_waits_for_remarks_on_it_and_nobody_else",
        "test_who_asked_a_laboratory_asks_it_to_hurry_and_nobody_else",
        "test_whoever_counted_explains_and_nobody_else",
    ]


def test_who_may_is_as_the_table_says(followed):
    assert followed["operations"] == {}


def test_an_act_is_chosen_on_its_page_in_three_languages_and_done_over_http(followed):
    assert followed["act"] == {
        "button": {"en": True, "ar": True, "fr": True},
        "of another": False,
        "empty": [422, True],
        "done": [302, "a coin fell"],
        "over HTTP": [200, "found it"],
    }


def test_a_record_lives_from_its_page_to_its_end(followed):
    assert followed["record"] == {
        "made": [302, "handed"],
        "own": [403, "handed"],
        "arrived": [200, "arrived"],
        "page": [True, True],
        "another office": 404,
    }


def test_a_field_is_asked_shown_and_told(followed):
    assert followed["field"] == {"asked": True, "shown": True, "told": "3"}


def test_the_same_holds_in_licensing(followed):
    assert followed["licensing"] == {
        "button": [True, True],
        "remarked": [302, 200],
        "taken": [200, "K-7"],
        "shown": True,
    }


def test_the_same_holds_in_custody(followed):
    assert followed["recoveries"] == {
        "button": [True, True],
        "urged": [302, 200],
        "withdrawn": [200, "K-7"],
        "shown": True,
    }


def test_the_verifier_follows_what_was_added(followed):
    assert followed["verified"] == ["cashier_deposit", "cashier_till", "licensing_move", "recoveries_request"]
