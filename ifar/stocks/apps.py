from django.apps import AppConfig


class StocksConfig(AppConfig):
    name = "ifar.stocks"
    label = "stocks"

    def ready(self) -> None:
        from ifar.stocks import extensions

        extensions.connect()
