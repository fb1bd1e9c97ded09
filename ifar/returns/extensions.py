"""What returns answers to the apps below it; what it asks of those above is listed in `docs/extension-points.md`."""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from ifar.accounts import descriptions
from ifar.accounts.services import proposals
from ifar.acts import forms
from ifar.ledger import sources
from ifar.returns import deadlines, labels, replay, services
from ifar.returns.hub import package_replay
from ifar.returns.open_data import publishing


def connect() -> None:
    """Answer every extension point, once, when the programs start."""
    try:
        deadlines.days(settings.IFAR_RETURNS_DUE)
    except ValueError as error:
        raise ImproperlyConfigured(f"IFAR_RETURNS_DUE={settings.IFAR_RETURNS_DUE!r}: {error}.") from error

    forms.provide_choices(lambda _name: labels.CONSENTS.items(), "return_consents")
    proposals.register_executor(services.FROZEN, services.freeze)
    proposals.register_executor(publishing.PUBLISHED, publishing.publish)
    descriptions.provide(services.FROZEN, "ifar.returns.describing.describe", parties=False)
    descriptions.provide(publishing.PUBLISHED, "ifar.returns.open_data.views.describe", parties=False)
    for source in replay.SOURCES:
        sources.provide(source)
    sources.provide_replay(replay.RUNNING)
    sources.provide_replay(package_replay.PACKAGES)
