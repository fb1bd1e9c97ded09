from django.apps import AppConfig

from ifar.accounts import eyes
from ifar.ledger import sources
from ifar.programme import replay


class ProgrammeConfig(AppConfig):
    name = "ifar.programme"
    label = "programme"

    def ready(self) -> None:
        # They ask models, which are there only now; each registers its sources by name.
        from ifar.accounts import notices
        from ifar.hotspots import following
        from ifar.programme import sources_community, sources_hotspots  # noqa: F401
        from ifar.programme.selectors import plans

        notices.register("programme", "ifar.programme.views.told.describe")
        following.register("programme", plans.following)
        from ifar.programme import people_sources  # noqa: F401 - makes its sources known

        # Who reports does not approve: a program may report, and a person answers for it.
        eyes.apart({"programme.value_approved": "programme:value:approve"})
        eyes.apart(
            {
                "programme.assessment_approved": "programme:protocol:approve",
                "programme.diligence_released": "programme:diligence:decide",
                "programme.diligence_renewed": "programme:diligence:decide",
                "programme.diligence_held": "programme:diligence:decide",
                "programme.report_approved": "programme:report:approve",
                "programme.evaluation_commissioned": "programme:evaluation:commission",
                "programme.finding_stated": "programme:evaluation:carry_out",
                "programme.recommendation_answered": "programme:evaluation:answer",
                "programme.journal_approved": "programme:fund:approve",
                "programme.limit_set": "programme:fund:approve",
                "programme.recipient_confirmed": "programme:diligence:decide",
            }
        )
        sources.register(replay.SOURCE)
        for check in replay.REPLAYS:
            sources.register_replay(check)
