"""The rules of the house that no type or framework checks. A rule that is wrong is changed here, with its reason."""

import ast
import doctest
import importlib
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import models
from django.template.loader import get_template

from learning.management.commands.translations import all_problems

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = sorted(path.parent.name for path in ROOT.glob("*/apps.py"))
# Made by a command, not by us.
FOREIGN = {".git", ".venv", "node_modules", "static_build", "staticfiles", "var", "__pycache__", "results"}
FILE_CAP, FUNCTION_CAP = 400, 60

# Text and date fields that say nothing about a person: in `people` all fields, elsewhere those with a telling name.
TELLING = re.compile(r"(^|_)(name|text|email|phone|contact|address|birth|gender)(_|$)")
NOT_PERSONAL = {
    "cms.Competence": {"name", "name_en", "digcomp_name"},
    "cms.SiteSettings": {"name"},
    "people.AuditEntry": {"at", "action", "detail"},  # detail: codes and field names, never values
    "people.Consent": {"purpose", "at", "wording"},  # linked to a person, and erased with the link
    "people.Membership": {"valid_from", "valid_to"},
    "people.Organisation": {"code", "name", "valid_from", "valid_to"},
    "people.OutboxMessage": {"at"},
    "people.Person": {"kind", "language", "created_at", "erased_at", "pseudonym"},  # pseudonym: random
    "people.RoleGrant": {"role", "granted_at", "ended_at"},
    "people.User": {"date_joined"},
    "places.Area": {"name"},
}
HARMLESS_TYPES = (models.AutoField, models.BooleanField, models.ForeignKey, models.ManyToManyField)


def our_files(*suffixes):
    for folder, folders, names in os.walk(ROOT):
        folders[:] = sorted(set(folders) - FOREIGN - {name for name in folders if name.endswith("_cache")})
        yield from (Path(folder, name) for name in sorted(names) if name.endswith(suffixes))


def our_python():
    for path in our_files(".py"):
        if "migrations" not in path.parts and path.relative_to(ROOT).parts[0] != "tests":
            yield path


def where(path, line=None):
    return f"{path.relative_to(ROOT)}" + (f":{line}" if line else "")


def our_models():
    return [model for package in PACKAGES for model in apps.get_app_config(package).get_models()]


def doors():
    return [
        f"{name}.{door}" for name in PACKAGES for door in ("api", "frames") if (ROOT / name / f"{door}.py").exists()
    ]


def test_imports_keep_the_contracts():
    # PATH may name another project's tool; this interpreter's is the pinned one.
    tool = Path(sys.executable).parent / "lint-imports"
    done = subprocess.run([tool, "--no-logo"], cwd=ROOT, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.django_db
def test_no_migration_is_missing():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_files_are_short_enough_to_read():
    lengths = {where(path): len(path.read_text(encoding="utf-8").splitlines()) for path in our_python()}

    assert {name: length for name, length in lengths.items() if length > FILE_CAP} == {}


def test_functions_are_short_enough_to_read():
    lengths = {
        f"{where(path, node.lineno)} {node.name}": node.end_lineno - node.lineno + 1
        for path in our_python()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }

    assert {name: length for name, length in lengths.items() if length > FUNCTION_CAP} == {}


@pytest.mark.parametrize("name", doors())
def test_door_says_what_it_offers(name):
    door = importlib.import_module(name)

    assert door.__doc__
    assert len(door.__all__) == len(set(door.__all__))
    assert [name for name in door.__all__ if needs_docstring(getattr(door, name))] == []


def needs_docstring(thing):
    # The members of a list of choices speak for themselves, and constants stand beside their comment.
    is_ours = getattr(thing, "__module__", "").split(".")[0] in PACKAGES
    is_choices = isinstance(thing, type) and issubclass(thing, models.Choices)
    return is_ours and callable(thing) and not is_choices and not thing.__doc__


def test_views_hooks_and_blocks_leave_queries_to_the_domain():
    shows = {"views", "wagtail_hooks", "blocks"}
    found = [
        where(path, node.lineno)
        for path in our_python()
        # help_views and report_views are views, too.
        if shows & {path.stem.rpartition("_")[2], path.stem, path.parent.name}
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and node.attr in {"objects", "_default_manager", "_base_manager"}
    ]

    assert found == []


def undecided_fields(model):
    """Fields that may hold something about a person, and that neither the model nor this file has an answer for."""
    answered = {*getattr(model, "PERSONAL", ()), *NOT_PERSONAL.get(model._meta.label, ())}
    for field in model._meta.local_fields:
        if isinstance(field, HARMLESS_TYPES) or field.name in answered:
            continue
        textual = isinstance(field, models.CharField | models.TextField | models.JSONField)
        if model._meta.app_label == "people" or (textual and TELLING.search(field.name)):
            yield f"{model._meta.label}.{field.name}"


def test_every_field_about_people_is_marked_personal_or_not():
    assert [name for model in our_models() for name in undecided_fields(model)] == []


def test_marks_name_fields_that_exist():
    known = {model._meta.label: {field.name for field in model._meta.get_fields()} for model in our_models()}
    marks = {**NOT_PERSONAL}
    for model in our_models():
        marks[model._meta.label] = {*marks.get(model._meta.label, ()), *getattr(model, "PERSONAL", ())}

    assert {label: gone for label, names in marks.items() if (gone := names - known.get(label, set()))} == {}


def test_every_template_compiles():
    folders = [ROOT / "templates", *(ROOT / package / "templates" for package in PACKAGES)]
    paths = [(folder, path) for folder in folders for path in sorted(folder.rglob("*")) if path.is_file()]
    assert paths

    for folder, path in paths:
        get_template(path.relative_to(folder).as_posix())


def test_translated_texts_are_marked_by_names_that_the_collector_knows():
    # Under another name (`gettext as _now`) a text is shown in English, and no list says that it is missing.
    alias = re.compile(r"\bn?p?gettext(?:_lazy|_noop)? as (\w+)")

    unknown = {where(path): set(alias.findall(path.read_text())) - {"_"} for path in our_python()}

    assert {place: names for place, names in unknown.items() if names} == {}


def test_translations_are_complete():
    assert all_problems(ROOT) == []


def test_examples_in_docstrings_hold():
    modules = {where(path)[: -len(".py")].replace("/", ".") for path in our_python() if path.parts[-2] != "scripts"}
    with_examples = [name for name in sorted(modules) if ">>> " in (ROOT / f"{name.replace('.', '/')}.py").read_text()]
    assert with_examples

    failed = {name: doctest.testmod(importlib.import_module(name)).failed for name in with_examples}

    assert {name: number for name, number in failed.items() if number} == {}


def wanted_packages():
    """The names in requirements*.in and package.json, without versions and extras."""
    for path in sorted(ROOT.glob("requirements*.in")):
        lines = (line.split("#")[0].strip() for line in path.read_text().splitlines())
        yield from (re.match(r"[\w.-]+", line)[0] for line in lines if line and not line.startswith("-"))
    package = json.loads((ROOT / "package.json").read_text())
    yield from {**package.get("dependencies", {}), **package.get("devDependencies", {})}


def test_every_dependency_has_its_reason_and_every_reason_its_dependency():
    text = (ROOT / "docs/dependencies.md").read_text(encoding="utf-8")
    explained = re.findall(r"^\| `([^`]+)` \|", text, re.MULTILINE)

    assert sorted(set(explained), key=str.lower) == sorted(set(wanted_packages()), key=str.lower)


# Put together here, so that this file does not find itself.
UNWANTED = {
    "unfinished work without an issue number": re.compile("TO" + r"DO(?! ?\(?#\d)|FIX" + "ME|XX" + "X"),
    "a path of somebody's machine": re.compile(
        r"(?<![\w.~-])/(?:ro" + r"ot|ho" + r"me/\w+|wo" + r"rk|Us" + r"ers/\w+)/\w"
    ),
    "a package registry's address": re.compile(
        "registry\\.np" + "mjs|pythonho" + "sted|pypi\\.o" + "rg/simple|artif" + "actory"
    ),
}
TEXT_SUFFIXES = (".py", ".md", ".toml", ".txt", ".in", ".json", ".html", ".js", ".mjs", ".scss", ".svg", ".po", ".yaml")


@pytest.mark.parametrize("what", UNWANTED)
def test_repository_holds_no(what):
    paths = [*our_files(*TEXT_SUFFIXES), ROOT / "Makefile", ROOT / ".npmrc", ROOT / ".importlinter", ROOT / ".ci/run"]
    found = [
        where(path, number)
        for path in paths
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if UNWANTED[what].search(line)
    ]

    assert found == []
