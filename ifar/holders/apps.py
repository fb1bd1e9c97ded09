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
        dual_control.apart(
            {"holders.bound": "holders:account:bind", "holders.answered": "holders:report:answer"}
        )
        actors.supply(selectors.actor_of)
        people.keep_apart(selectors.has_account)
        erasing.register_values(selectors.personal_of)
        erasing.register_follower(erased.follow_erasure)
        joining.register_objection(accounts.two_accounts)
        holding.register_accounts(selectors.with_account)
        attached.register(presenters.documents_of)
        merging.register("account", presenters.accounts_of)
        notices.register("holders", "ifar.holders.views.presenters.describe")
        for one in replay.SOURCES:
            sources.register(one)
