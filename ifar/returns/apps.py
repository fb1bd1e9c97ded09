from django.apps import AppConfig
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from ifar.accounts import descriptions
from ifar.ledger import sources
from ifar.returns import deadlines, replay
from ifar.returns.hub import package_replay


class ReturnsConfig(AppConfig):
    name = "ifar.returns"
    label = "returns"

    def ready(self) -> None:
        try:
            deadlines.days(settings.IFAR_RETURNS_DUE)
        except ValueError as error:
            raise ImproperlyConfigured(f"IFAR_RETURNS_DUE={settings.IFAR_RETURNS_DUE!r}: {error}.") from error
        from ifar.accounts.services import proposals
        from ifar.returns import services
        from ifar.returns.open_data import publishing

        proposals.register_executor(services.FROZEN, services.freeze)
        proposals.register_executor(publishing.PUBLISHED, publishing.publish)
        descriptions.provide(services.FROZEN, "ifar.returns.describing.describe")
        descriptions.provide(publishing.PUBLISHED, "ifar.returns.open_data.views.describe")
        for one in replay.SOURCES:
            sources.provide(one)
        sources.provide_replay(package_replay.PACKAGES)
