"""Applications for authorisations from an applicant's own account: begun, changed, handed in, supplied, taken back; and what is asked for once they are granted.

Every act is the office's, by its own input and service. An applicant names themselves and parties abroad that they know of; whatever else is written of an
application is the office's.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ifar.acts.offers import Offers
from ifar.errors import Reason
from ifar.files.models import Deposit
from ifar.portal import acting
from ifar.portal import selectors as portal
from ifar.rights import Actor, require
from ifar.trade import labels
from ifar.trade.acts import COMMERCIAL
from ifar.trade.inputs import GoodsLine, Through
from ifar.trade.models import Authorisation, Paper
from ifar.trade.own import inputs, selectors
from ifar.trade.own.mirrored import mirror
from ifar.trade.own.selectors import ACT, APPLY, keeper
from ifar.trade.services import abroad, authorisations, papers
from ifar.trade.services.authorisations import rows_of
from ifar.trade.services.deciding import AUTHORISATION as OFFICES
from ifar.trade.services.named import ABROAD, IN_ROWS, as_choices
from ifar.trade.services.papers import PAPER as OFFICES_PAPER
from ifar.trade.services.writing import RECORDER, today

AUTHORISATION: Final = Offers(
    RECORDER,
    "authorisation",
    selectors.authorisation_for,
    page="own_trade:authorisation",
    name="my_authorisation",
)
PAPER: Final = Offers(
    RECORDER,
    "paper",
    selectors.paper_for,
    page="own_trade:authorisation",
    on=lambda record: record.authorisation.public_id,
    name="my_transfer_paper",
)


def kinds_to_choose() -> list[tuple[str, Any]]:
    """What may be asked for: a State's own transfers are not."""
    return [(item, labels.KINDS[item]) for item in COMMERCIAL]


def parties_to_choose(actor: Actor, office: int) -> list[tuple[str, str]]:
    """The parties abroad that an applicant may name at an office."""
    return as_choices(selectors.parties_of(actor, office)[:500])


def choices(actor: Actor, office: int) -> dict[str, Any]:
    """What may be chosen in the form of an application."""
    return {"kind": kinds_to_choose(), **dict.fromkeys((*ABROAD, IN_ROWS), parties_to_choose(actor, office))}


def _check_known(actor: Actor, office: int, values: Mapping[str, Any]) -> None:
    for name in (*ABROAD, "consignee"):
        if name in values and not selectors.is_known(actor, office, [values[name]]):
            raise RECORDER.invalid(Reason("trade.party", field=name))
    for number, row in enumerate(values.get("further", ())):
        if not selectors.is_known(actor, office, [row.consignee]):
            raise RECORDER.invalid(Reason("trade.party", field=f"further-{number}-consignee"))


@transaction.atomic
def apply(
    *,
    actor: Actor,
    of: str = "",
    through: Sequence[Through] = (),
    goods: Sequence[GoodsLine] = (),
    **said: Any,
) -> str:
    """Begin an application at the office that serves the account; it is a draft until it is handed in. Returns its public identifier.

    Args:
        of: for which of the parties for which the account stands; the only one where nothing is said.
        said: as `authorisations.draft` takes it.

    Raises:
        NotFound: the account stands for no such party.
        Invalid: something of it is not on its list, or a party abroad that the applicant does not know of.
    """
    require(actor, ACT)
    mine = portal.party_of(portal.own(actor), of)
    _check_known(actor, actor.agency_id or 0, said)
    return authorisations.draft(
        actor=acting.within(actor, APPLY), applicant=mine.public_id, through=through, goods=goods, **said
    )


@transaction.atomic
def enter_party(*, actor: Actor, **said: Any) -> str:
    """Enter somebody in another State with whom one deals; returns the public identifier. The office that serves the account keeps it.

    Raises:
        Invalid: as `abroad.enter_party`.
    """
    require(actor, ACT)
    return abroad.enter_party(actor=acting.within(actor, APPLY), **said)


def _stands(actor: Actor, authorisation: Authorisation) -> Mapping[str, Any]:
    names = ("kind", "extent", "from_state", "into_state", "purpose", *ABROAD)
    rows = rows_of(authorisation)
    return {
        **rows,
        "initial": {**rows["initial"], **{name: getattr(authorisation, name) for name in names}},
        "among": choices(actor, authorisation.agency_id),
    }


def _changed(actor: Actor, authorisation: Authorisation, values: dict[str, Any]) -> dict[str, Any]:
    _check_known(actor, authorisation.agency_id, values)
    return {**values, "applicant": authorisation.applicant}


mirror(AUTHORISATION, OFFICES, "changed", APPLY, said=inputs.ChangeOwnTransfer, asks=_stands, given=_changed)
mirror(AUTHORISATION, OFFICES, "applied", APPLY)


def _fetch(actor: Actor, authorisation_id: str, expected_n: int | None) -> tuple[Actor, Authorisation]:
    authorisation = selectors.authorisation_for(actor, authorisation_id)
    RECORDER.check_expected(authorisation, expected_n)
    return keeper(actor, authorisation, APPLY), authorisation


@AUTHORISATION.act(
    "supplied",
    inputs.SayItIsSupplied,
    _("Tell the office that it is supplied"),
    permission=ACT,
    done=_("The office knows. The time limit runs on once it has found the application complete."),
    hint=_("Change the application and hand the documents in first."),
    leads=True,
    when=lambda _actor, record: record.supplied_on is None,
)
@transaction.atomic
def say_supplied(*, actor: Actor, authorisation_id: str, expected_n: int | None = None) -> None:
    """Say that what the office found missing is there.

    Raises:
        NotFound: it is not the applicant's.
    """
    require(actor, ACT)
    within, authorisation = _fetch(actor, authorisation_id, expected_n)
    RECORDER.record(within, "authorisation", "supplied", authorisation, changes={"supplied_on": today()})


@AUTHORISATION.act(
    "requested",
    inputs.RequestChange,
    _("Request a change"),
    permission=ACT,
    done=_("Requested. The office decides; until then it stands as it is."),
)
@transaction.atomic
def request_change(
    *, actor: Actor, authorisation_id: str, request: str, wish: str, expected_n: int | None = None
) -> None:
    """Ask that an authorisation in force holds longer, or covers something else.

    Raises:
        NotFound: it is not the applicant's.
        Invalid: no such request.
    """
    require(actor, ACT)
    within, authorisation = _fetch(actor, authorisation_id, expected_n)
    sets = {"request": request, "requested_on": today()}
    RECORDER.record(
        within, "authorisation", "requested", authorisation, changes=sets, personal={"wish": wish}
    )


mirror(AUTHORISATION, OFFICES, "withdrawn", APPLY)


# Papers -----------------------------------------------------------------------------------------------------------------


@transaction.atomic
def keep_file(*, actor: Actor, name: str, content: Any) -> str:
    """Keep the photograph of a paper; returns its hash, by which the paper names it.

    Raises:
        Invalid: it is no picture that can be read.
        TooLarge: it is too large.
    """
    require(actor, ACT)
    return papers.keep_file(actor=acting.within(actor, APPLY), name=name, content=content)


@transaction.atomic
def enter_paper(*, actor: Actor, authorisation_id: str, consignee: str, **said: Any) -> str:
    """Hand a paper of another State in; returns its public identifier. The office verifies it.

    Raises:
        NotFound: it is not the applicant's authorisation.
        Refused: it ended.
        Invalid: as `papers.enter_paper`, or a party abroad that the applicant does not know of.
    """
    require(actor, ACT)
    authorisation = selectors.authorisation_for(actor, authorisation_id)
    _check_known(actor, authorisation.agency_id, {"consignee": consignee})
    _check_file(actor, said["file"])
    return papers.enter_paper(
        actor=keeper(actor, authorisation, APPLY),
        authorisation_id=authorisation_id,
        consignee=consignee,
        **said,
    )


def _check_file(actor: Actor, file: str) -> None:
    """Refuse a photograph that somebody else sent."""
    if not Deposit.objects.filter(file_id=file, purpose=papers.PURPOSE, actor=actor.id).exists():
        raise RECORDER.invalid(Reason("trade.paper.file", field="file"))


def _is_theirs(actor: Actor, paper: Paper) -> bool:
    """Whether the applicant handed a paper in, and not the office."""
    return paper.entered_by == actor.id


def _on_paper(actor: Actor, paper: Paper) -> Mapping[str, Any]:
    asks = OFFICES_PAPER.all["corrected"].asks
    result = dict(asks(keeper(actor, paper, APPLY), paper)) if asks else {}
    return {**result, "among": {"consignee": parties_to_choose(actor, paper.agency_id)}}


def _corrected(actor: Actor, paper: Paper, values: dict[str, Any]) -> dict[str, Any]:
    if not _is_theirs(actor, paper):
        raise RECORDER.refused(Reason("trade.other_office"))
    _check_known(actor, paper.agency_id, values)
    if values.get("file"):
        _check_file(actor, values["file"])
    return values


mirror(PAPER, OFFICES_PAPER, "corrected", APPLY, asks=_on_paper, when=_is_theirs, given=_corrected)
