"""The ledger's page: the latest checkpoint, its witnesses, what is late, and a verification that one starts oneself."""

from __future__ import annotations

import base64
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from django.conf import settings
from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe

from ifar.errors import Conflict
from ifar.ledger import export, leaving, selectors, services, sessions, verifying
from ifar.rights import Actor, may, require

ALARMS: Final[dict[str, Promise]] = {
    "sequencing_late": gettext_lazy(
        "Entries have waited for the tree for more than a minute. The sequencer may stand still."
    ),
    "witnessing_late": gettext_lazy(
        "A witness has not confirmed the log in time. Work goes on; nothing new is called independently verified until it is back."
    ),
    "nothing_witnessed": gettext_lazy(
        "No witness has confirmed this log yet. Until one does, only the register itself vouches for it."
    ),
}
STANDING: Final[dict[str, Promise]] = {
    "witnessed": gettext_lazy("confirmed by its witnesses"),
    "waiting": gettext_lazy("waiting for its witnesses"),
    "late": gettext_lazy("its witnesses are late"),
}
DIFFERENCES: Final[dict[str, Promise]] = {
    "checkpoint_beyond": gettext_lazy("A checkpoint is of more entries than there are."),
    "checkpoint_differs": gettext_lazy("The columns of a checkpoint differ from what was signed."),
    "checkpoint_root": gettext_lazy("The tree is not the one that this checkpoint states."),
    "checkpoint_signature": gettext_lazy("A checkpoint is not signed by the key that answers for it."),
    "constraint_broken": gettext_lazy("A row breaks a constraint of its table."),
    "column_differs": gettext_lazy("A column of an entry differs from what was signed."),
    "commitment_differs": gettext_lazy(
        "A personal value or its salt is not the one that the entry commits to."
    ),
    "approval_missing": gettext_lazy("Nobody else agreed to an act that takes two people."),
    "catalogue_differs": gettext_lazy(
        "The database's triggers, functions or rights are not those of the program."
    ),
    "checkpoint_missing": gettext_lazy("Checkpoints are gone, or others were put between them."),
    "checkpoint_time": gettext_lazy(
        "A checkpoint says that it was signed at a time at which it cannot have been."
    ),
    "cosignature_missing": gettext_lazy("Cosignatures of a witness are gone."),
    "file_differs": gettext_lazy("A file is not the one that was sealed."),
    "file_missing": gettext_lazy("A file is gone."),
    "key_unknown": gettext_lazy("Nothing but the database says that this is the log's key."),
    "keys_differ": gettext_lazy("Search keys do not follow from what they were made of."),
    "unsequenced": gettext_lazy("An entry waits for the tree for too long."),
    "cosignature_false": gettext_lazy("A cosignature is not good."),
    "entry_altered": gettext_lazy("The bytes of an entry are not those in the tree."),
    "entry_inserted": gettext_lazy("An entry was put between entries that were signed."),
    "entry_missing": gettext_lazy("An entry of the tree is gone."),
    "erasure_false": gettext_lazy("An erasure stands without an entry that names it."),
    "key_false": gettext_lazy("A key of the log was not put in force by its predecessor."),
    "leaf_differs": gettext_lazy("The leaf hash beside an entry is not that of its bytes."),
    "leaf_missing": gettext_lazy("A place of the tree has no entry."),
    "leaf_order": gettext_lazy("Entries stand in the tree in another order than they were recorded in."),
    "unreadable": gettext_lazy("A check came upon a value that no program writes and that cannot be read."),
    "sold_unsound": gettext_lazy(
        "Something passed on that failed proof, to which its former holder objected, or that its owner did not let be sold."
    ),
    "stay_unfounded": gettext_lazy(
        "A stay in the country was extended beyond its authorisation, or to no later day."
    ),
    "annulled_another": gettext_lazy("An annulment takes back another event than it names."),
    "event_beyond_its_kind": gettext_lazy("An event does more than its kind may."),
    "voucher_false": gettext_lazy(
        "An act was not done in the session, by the token or the program that it names."
    ),
    "voucher_missing": gettext_lazy("An act was written by no process of this installation."),
    "leaf_unsigned": gettext_lazy("Leaves stand in the tree that no checkpoint covers."),
    "not_canonical": gettext_lazy("The bytes of an entry are not canonical."),
    "personal_stray": gettext_lazy("A personal value stands without an entry that commits to it."),
    "rolled_back": gettext_lazy("The log is shorter than it was, or another."),
    "row_differs": gettext_lazy("A row differs from what was signed."),
    "row_missing": gettext_lazy("The row of an entry is gone."),
    "row_stray": gettext_lazy("A row stands without an entry."),
    "salt_missing": gettext_lazy("A personal value is gone without an erasure."),
    "state_differs": gettext_lazy("A state does not follow from its events."),
    "state_missing": gettext_lazy("A state that follows from events is gone."),
    "state_stray": gettext_lazy("A state stands without events."),
    "tile_differs": gettext_lazy("A tile of the tree is not what was signed."),
    "tile_missing": gettext_lazy("A tile of the tree is gone."),
    "tile_stray": gettext_lazy("A tile stands that no tree has."),
    "witness_differs": gettext_lazy("A witness cosigned another tree."),
}
"""Kind of a difference -> its sentence; a test holds it against `verification.report.KINDS`."""


@require_GET
def overview(request: HttpRequest) -> HttpResponse:
    """How the log stands."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    state = selectors.state(actor=actor)
    context = {
        "state": state,
        "root": base64.b64encode(state.root).decode(),
        "alarms": [
            {"words": ALARMS.get(alarm.kind, alarm.kind), "since": alarm.since, "entries": alarm.entries}
            for alarm in state.alarms
        ],
        "standing": STANDING.get(state.verdict.standing, state.verdict.standing) if state.verdict else "",
        "may_export": may(actor, "ledger:log:export"),
        "may_verify": may(actor, "ledger:verify:run"),
        "run": _run(actor),
    }
    return render(request, "ledger/overview.html", context)


@require_GET
def changed(request: HttpRequest) -> HttpResponse:
    """The verification as it stands, as a part of the page: what the page asks while one runs."""
    require(request.actor, "ledger:verify:run")  # type: ignore[attr-defined]
    return render(request, "ledger/run.html", {"run": _run(request.actor)})  # type: ignore[attr-defined]


@require_safe
def checkpoint(request: HttpRequest) -> HttpResponse:
    """The newest checkpoint with its cosignatures, as a file that others can keep and compare."""
    size, note = selectors.newest_checkpoint(actor=request.actor)  # type: ignore[attr-defined]
    response = HttpResponse(note, content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="checkpoint-{size}.txt"'
    return response


@require_POST
def verify(request: HttpRequest) -> HttpResponse:
    """Start a verification."""
    try:
        verifying.start(actor=request.actor, whole="whole" in request.POST, now=timezone.now())  # type: ignore[attr-defined]
    except Conflict:
        messages.info(request, _("A verification is already running."))
    return redirect("ledger:overview")


def _run(actor: Actor) -> dict[str, Any] | None:
    if not may(actor, "ledger:verify:run"):
        return None
    run = verifying.latest()
    if run is None:
        return None
    report = run.report or {}
    return {
        "run": run,
        "report": report,
        "differences": [
            {**difference, "words": DIFFERENCES.get(difference["kind"], difference["kind"])}
            for difference in report.get("differences", ())
        ],
        "more": max(0, report.get("number", 0) - len(report.get("differences", ()))),
    }


@require_http_methods(["GET", "POST"])
def export_log(request: HttpRequest) -> HttpResponseBase:
    """The whole log as one file that `ifar verify --export` checks without this register; that it was taken is an act of its own."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    require(actor, "ledger:log:export")
    size, _note = selectors.newest_checkpoint(actor=actor)
    if (page := leaving.before(request, size)) is not None:
        return page
    now = timezone.localtime()
    with TemporaryDirectory(dir=settings.IFAR_HOME) as place:
        path = Path(place) / "log.zip"
        size = export.write(sessions.address("default"), path, origin=settings.IFAR_LEDGER_NAME, now=now)
        file = open(path, "rb")  # noqa: SIM115 -- the response closes it; the folder may go before
    services.tell_export(actor=actor, size=size)
    response = FileResponse(file, content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="log-{size}.zip"'
    return response
