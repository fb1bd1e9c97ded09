from django.apps import AppConfig


class TradeConfig(AppConfig):
    name = "ifar.trade"
    label = "trade"

    def ready(self) -> None:
        from ifar.trade import extensions

        extensions.connect()
