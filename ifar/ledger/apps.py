from django.apps import AppConfig


class LedgerConfig(AppConfig):
    name = "ifar.ledger"
    label = "ledger"
