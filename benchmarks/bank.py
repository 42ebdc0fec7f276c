"""Measure the list of questions with 10,000 of them, and scoring 5,000 attempts anew.

python -m benchmarks.bank [--sqlite-only] [--items N] [--attempts N]

Each page is asked for three times in one process; the best CPU time (user + system of that process; PostgreSQL's own is
not in it) and the number of SQL statements are said. Goals: fewer than 15 statements a page of the list.
"""

import argparse
import json
import sys
import tempfile
import time
from pathlib import Path

from .site import Site, cluster

MOST_STATEMENTS = 15
SOME_WORDS = "mật khẩu điện thoại nộp hồ sơ dịch vụ công trực tuyến lừa đảo chuyển tiền tài khoản bảo vệ thông tin"
LIST = "/manage/snippets/assessments/item/"
PAGES = {
    "list": "",
    "list, last page": "?p=200",
    "search, no diacritics": "?q=mat khau 777",
    "search, nothing found": "?q=khong co dau",
    "filters": "?level=2&kind=single_choice&audience=resident&unused=yes",
    "filter by topic and search": "?topic=chủ đề 7&q=ho so",
    "filter by DigComp": "?digcomp=1.1",
}


def fill(n: int) -> None:
    """N items published at once, each with its version, a third of them in quizzes."""
    from django.utils import timezone

    from assessments.bank.authoring import content_of, digest_of, new_item
    from assessments.bank.finding import findable
    from assessments.models import Item, ItemVersion, Quiz, QuizItem
    from cms.api import Competence, load_competences

    load_competences()
    vocabulary = SOME_WORDS.split()
    competences, at, made = list(Competence.objects.all()), timezone.now(), []
    for number in range(n):
        words = [vocabulary[(number * step + step) % len(vocabulary)] for step in (1, 3, 5, 7, 11)]
        choices = [
            {"key": f"c{place}", "text": f"{word} {number}", "correct": place == 0, "feedback": ""}
            for place, word in enumerate(words[:4])
        ]
        content = {"stem": f"Câu {number}: {' '.join(words)}?", "choices": choices, "explanation": "", "picture": None}
        item = new_item(
            f"câu {number}",
            "single_choice",
            content,
            level=number % 3 + 1,
            competence=competences[number % len(competences)],
            audience=("", "resident", "officer")[number % 3],
            topic=f"chủ đề {number % 40}",
            live=True,
        )
        item.kind = "single_choice"
        item.folded = findable(item.title, item.topic, raw=[dict(one) for one in item.content.raw_data])
        made.append(item)
    Item.objects.bulk_create(made, batch_size=500)
    versions = []
    for item in made:
        kind, content = content_of(item)
        digest = digest_of(kind, content)
        versions.append(ItemVersion(item=item, number=1, kind=kind, content=content, digest=digest, frozen_at=at))
    ItemVersion.objects.bulk_create(versions, batch_size=500)
    quizzes = Quiz.objects.bulk_create(Quiz(title=f"Bài {number}") for number in range(n // 30))
    QuizItem.objects.bulk_create(
        (
            QuizItem(quiz=quiz, item=made[place * 10 + order], sort_order=order)
            for place, quiz in enumerate(quizzes)
            for order in range(10)
        ),
        batch_size=500,
    )


def sit(n: int):
    """N people hand in one quiz of ten; then the key of its first question is corrected. Gives the regrade."""
    from django.utils import timezone

    from assessments.api import AttemptRow, Quiz, record_attempts, sample_answers
    from assessments.bank.authoring import digest_of
    from assessments.models import ItemVersion
    from assessments.regrading.regrades import prepare_regrade
    from people.api import Person

    at, quiz = timezone.now(), Quiz.objects.order_by("pk").first()
    people = Person.objects.bulk_create(Person(name=f"Người {number}", created_at=at) for number in range(n))
    samples = sample_answers(quiz)
    rows = (
        AttemptRow(
            quiz=quiz,
            person=person,
            answers={item: each[number % len(each)][0] for item, each in samples.items()},
            started_at=at,
            submitted_at=at,
        )
        for number, person in enumerate(people)
    )
    record_attempts(rows)
    item = quiz.quiz_items.order_by("sort_order").first().item
    old = item.versions.get()
    content = {**old.content, "choices": [{**one, "correct": one["key"] == "c1"} for one in old.content["choices"]]}
    old_keys = [one["key"] for one in old.content["choices"]]
    for place, one in enumerate(content["choices"]):
        one["correct"], one["key"] = place == 1, old_keys[place]
    new = ItemVersion.objects.create(
        item=item,
        number=2,
        kind=old.kind,
        content=content,
        digest=digest_of(old.kind, content),
        frozen_at=at,
    )
    return prepare_regrade(item, [old], new, reason="đo", policy="replace", by=None, at=at)


def inside(n_items: int, n_attempts: int) -> None:
    """In a scratch site: everything, as one line of JSON."""
    import django

    django.setup()
    from allauth.mfa.models import Authenticator
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from people.api import User

    fill(n_items)
    user = User.objects.create(username="bench-bank", is_superuser=True, is_staff=True)
    Authenticator.objects.create(user=user, type="totp", data={"secret": "JBSWY3DPEHPK3PXP"})
    browser = Client(HTTP_HOST="localhost", raise_request_exception=True)
    browser.force_login(user)
    found: dict[str, tuple[float, int]] = {}

    def ask(name: str, path: str, *, rounds: int = 3, post: bool = False) -> None:
        times, statements = [], 0
        for _round in range(rounds):
            begun = time.process_time()
            with CaptureQueriesContext(connection) as asked:
                answer = browser.post(path) if post else browser.get(path)
            times.append(time.process_time() - begun)
            statements = len(asked)
            if answer.status_code not in (200, 303):
                raise SystemExit(f"{path}: {answer.status_code} {answer.headers.get('Location')}")
        found[name] = (min(times), statements)

    for name, query in PAGES.items():
        ask(name, LIST + query)
    made = sit(n_attempts)
    ask(f"page of a question asked {n_attempts:,} times", f"/quiz/items/{made.item_id}/")
    ask(f"dry run of {n_attempts:,} attempts", f"/quiz/regrades/{made.pk}/")
    ask(f"commit of {n_attempts:,} attempts", f"/quiz/regrades/{made.pk}/", rounds=1, post=True)
    print(json.dumps(found))


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.bank", description=__doc__.splitlines()[0])
    parser.add_argument("--sqlite-only", action="store_true", help="leave PostgreSQL out")
    parser.add_argument("--items", type=int, default=10_000)
    parser.add_argument("--attempts", type=int, default=5_000)
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.inside:
        inside(options.items, options.attempts)
        return 0
    missed = []
    with tempfile.TemporaryDirectory(prefix="bridge-bench-") as folder:

        def measure(name: str, database_url: str) -> None:
            site = Site(Path(folder) / name, database_url)
            site.folder.mkdir()
            for command in (("migrate", "--verbosity=0"), ("createcachetable",)):
                site.manage(*command)
            counts = [f"--items={options.items}", f"--attempts={options.attempts}"]
            spent = site.run("-m", "benchmarks.bank", "--inside", *counts)
            print(name)
            for page, (cpu, statements) in json.loads(spent.said.splitlines()[-1]).items():
                print(f"  {page}: {cpu:.2f} s CPU, {statements} statements", flush=True)
                if page in PAGES and statements >= MOST_STATEMENTS:
                    missed.append(f"{name}: {page}")

        measure("SQLite", "")
        if not options.sqlite_only:
            with cluster() as server:
                if server is None:
                    print("PostgreSQL was not measured: no initdb here.")
                else:
                    measure("PostgreSQL", server.database("bank"))
    print(f"goals missed: {missed or 'none'}")
    return bool(missed)


if __name__ == "__main__":
    sys.exit(main())
