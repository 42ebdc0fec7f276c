from django.apps import AppConfig


class AssessmentsConfig(AppConfig):
    name = "assessments"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from wagtail.signals import published

        from people.api import person_merging

        from . import receivers
        from .models import Item

        published.connect(receivers.on_published, sender=Item, dispatch_uid="assessments.freeze")
        person_merging.connect(receivers.move_attempts, dispatch_uid="assessments.move")
