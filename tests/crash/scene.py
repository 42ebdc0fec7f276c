"""Run inside the scratch site: make what the learners need, and tell afterwards what the database holds.

python -m tests.crash.scene make NUMBER [NUMBER OF ITEMS] | tell | sweep → one line of JSON
"""

import json
import sys

import django


def make(n_learners: int, n_items: int = 10) -> dict:
    from django.utils import timezone

    from benchmarks.learners import places, signed_in
    from tests.assessments import make as quizzes
    from tests.courses import make as courses

    items = [
        quizzes.item(quizzes.single(stem=f"Câu {number}?", options=quizzes.choices("A", "B", "C", "D")))
        if number % 3
        else quizzes.item(quizzes.true_false(stem=f"Câu {number} đúng?", answer=bool(number % 2)))
        for number in range(n_items)
    ]
    # Points that differ, so that a score tells which answers it was made from.
    quiz = quizzes.quiz(*items, shuffle=True, minutes=600)
    for number, place in enumerate(quiz.quiz_items.order_by("pk")):
        place.points = 1 + number
        place.save()
    courses.course(lessons=2, quiz=quiz)
    at = timezone.now()
    return {"sessions": [signed_in(number, at) for number in range(n_learners)], **places(n_items)}


def tell() -> dict:
    from assessments.models import Attempt, ItemVersion, Response
    from courses.api import ResultLog

    attempts = Attempt.objects.values("pk", "state", "score", "max_score", "passed", "paper")
    responses = Response.objects.order_by("pk").values("attempt_id", "position", "response", "ref", "version_id")
    return {
        "attempts": {row.pop("pk"): row for row in attempts},
        "responses": list(responses),
        "right": {one.pk: _right(one) for one in ItemVersion.objects.all()},
        "results": list(ResultLog.objects.filter(source="quiz").values("ref", "score")),
    }


def sweep() -> dict:
    """Let the time of all open attempts have been over for an hour, and close them."""
    from datetime import timedelta

    from django.utils import timezone

    from assessments.api import close_overdue
    from assessments.models import Attempt

    at = timezone.now()
    Attempt.objects.filter(state="open").update(deadline_at=at - timedelta(hours=1))
    return {"closed": close_overdue(at=at)}


def _right(version) -> str:
    content = version.content
    if version.kind == "true_false":
        return "true" if content["answer"] else "false"
    return next(choice["key"] for choice in content["choices"] if choice["correct"])


if __name__ == "__main__":
    django.setup()
    found = {"make": make, "tell": tell, "sweep": sweep}[sys.argv[1]](*map(int, sys.argv[2:]))
    sys.stdout.write(json.dumps(found, default=str))
