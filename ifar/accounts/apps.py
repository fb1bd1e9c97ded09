from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Agencies, people, their roles and what two of them decide."""

    name = "ifar.accounts"
    label = "accounts"

    def ready(self) -> None:
        """Register how acts are carried out and verified, and listen to the second factor."""
        from ifar.accounts import extensions

        extensions.connect()
