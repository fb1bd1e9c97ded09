"""What portal answers to the apps below it; what it asks of those above is listed in `docs/extension-points.md`."""

from __future__ import annotations

from ifar.accounts import dual_control, notices
from ifar.accounts.selectors import actors, people
from ifar.acts import forms
from ifar.ledger import sources
from ifar.licensing import attached, holding
from ifar.matters import found
from ifar.parties import erasing, joining, merging
from ifar.portal import labels, replay, selectors
from ifar.portal.services import accounts
from ifar.portal.services import erasing as erased
from ifar.portal.views import presenters


def connect() -> None:
    """Answer every extension point, once, when the programs start."""
    # Whoever binds an account, or answers what its holder reports, is an officer, and never the holder.
    dual_control.provide_separation(
        {"portal.bound": "portal:account:bind", "portal.answered": "portal:report:answer"}
    )
    for name in labels.CHOICES:
        forms.provide_choices(lambda name: labels.CHOICES[name].items(), name)
    actors.provide(selectors.actor_of)
    people.keep_apart(selectors.has_account)
    erasing.provide_values(selectors.personal_of)
    erasing.provide_follower(erased.follow_erasure)
    joining.provide_objection(accounts.two_accounts)
    holding.provide_accounts(selectors.with_account)
    attached.provide(presenters.documents_of)
    merging.provide("account", presenters.accounts_of)
    notices.provide("portal", "ifar.portal.views.presenters.describe")
    found.provide_causes(labels.CAUSES)
    for source in replay.SOURCES:
        sources.provide(source)
