from django.apps import AppConfig

from ifar.accounts import descriptions, notices
from ifar.acts import forms, registration
from ifar.community import replay
from ifar.community.acts import ACTS
from ifar.ledger import sources


class CommunityConfig(AppConfig):
    name = "ifar.community"
    label = "community"

    def ready(self) -> None:
        from ifar.accounts.services import proposals
        from ifar.community import listed
        from ifar.community.services import members

        registration.provide(ACTS)
        for name in listed.NAMES:
            forms.provide_choices(listed.choices, name)
        for act in members.DECIDED:
            proposals.register_executor(act, members.carry_out)
        descriptions.provide("community", "ifar.community.views.vetting.describe")
        notices.provide("community", "ifar.community.views.notifications.describe")
        for check in replay.REPLAYS:
            sources.provide_replay(check)
