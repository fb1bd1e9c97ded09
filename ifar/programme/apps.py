from django.apps import AppConfig

from ifar.acts import registration
from ifar.ledger import sources
from ifar.programme import replay
from ifar.programme.acts import ACTS


class ProgrammeConfig(AppConfig):
    name = "ifar.programme"
    label = "programme"

    def ready(self) -> None:
        # They ask models, which are there only now; each registers its sources by name.
        from ifar.accounts import notices
        from ifar.acts import forms
        from ifar.hotspots import following
        from ifar.programme import fields
        from ifar.programme.computed import community as sources_community  # noqa: F401
        from ifar.programme.computed import hotspots as sources_hotspots  # noqa: F401
        from ifar.programme.selectors import plans

        notices.provide("programme", "ifar.programme.views.notifications.describe")
        following.provide("programme", plans.following)
        from ifar.programme.computed import people as people_sources  # noqa: F401 - makes its sources known

        registration.provide(ACTS)
        for name in fields.LISTS:
            forms.provide_choices(fields.choices, name)
        forms.provide_field("people", fields.people)
        forms.provide_field("countries", fields.countries)
        for check in replay.REPLAYS:
            sources.provide_replay(check)
