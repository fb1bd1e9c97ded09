from django.apps import AppConfig

from ifar.accounts import notices
from ifar.acts import forms, registration
from ifar.matters.acts import ACTS


class MattersConfig(AppConfig):
    name = "ifar.matters"
    label = "matters"

    def ready(self) -> None:
        from ifar.matters import labels

        registration.provide(ACTS)
        notices.provide("matters", "ifar.matters.views.notifications.describe")
        forms.provide_choices(lambda _name: labels.KINDS.items(), "matter_kinds")
        forms.provide_choices(lambda _name: labels.OUTCOMES.items(), "matter_outcomes")
