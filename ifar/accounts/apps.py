from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "ifar.accounts"
    label = "accounts"
