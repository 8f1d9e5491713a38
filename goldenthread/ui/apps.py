"""The face of the house as a Django app, so that its languages are known before any page is drawn."""

from django.apps import AppConfig


class Ui(AppConfig):
    name = "goldenthread.ui"
    label = "ui"

    def ready(self) -> None:
        from goldenthread.ui.languages import teach_django

        teach_django()
