"""The founding question bank: files of questions by competence, as items that quizzes and tests draw from."""

from collections.abc import Iterator
from pathlib import Path

from assessments.api import Item

from .questions import PUBLISHED, add_question
from .reader import HERE, ContentError, parse, question_problems

__all__ = ["load_bank", "read_bank"]


def read_bank() -> Iterator[tuple[str, str, dict]]:
    """(competence, language, question) of every file. Raises ContentError, naming the file, the question and why."""
    for path in sorted((HERE / "bank").glob("*.toml")):
        competence, language = path.stem.rsplit(".", 1)
        questions = parse(path)["items"]
        problems = [
            problem for question in questions for problem in question_problems({**question, "competence": competence})
        ]
        slugs = [question["slug"] for question in questions]
        problems += [f"two items are called {slug!r}" for slug in sorted(set(slugs)) if slugs.count(slug) > 1]
        problems += _problems_of_the_other_language(path, questions)
        if problems:
            raise ContentError(path, problems)
        yield from ((competence, language, question) for question in questions)


def _problems_of_the_other_language(path: Path, questions: list[dict]) -> Iterator[str]:
    original = path.with_name(path.name.replace(".en.toml", ".vi.toml"))
    if original == path:
        return
    known = {question["slug"]: question["kind"] for question in parse(original)["items"]}
    for question in questions:
        if known.get(question["slug"]) != question["kind"]:
            yield f"item {question['slug']}: {original.name} has no such question of this kind"


def load_bank() -> int:
    """Publish the questions that are not there yet; returns how many. What exists is left alone: the CMS owns it."""
    known = set(Item.objects.values_list("title", "language"))
    wanted = [
        (_title(competence, question), question, language, competence)
        for competence, language, question in read_bank()
        if question["kind"] in PUBLISHED
    ]
    missing = [one for one in wanted if (one[0], one[2]) not in known]
    for title, question, language, competence in missing:
        add_question(title, question, language, competence=competence)
    return len(missing)


def _title(competence: str, question: dict) -> str:
    return f"{competence} {question['topic']}: {question['slug']}"
