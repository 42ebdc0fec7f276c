from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from assessments.models import LineState
from assessments.regrading.regrades import commit_regrade, count_lines, find_regrade, regrade_lines
from people.api import User, may


class Command(BaseCommand):
    help = "Score anew what was prepared on the site: for more attempts than a page should wait for. Repeatable."

    def add_arguments(self, parser):
        parser.add_argument("regrade", type=int, help="the number in the address of its page")
        parser.add_argument("--by", required=True, metavar="USERNAME", help="who decided it; may score answers anew")

    def handle(self, *args, regrade, by, **options):
        user = User.objects.filter(username=by).first()
        if user is None or not may(user, "regrade"):
            raise CommandError(f"{by} may not score answers anew.")
        made = find_regrade(regrade)
        if made is None:
            raise CommandError(f"There is no regrade {regrade}.")
        done = commit_regrade(made, by=user, at=timezone.now())
        counts = count_lines(regrade_lines(done))
        changed = counts.by_state.get(LineState.CHANGED, 0)
        self.stdout.write(f"Regrade {done.pk} of {done.committed_at:%Y-%m-%d %H:%M}: {changed} of {counts.n} changed.")
