from django.apps import AppConfig


class BooksConfig(AppConfig):
    name = "ifar.books"
    label = "books"

    def ready(self) -> None:
        from ifar.books import extensions

        extensions.connect()
