"""What one act on 10,000 arms takes (`--arms`), beside bare COPY of the same rows in the same run; `--kills N` has it killed N times at random.

A range of serial numbers is previewed, recorded as made and marked, through the service and as one process. The floor copies the same entries and
events into tables of the same columns without keys or triggers. Afterwards every number stands on the register once, and every entry of it is
in the log. Results also go to `benchmarks/results/bulk.json`, those of a run that was killed to `bulk_kills.json`,
those of one range that is recorded in a browser (`--browser`) to `bulk_browser.json`.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from typing import Any, Final

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.db import connection, transaction
from playwright.sync_api import sync_playwright
from stage import ROOT, results, running
from stage.bulk import copied

from ifar.accounts import sessions
from ifar.accounts.models import User
from ifar.accounts.services import ceremony, grants, people, proposals
from ifar.accounts.services.people import NewPerson
from ifar.accounts.session_store import SessionStore
from ifar.bulk.models import Batch
from ifar.bulk.services import batches
from ifar.bulk.services import running as carrying
from ifar.registry.models import Event, Firearm, Mark
from ifar.registry.services.manufacture import MARKED, PRODUCED
from tests import cast
from tests.browser.chromium import CHROMIUM
from tests.bulk.making import MARKS, PISTOL, a_maker, given

MOST_SECONDS: Final = 60
MOST_IN_BROWSER: Final = 90
PORT: Final = 8391
BACKEND: Final = "allauth.account.auth_backends.AuthenticationBackend"
_WORK: Final = "--work"
_CHUNK: Final = "IFAR_BENCHMARK_CHUNK"
LONGEST: Final = 1.5
"""Seconds within which a process is killed after it began."""


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    """Seconds of one piece of work, and what it gave."""
    began = time.perf_counter()
    made = work()
    return time.perf_counter() - began, made


def begun(act: str, value: Any, text: str) -> str:
    """A batch that was previewed and begun, without being carried out."""
    maker = a_maker()
    result = given(maker, act, value, text)
    batches.begin(actor=maker, batch_id=result.public_id)
    return result.public_id


def killed(batch: str, times: int) -> list[int]:
    """Carry a batch out in processes that are killed at random moments after they began; how many lines were answered after each."""
    result = []
    for _ in range(times):
        process = subprocess.Popen([sys.executable, __file__, _WORK, batch], stdout=subprocess.PIPE)
        assert process.stdout
        process.stdout.readline()
        time.sleep(random.random() * LONGEST)
        process.kill()
        process.wait()
        result.append(Batch.objects.get(public_id=batch).done)
    assert len(set(result)) > 1, "killed before anything was written each time"
    assert result[-1] < Batch.objects.get(public_id=batch).total, (
        "over before it was killed as often as asked"
    )
    return result


def in_browser(arms: int) -> dict[str, float]:
    """Seconds from the filled form to the preview, and to *Completed* on the screen, with the product's own server and worker behind it."""
    cookie = signed_in(a_person())
    site = f"http://127.0.0.1:{PORT}"
    environment = {**os.environ, "HOST": "127.0.0.1", "PORT": str(PORT)}
    server = subprocess.Popen(
        [sys.executable, "-m", "ifar.cli", "run"], cwd=ROOT, env=environment, stdout=subprocess.DEVNULL
    )
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
            context = browser.new_context(base_url=site)
            context.set_default_timeout(300_000)
            context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": site}])
            page = context.new_page()
            answering(site)
            page.goto(f"/batches/new/?act={PRODUCED}")
            page.locator("[name=things]").fill(f"AB000001-AB{arms:06}")
            for name in ("make", "model", "type", "calibre"):
                page.locator(f"[name={name}]").fill(PISTOL[name])
            began = time.perf_counter()
            with page.expect_navigation():
                page.get_by_role("button", name="Preview").click()
            previewed = time.perf_counter() - began
            with page.expect_navigation():
                page.get_by_role("button", name="Carry it out").first.click()
            page.locator(".badge").get_by_text("Completed").wait_for()
            return {
                "preview": previewed,
                "from the form to recorded on the screen": time.perf_counter() - began,
            }
    finally:
        server.terminate()
        server.wait()


def a_person() -> User:
    """Somebody with the role of a maker at the Small Arms Works."""
    with transaction.atomic():
        new = NewPerson("walter", "Walter Works", "walter@example.org")
        person = people.write_person(actor=ceremony.ACTOR, new=new, home=cast.agency("works"))
    asked = grants.propose_grant(
        actor=cast.actor("ken"),
        user=person.public_id,
        agency=cast.agency("works").public_id,
        role="maker",
        reason="He makes them.",
    )
    proposals.decide(actor=cast.actor("laura"), proposal=asked.public_id, verdict="approve")
    return person


def signed_in(person: User) -> str:
    """The cookie of a session in which a person has shown both factors."""
    session = SessionStore()
    session[SESSION_KEY], session[BACKEND_SESSION_KEY] = str(person.pk), BACKEND
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    sessions.begin(session, sign_in=cast.sign_in_of(person), second_factor=True)
    session.create()
    return session.secret or ""


def answering(site: str) -> None:
    """Wait until the site answers.

    Raises:
        TimeoutError: it does not within three minutes.
    """
    for _ in range(180):
        try:
            with urllib.request.urlopen(f"{site}/accounts/login/", timeout=5):  # noqa: S310 - an address of ours
                return
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(1)
    raise TimeoutError(site)


def checked(arms: int, first: str, second: str) -> None:
    """Every number stands on the register once, with three events, each with its entry, under its batch."""
    serials = Mark.objects.filter(kind="serial")
    assert serials.count() == serials.values("text").distinct().count() == Firearm.objects.count() == arms
    for batch, kind in ((first, "production_planned"), (first, "production_completed"), (second, "marked")):
        assert Event.objects.filter(kind=kind, proposal=batch).count() == arms, kind
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM registry_event e JOIN ledger_entry l ON l.entry = e.id")
        assert cursor.fetchone()[0] == 3 * arms
    result = Batch.objects.values_list("public_id", "state", "written", "rejected")
    assert sorted(result) == sorted([(first, "ended", arms, 0), (second, "ended", arms, 0)])


def main() -> None:
    """Measure, print the ratios, keep them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--arms", type=int, default=10_000)
    parser.add_argument("--kills", type=int, default=0)
    parser.add_argument("--browser", action="store_true", help="measure through the browser alone")
    asked = parser.parse_args()
    if asked.browser:
        with running():
            cast.build()
            outcome = {name: round(value, 2) for name, value in in_browser(asked.arms).items()}
            assert Firearm.objects.count() == asked.arms
        result = {
            "arms": asked.arms,
            "seconds": outcome,
            "goals": {"to recorded on the screen": MOST_IN_BROWSER},
        }
        print(json.dumps(result, indent=1))
        results("bulk_browser").write_text(json.dumps(result, indent=1) + "\n")
        return
    carrying.AT_ONCE = 0  # type: ignore[misc]
    if asked.kills:
        # Smaller chunks, so that something lies between one kill and the next; said in the environment, for the processes that are killed.
        os.environ[_CHUNK] = str(carrying.CHUNK // 8)
        carrying.CHUNK = carrying.CHUNK // 8  # type: ignore[misc]
    with running():
        cast.build()
        seconds: dict[str, float] = {}
        seconds["preview"], first = timed(lambda: begun(PRODUCED, PISTOL, f"AB000001-AB{asked.arms:06}"))
        kills = killed(first, asked.kills)
        seconds["record"], _ = timed(lambda: carrying.work(first, a_maker()))
        arms = batches.done_of(Batch.objects.get(public_id=first))
        seconds["preview of marking"], second = timed(lambda: begun(MARKED, MARKS, "\n".join(arms)))
        seconds["mark"], _ = timed(lambda: carrying.work(second, a_maker()))
        checked(asked.arms, first, second)
        floor, rows = copied("registry_event", "ledger_entry")
    result = {
        "arms": asked.arms,
        "answered at each kill": kills,
        "seconds": {name: round(item, 2) for name, item in seconds.items()},
        "rows a second": {
            "record, two events of each arm": round(2 * asked.arms / seconds["record"]),
            "mark": round(asked.arms / seconds["mark"]),
            "COPY of the same entries and events": round(rows / floor),
        },
        "goals": {"record, seconds": MOST_SECONDS},
    }
    print(json.dumps(result, indent=1))
    results("bulk_kills" if kills else "bulk").write_text(json.dumps(result, indent=1) + "\n")
    if not kills and seconds["record"] > MOST_SECONDS:
        sys.exit("10,000 arms took longer than they may")


if __name__ == "__main__":
    if _WORK in sys.argv:
        carrying.CHUNK = int(os.environ[_CHUNK])  # type: ignore[misc]
        print("begun", flush=True)
        carrying.work(sys.argv[2], a_maker())
    else:
        main()
