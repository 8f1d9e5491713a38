from django.apps import AppConfig
from django.db.models.signals import post_migrate


class CoreConfig(AppConfig):
    name = "goldenthread.core"
    label = "core"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from goldenthread.core import database, terms

        database.register_checks()
        post_migrate.connect(terms.sync, sender=self, dispatch_uid="terms.sync")  # every table is there by then
