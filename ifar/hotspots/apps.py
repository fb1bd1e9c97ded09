from django.apps import AppConfig


class HotspotsConfig(AppConfig):
    name = "ifar.hotspots"
    label = "hotspots"

    def ready(self) -> None:
        from ifar.hotspots import replay
        from ifar.ledger import sources

        sources.register(replay.SOURCE)
        for check in replay.REPLAYS:
            sources.register_replay(check)
