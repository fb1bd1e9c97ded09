from django.apps import AppConfig

from ifar.accounts import eyes
from ifar.ledger import sources
from ifar.programme import replay


class ProgrammeConfig(AppConfig):
    name = "ifar.programme"
    label = "programme"

    def ready(self) -> None:
        # Who reports does not approve: a program may report, and a person answers for it.
        eyes.apart({"programme.value_approved": "programme:value:approve"})
        # Who wrote a report does not approve it; who worked in a project does not evaluate it, and who evaluated does not answer.
        eyes.apart(
            {
                "programme.report_approved": "programme:report:approve",
                "programme.evaluation_commissioned": "programme:evaluation:commission",
                "programme.finding_stated": "programme:evaluation:carry_out",
                "programme.recommendation_answered": "programme:evaluation:answer",
            }
        )
        sources.register(replay.SOURCE)
        for check in replay.REPLAYS:
            sources.register_replay(check)
