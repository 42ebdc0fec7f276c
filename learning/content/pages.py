"""Make pages, items and quizzes of course files. What exists already is left alone: from then on the CMS owns it."""

import json
import uuid
from pathlib import Path

from django.core.files.images import ImageFile

from assessments.api import Item, Quiz, QuizItem
from cms.api import Competence, SiteImage
from courses.api import CoursePage, LessonPage

from .questions import add_question
from .reader import pictures_of, read_course

__all__ = ["load_course"]

_SPACE = uuid.UUID("6f1f1d5e-6c3c-4b0e-9a55-0a8d9a1c7b11")


def _id(*names) -> str:
    """The same id each time for the same place in a course, in every language: activity keys rest on it."""
    return str(uuid.uuid5(_SPACE, "/".join(str(name) for name in names)))


def load_course(folder: Path, indexes: dict) -> list[CoursePage]:
    """Publish the course in each language it is written in, below `indexes[language]`; returns what was made."""
    made = []
    for language, index in indexes.items():
        data = read_course(folder, language)
        key = _id(folder.name)
        if data is None or CoursePage.objects.filter(translation_key=key, locale=index.locale).exists():
            continue
        pictures = _pictures(folder, data)
        course = _course(index, data, key, pictures)
        lessons = [
            _lesson(course, lesson, pictures, name=(folder.name, number))
            for number, lesson in enumerate(data["lessons"])
        ]
        pages = {lesson["slug"]: page for lesson, page in zip(data["lessons"], lessons, strict=True)}
        items = [
            add_question(
                f"{folder.name}: {item['slug']}",
                {"audience": data["audience"], **item},
                language,
                competence=item["competence"],
                lesson=pages[item["lesson"]],
            )
            for item in data["quiz"]["items"]
        ]
        _add_quiz(lessons[-1], data["quiz"], items, language, block_id=_id(folder.name, "quiz"))
        # Published last, so that its activities are complete from the first moment.
        course.save_revision().publish()
        made.append(course)
    return made


def _pictures(folder: Path, data: dict) -> dict[str, SiteImage]:
    pictures = {}
    for name, alt in pictures_of(data):
        title = f"{folder.name}/{name}"
        image = SiteImage.objects.filter(title=title).first()
        if image is None:
            with (folder / name).open("rb") as file:
                image = SiteImage(
                    title=title, description=alt[:255], file=ImageFile(file, name=f"{folder.name}-{name}")
                )
                image.save()
        pictures[name] = image
    return pictures


def _course(index, data: dict, key: str, pictures: dict) -> CoursePage:
    course = CoursePage(
        title=data["title"],
        slug=data["slug"],
        locale=index.locale,
        translation_key=key,
        introduction=data["summary"],
        audience=data["audience"],
        need=data["need"],
        picture=pictures[data["cover"]],
        outcomes=[("outcome", text) for text in data["outcomes"]],
    )
    index.add_child(instance=course)
    course.competences.set(Competence.objects.filter(code__in=data["competences"]))
    course.save()
    return course


def _lesson(course: CoursePage, lesson: dict, pictures: dict, *, name: tuple) -> LessonPage:
    blocks = [{**_block(block, pictures), "id": _id(*name, number)} for number, block in enumerate(lesson["blocks"])]
    page = LessonPage(
        title=lesson["title"],
        slug=lesson["slug"],
        locale=course.locale,
        translation_key=_id(*name),
        introduction=lesson["summary"],
        minutes=lesson["minutes"],
        body=_stored(LessonPage.body.field, blocks),
    )
    course.add_child(instance=page)
    page.save_revision().publish()
    return page


def _items(values) -> list[dict]:
    """Values as the stored form of a ListBlock."""
    return [{"type": "item", "id": str(uuid.uuid4()), "value": value} for value in values]


def _block(block: dict, pictures: dict) -> dict:
    """A block of the file in the stored form of our StreamField."""
    kind = block["type"]
    value = {
        "text": lambda: block["html"],
        "image": lambda: {
            "image": pictures[block["image"]].pk,
            "alt": block["alt"],
            "caption": block.get("caption", ""),
        },
        "steps": lambda: {"title": block["title"], "steps": _items(_step(step, pictures) for step in block["steps"])},
        "callout": lambda: {"tone": block["tone"], "title": block["title"], "text": block["html"]},
        "accordion": lambda: {
            "sections": _items({"title": part["title"], "text": part["html"]} for part in block["sections"])
        },
        "quick_check": lambda: {"question": block["question"], "choices": _items(block["choices"])},
    }[kind]()
    return {"type": "picture" if kind == "image" else kind, "value": value}


def _step(step: dict, pictures: dict) -> dict:
    image = pictures[step["image"]].pk if step.get("image") else None
    return {"text": step["text"], "image": image, "alt": step.get("alt", "")}


def _stored(field, blocks: list[dict]):
    """Stored blocks as the value of a StreamField."""
    return field.to_python(json.dumps(blocks))


def _add_quiz(lesson: LessonPage, quiz: dict, items: list[Item], language: str, *, block_id: str) -> None:
    row = Quiz(
        title=quiz["title"],
        introduction=quiz.get("intro", ""),
        pass_mark=quiz["pass_mark"],
        attempts_allowed=quiz["attempts_allowed"],
        language=language,
        quiz_items=[QuizItem(item=item, sort_order=place) for place, item in enumerate(items)],
    )
    row.save()
    row.save_revision().publish()
    block = {"type": "quiz", "id": block_id, "value": {"quiz": row.pk, "required": True}}
    lesson.body = _stored(LessonPage.body.field, [*lesson.body.get_prep_value(), block])
    lesson.save_revision().publish()
