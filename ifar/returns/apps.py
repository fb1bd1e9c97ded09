from django.apps import AppConfig

from ifar.accounts import descriptions
from ifar.ledger import sources
from ifar.returns import replay


class ReturnsConfig(AppConfig):
    name = "ifar.returns"
    label = "returns"

    def ready(self) -> None:
        from ifar.accounts.services import proposals
        from ifar.returns import publishing, services

        proposals.register_executor(services.FROZEN, services.freeze)
        proposals.register_executor(publishing.PUBLISHED, publishing.publish)
        descriptions.register(services.FROZEN, "ifar.returns.describing.describe")
        descriptions.register(publishing.PUBLISHED, "ifar.returns.open_views.describe")
        for one in replay.SOURCES:
            sources.register(one)
