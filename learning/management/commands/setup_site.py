from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import transaction

from cms.api import load_competences
from learning.content.bank import load_bank
from learning.content.pages import load_course
from learning.content.reader import course_folders
from learning.content.site import add_task_cards, load_site, set_up_roles


class Command(BaseCommand):
    help = (
        "Make the site ready: areas, competences, first pages, roles, moderation and the founding courses. Repeatable."
    )

    def handle(self, *args, **options):
        call_command("createcachetable", verbosity=0)
        call_command("load_places", verbosity=options["verbosity"], stdout=self.stdout)
        self.stdout.write(f"Competences: {load_competences()}")
        with transaction.atomic():
            indexes = load_site()
            set_up_roles()
        for folder in course_folders():
            with transaction.atomic():
                for page in load_course(folder, indexes):
                    self.stdout.write(f"Course ({page.locale.language_code}): {page.title}")
        add_task_cards(indexes)
        with transaction.atomic():
            self.stdout.write(f"Questions of the bank: {load_bank()}")
        self.stdout.write(self.style.SUCCESS("The site is set up."))
