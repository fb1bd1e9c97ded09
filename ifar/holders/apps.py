from django.apps import AppConfig

from ifar.accounts import dual_control, notices
from ifar.holders import replay
from ifar.ledger import sources


class HoldersConfig(AppConfig):
    name = "ifar.holders"
    label = "holders"

    def ready(self) -> None:
        from ifar.accounts.selectors import actors, people
        from ifar.holders import selectors
        from ifar.holders.services import accounts
        from ifar.holders.services import erasing as erased
        from ifar.holders.views import presenters
        from ifar.licensing import attached, holding
        from ifar.parties import erasing, joining, merging

        # Whoever binds an account, or answers what its holder reports, is an officer, and never the holder.
        dual_control.provide_separation(
            {"holders.bound": "holders:account:bind", "holders.answered": "holders:report:answer"}
        )
        actors.provide(selectors.actor_of)
        people.keep_apart(selectors.has_account)
        erasing.provide_values(selectors.personal_of)
        erasing.provide_follower(erased.follow_erasure)
        joining.provide_objection(accounts.two_accounts)
        holding.provide_accounts(selectors.with_account)
        attached.provide(presenters.documents_of)
        merging.provide("account", presenters.accounts_of)
        notices.provide("holders", "ifar.holders.views.presenters.describe")
        for one in replay.SOURCES:
            sources.provide(one)
