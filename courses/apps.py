from django.apps import AppConfig


class CoursesConfig(AppConfig):
    name = "courses"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from people.api import register_personal_data

        from . import receivers  # noqa: F401
        from .personal import WORDS, erase_learning, export_learning

        register_personal_data("learning", export_learning, erase_learning, words=WORDS)
