from django.apps import AppConfig


class CommunityConfig(AppConfig):
    name = "ifar.community"
    label = "community"

    def ready(self) -> None:
        from ifar.community import extensions

        extensions.connect()
