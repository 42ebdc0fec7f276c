"""Where an item is used, how each of its versions fares, and what keeps it from being deleted."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Avg, Count, Max, Q

from ..models import Item, ItemVersion, Quiz, QuizItem, Response, State
from ..taking.rescoring import REGRADED


@dataclass(frozen=True)
class VersionLine:
    """One version of an item. `facility`: mean share of the points it gave, in percent; None: it scored nobody."""

    version: ItemVersion
    # Attempts that asked it.
    n_asked: int
    # Attempts handed in that it scores, after regrades.
    n_scored: int
    facility: float | None


@dataclass(frozen=True)
class Use:
    """A quiz that asks the item. `version` None: always the newest."""

    quiz: Quiz
    # False: only in its draft, so learners do not meet it there (any more, or yet).
    is_live: bool
    version: ItemVersion | None


def find_item(pk: int) -> Item | None:
    """Give an item. One query."""
    return Item.objects.select_related("competence").filter(pk=pk).first()


def versions_of(item: Item) -> list[ItemVersion]:
    """List the versions of an item, the newest first. One query."""
    return list(item.versions.order_by("-number"))


def version_lines(item: Item) -> list[VersionLine]:
    """List the versions with what they met, the newest first. Three queries."""
    rows = Response.objects.filter(version__item=item)
    asked = rows.exclude(ref__startswith=REGRADED).values_list("version").annotate(n=Count("attempt", distinct=True))
    closed = rows.filter(attempt__state=State.SUBMITTED)
    counting = closed.values("attempt", "position").annotate(last=Max("pk")).values("last")
    scored = {
        row["version"]: row
        for row in Response.objects.filter(pk__in=counting)
        .values("version")
        .annotate(n=Count("pk"), mean=Avg("scaled"))
        .order_by()
    }
    n_asked = dict(asked.order_by())
    return [
        VersionLine(
            version=version,
            n_asked=n_asked.get(version.pk, 0),
            n_scored=scored[version.pk]["n"] if version.pk in scored else 0,
            facility=100 * float(scored[version.pk]["mean"]) if version.pk in scored else None,
        )
        for version in versions_of(item)
    ]


def uses_of(item: Item) -> list[Use]:
    """List the quizzes that ask the item, published ones first; drafts of published quizzes too. Two queries."""
    places = QuizItem.objects.filter(item=item).select_related("quiz", "version")
    uses = [Use(place.quiz, place.quiz.live, place.version) for place in places]
    known = {use.quiz.pk for use in uses}
    changed = Quiz.objects.filter(has_unpublished_changes=True).exclude(pk__in=known).select_related("latest_revision")
    for quiz in changed:
        drafted = (quiz.latest_revision.content if quiz.latest_revision else {}).get("quiz_items", [])
        if any(place.get("item") == item.pk for place in drafted):
            uses.append(Use(quiz, False, None))
    return sorted(uses, key=lambda use: (not use.is_live, use.quiz.title))


def quizzes_that_asked(item: Item) -> list[Quiz]:
    """List the quizzes with attempts that asked the item, and those that ask it now. One query."""
    asked = Response.objects.filter(version__item=item).values("attempt__quiz")
    now = QuizItem.objects.filter(item=item).values("quiz")
    return list(Quiz.objects.filter(Q(pk__in=asked) | Q(pk__in=now)).order_by("title", "pk"))


def kept_items(items: Sequence[Item]) -> list[Item]:
    """List those of the items that may not be deleted: in a quiz, draft or not, or ever asked. Three queries."""
    pks = [item.pk for item in items]
    used = set(QuizItem.objects.filter(item__in=pks).values_list("item", flat=True))
    used |= set(Response.objects.filter(version__item__in=pks).values_list("version__item", flat=True).distinct())
    for quiz in Quiz.objects.filter(has_unpublished_changes=True).select_related("latest_revision"):
        drafted = (quiz.latest_revision.content if quiz.latest_revision else {}).get("quiz_items", [])
        used |= {place.get("item") for place in drafted}
    return [item for item in items if item.pk in used]


def let_go_of_versions(items: Sequence[Item]) -> None:
    """Delete the versions of items about to be deleted, which nobody was ever asked. Call it in their transaction.

    The database refuses (ProtectedError) where one was.
    """
    ItemVersion.objects.filter(item__in=items).delete()
