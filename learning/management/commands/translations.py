"""Collect the site's texts into locale/, compile them, and refuse what is missing.

Django's own makemessages needs GNU gettext on the machine, guesses ("fuzzy") and stamps dates into the files; this one
needs only Babel, never guesses, and writes the same bytes for the same texts.
"""

import io
import re
import tokenize
import unicodedata
import warnings
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation.template import templatize

LOCALES = ("vi", "en")
# The msgids are English, so English needs no translator.
SOURCE_LOCALE = "en"
TEMPLATE_SUFFIXES = {".html", ".txt", ".xml"}
KEYWORDS: dict[str, tuple[Any, ...] | None] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
PLACEHOLDER = re.compile(r"%\((\w+)\)[a-z]|%([sd])|\{(\w*)\}")


class Text(NamedTuple):
    """One gettext call: what it says, where, and what the programmer tells the translator."""

    id: str | tuple[str, ...]
    context: str | None
    file: str
    comments: tuple[str, ...] = ()

    @property
    def key(self) -> tuple[str, str | None]:
        """gettext finds a text by its singular and context."""
        return (self.id if isinstance(self.id, str) else self.id[0], self.context)


def texts_in_python(source: str, file: str) -> Iterator[Text]:
    """Every text that the Python source hands to gettext.

    >>> [text.id for text in texts_in_python('x = _("Yes"), ngettext("%(n)s day", "%(n)s days", n)', "x.py")]
    ['Yes', ('%(n)s day', '%(n)s days')]
    """
    found = extract("python", io.BytesIO(source.encode()), keywords=KEYWORDS, comment_tags=("Translators:",))
    for _line, ids, comments, context in found:
        yield Text(tuple(ids) if isinstance(ids, list | tuple) else ids, context, file, tuple(comments))


def texts_in_template(source: str, file: str) -> Iterator[Text]:
    """Every text that the Django template translates.

    >>> block = "{% blocktranslate count n=n %}{{ n }} day{% plural %}{{ n }} days{% endblocktranslate %}"
    >>> [text.id for text in texts_in_template('  {% if x %}{% translate "Yes" %}\\n' + block, "x.html")]
    ['Yes', ('%(n)s day', '%(n)s days')]
    """
    # The result only looks like Python: its indentation means nothing. Inside brackets Python ignores it.
    python = f"(\n{templatize(source, origin=file)}\n)"
    try:
        yield from texts_in_python(python, file)
    except (tokenize.TokenError, SyntaxError) as problem:
        raise CommandError(f"{file}: its texts cannot be read ({problem}).") from problem


def source_files(root: Path) -> Iterator[Path]:
    """Our Python files and templates, in a fixed order; tests, migrations and what was installed left out."""
    packages = [path.parent for path in sorted(root.glob("*/__init__.py")) if path.parent.name != "tests"]
    for package in packages:
        yield from (path for path in sorted(package.rglob("*.py")) if "migrations" not in path.parts)
    for folder in (root, *packages):
        found = sorted((folder / "templates").rglob("*"))
        yield from (path for path in found if path.suffix in TEMPLATE_SUFFIXES)


def collect(root: Path) -> list[Text]:
    """Every text of the project."""
    found: list[Text] = []
    for path in source_files(root):
        read = texts_in_python if path.suffix == ".py" else texts_in_template
        with warnings.catch_warnings():
            # A comment for translators in mid-line is dropped by Django; nothing is wrong with the text.
            warnings.simplefilter("ignore")
            found.extend(read(path.read_text(encoding="utf-8"), path.relative_to(root).as_posix()))
    return found


def updated(old: Catalog, texts: Iterable[Text]) -> Catalog:
    """A catalogue of exactly these texts with the old one's translations.

    Translations of texts that are gone stay as obsolete entries: a text that comes back, or stands on another branch,
    finds its translation again.
    """
    new = empty_catalog(str(old.locale))
    # Where one place has a plural and another not, gettext knows one entry: the one with the plural.
    for text in sorted(texts, key=lambda text: isinstance(text.id, str)):
        known = new.get(*text.key)
        ids = known.id if known else text.id
        new.add(ids, locations=[(text.file, None)], auto_comments=text.comments, context=text.context)
    kept = [*entries(old), *old.obsolete.values()]
    for message in kept:
        there = new.get(singular(message), message.context)
        if there is None and any(forms(message)):
            new.obsolete[singular(message), message.context] = message
        elif there is not None and not any(forms(there)):
            there.string = fitted(message, there, new.num_plurals)
    if str(new.locale) == SOURCE_LOCALE:
        for message in entries(new):
            if not any(forms(message)):
                message.string = message.id
    return new


def fitted(old: Message, new: Message, n_plurals: int) -> str | tuple[str, ...]:
    """The old translation in the shape the new entry needs; a text that got a plural keeps what it had."""
    had = forms(old)
    if not new.pluralizable:
        return had[0]
    return tuple((had + [""] * n_plurals)[:n_plurals])


def problems(catalog: Catalog, texts: Iterable[Text]) -> list[str]:
    """What is wrong with a catalogue for these texts, one sentence each; empty: it is complete."""
    found = []
    for text in {text.key: text for text in sorted(texts, key=lambda text: text.file)}.values():
        message = catalog.get(*text.key)
        if message is None:
            found.append(f"missing: {text.key[0]!r} ({text.file}); run `make translations`")
        elif isinstance(text.id, tuple) and not message.pluralizable:
            found.append(f"plural missing: {text.key[0]!r} ({text.file}); run `make translations`")
        elif message.fuzzy or not all(forms(message)):
            found.append(f"not translated: {text.key[0]!r} ({text.file})")
    for message in entries(catalog):
        found.extend(problems_of(message))
    return found


def problems_of(message: Message) -> Iterator[str]:
    """Placeholders that do not match, and letters composed in two ways, in one entry."""
    ids = list(message.id) if isinstance(message.id, list | tuple) else [message.id]
    for number, form in enumerate(forms(message)):
        # A language without plural has one form, used for all numbers: it must match the plural.
        last = number == len(forms(message)) - 1
        wanted, given = placeholders(ids[-1 if last else 0]), placeholders(form)
        if form and given != wanted:
            yield f"placeholders {sorted(given)} instead of {sorted(wanted)}: {singular(message)!r}"
    for text in [*ids, *forms(message)]:
        if not unicodedata.is_normalized("NFC", text):
            yield f"not in Unicode form NFC: {text!r}"


def placeholders(text: str) -> set[str]:
    """What is filled in, in either notation.

    >>> sorted(placeholders("%(name)s, 5 %% of {total}, %s"))
    ['name', 's', 'total']
    """
    return {a or b or c for a, b, c in PLACEHOLDER.findall(text.replace("%%", ""))}


def entries(catalog: Catalog) -> list[Message]:
    """All entries but the header."""
    return [message for message in catalog if message.id]


def forms(message: Message) -> list[str]:
    return list(message.string) if isinstance(message.string, list | tuple) else [message.string or ""]


def singular(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def empty_catalog(locale: str) -> Catalog:
    return Catalog(locale=locale, domain="django", charset="utf-8", fuzzy=False)


def po_text(catalog: Catalog) -> str:
    """The .po file: sorted, with file names but no line numbers, so that an edit elsewhere changes nothing here."""
    body = io.BytesIO()
    write_po(body, catalog, width=110, omit_header=True, sort_output=True, include_lineno=False)
    header = [
        f"Language: {catalog.locale}",
        "MIME-Version: 1.0",
        "Content-Type: text/plain; charset=UTF-8",
        "Content-Transfer-Encoding: 8bit",
        f"Plural-Forms: {catalog.plural_forms}",
    ]
    lines = "".join(f'"{line}\\n"\n' for line in header)
    return f'msgid ""\nmsgstr ""\n{lines}\n{body.getvalue().decode().strip()}\n'


def po_path(root: Path, locale: str) -> Path:
    return root / "locale" / locale / "LC_MESSAGES" / "django.po"


def read(root: Path, locale: str) -> Catalog:
    """The catalogue as it is on disk; an empty one where there is none yet."""
    path = po_path(root, locale)
    if not path.exists():
        return empty_catalog(locale)
    with path.open("rb") as file:
        return read_po(file, locale=locale, domain="django", charset="utf-8", abort_invalid=True)


def catalogues(root: Path) -> list[Path]:
    """Every .po file of ours: of our own texts, and of the words of Wagtail's editor, which are kept by hand."""
    return sorted((root / "locale").glob("**/LC_MESSAGES/*.po"))


def all_problems(root: Path) -> list[str]:
    """What is wrong in either catalogue; empty: every text of the site can be shown in both languages."""
    texts = collect(root)
    return [f"{locale}: {problem}" for locale in LOCALES for problem in problems(read(root, locale), texts)]


class Command(BaseCommand):
    help = __doc__
    # It must work while a half-written model or address stops everything else.
    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument("action", choices=["update", "compile", "check"])

    def handle(self, *, action, **options):
        {"update": self.update, "compile": self.compile, "check": self.refuse_gaps}[action](settings.ROOT)

    def update(self, root: Path) -> None:
        texts = collect(root)
        for locale in LOCALES:
            catalog = updated(read(root, locale), texts)
            path = po_path(root, locale)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(po_text(catalog), encoding="utf-8")
            n_open = sum(not all(forms(message)) for message in entries(catalog))
            self.stdout.write(f"{path.relative_to(root)}: {len(entries(catalog))} texts, {n_open} not translated")

    def compile(self, root: Path) -> None:
        for path in catalogues(root):
            with path.open("rb") as source, path.with_suffix(".mo").open("wb") as file:
                write_mo(file, read_po(source, locale=path.parts[-3], charset="utf-8", abort_invalid=True))

    def refuse_gaps(self, root: Path) -> None:
        found = all_problems(root)
        if found:
            raise CommandError("\n".join([*found, f"{len(found)} problems in the translations"]))
        self.stdout.write("Both catalogues are complete.")
