"""What becomes of a contribution: a pledge lapses into an agreement, a donor's own office reads the statement. Each one act."""

from __future__ import annotations

from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ifar.accounts.selectors import agencies
from ifar.accounts.selectors.agencies import called
from ifar.acts.offers import Offers
from ifar.programme import labels
from ifar.programme.fund import inputs
from ifar.programme.fund.selectors import fund as selectors
from ifar.programme.fund.services import fund
from ifar.programme.fund.services.fund import BOOKS, NewContribution
from ifar.programme.models import Contribution
from ifar.programme.services.writing import RECORDER, today
from ifar.rights import Actor, require

CONTRIBUTION: Final = Offers(RECORDER, "contribution", selectors.contribution_for, page="programme:statement")
DONOR: Final = "donor"
"""The kind of office under which a donor's people sign in."""
SAID_ALWAYS: Final = ("currency", "rate", "grade", "support_percent")
"""What a form always says of a contribution, where a program may leave it to what is usual."""
_TERMS: Final = ("donor", "reference", "currency", "grade", "earmark", "support_percent")


def enter(*, actor: Actor, kind: str, **said: Any) -> Contribution:
    """Enter a pledge or an agreement by itself; `said` as `NewContribution`.

    Raises:
        Invalid, Conflict: as `fund.pledge` and `fund.agree`.
    """
    do = fund.pledge if kind == "pledge" else fund.agree
    return do(actor=actor, new=NewContribution(**said))


def _as_pledged(_actor: Actor, contribution: Contribution) -> dict[str, Any]:
    values = {name: getattr(contribution, name) for name in _TERMS}
    return {"initial": {**values, "amount": contribution.pledged, "on": today()}, "required": SAID_ALWAYS}


@CONTRIBUTION.act(
    "agreed",
    inputs.AgreeContribution,
    _("Enter the agreement"),
    permission=BOOKS,
    hint=_("It takes the place of the pledge."),
    done=_("The agreement is entered."),
    asks=_as_pledged,
)
def agree(*, actor: Actor, contribution_id: str, expected_n: int | None = None, **said: Any) -> Contribution:
    """Enter the agreement into which a pledge lapses; `said` as `NewContribution`.

    Raises:
        NotFound: there is no such pledge.
        Conflict: somebody changed it meanwhile, or the reference is taken.
        Invalid: a field is wrong.
        Refused: it is agreed already.
    """
    return fund.agree(actor=actor, new=NewContribution(**said), contribution=contribution_id, n=expected_n)


def offices(actor: Actor) -> list[tuple[str, str]]:
    """The offices of donors: public identifier and name. One query."""
    require(actor, BOOKS)
    return list(
        agencies.agencies_for(actor).filter(kind=DONOR).order_by("name").values_list("public_id", called())
    )


@CONTRIBUTION.act(
    "opened_to",
    inputs.OpenStatement,
    _("Choose who reads the statement"),
    permission=BOOKS,
    asks=lambda actor, record: {"initial": {"agency": record.agency}, "among": {"agency": offices(actor)}},
)
@transaction.atomic
def open_to(*, actor: Actor, contribution_id: str, agency: str, expected_n: int | None = None) -> None:
    """Open the statement of the donor of a contribution to the people of its own office, or to nobody (empty).

    Raises:
        NotFound: there is no such contribution.
        Conflict: somebody did something with it meanwhile.
        Invalid: it is no donor's office, or another donor's.
    """
    require(actor, BOOKS)
    contribution = selectors.contribution_for(actor, contribution_id)
    RECORDER.check_expected(contribution, expected_n)
    if agency and agency not in dict(offices(actor)):
        raise labels.invalid("programme.fund.office", "agency")
    if agency and Contribution.objects.filter(agency=agency).exclude(donor=contribution.donor).exists():
        raise labels.invalid("programme.fund.office", "agency")
    for record in Contribution.objects.filter(donor=contribution.donor).exclude(agency=agency).order_by("id"):
        RECORDER.record(actor, "contribution", "opened_to", record, changes={"agency": agency})
