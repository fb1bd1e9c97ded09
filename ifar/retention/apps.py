from django.apps import AppConfig

from ifar.accounts import descriptions
from ifar.ledger import sources
from ifar.retention import replay


class RetentionConfig(AppConfig):
    name = "ifar.retention"
    label = "retention"

    def ready(self) -> None:
        from ifar.accounts.services import proposals
        from ifar.parties import erasing, page_remarks
        from ifar.retention import remarking, services

        proposals.register_executor(services.LIFTED, services.lift)
        descriptions.provide(services.LIFTED, "ifar.retention.views.holds.describe")
        erasing.provide_objection(services.objection_of_rules)
        erasing.provide_objection(services.objection_of_holds)
        page_remarks.provide(remarking.remarks_on)
        for one in replay.SOURCES:
            sources.provide(one)
