from django.apps import AppConfig


class CashierConfig(AppConfig):
    name = "ifar.cashier"
    label = "cashier"

    def ready(self) -> None:
        from ifar.cashier import extensions

        extensions.connect()
