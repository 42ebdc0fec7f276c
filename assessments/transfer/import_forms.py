"""The forms of bringing questions in and taking them out."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _

from cms.api import Competence

from ..blocks import ItemStream
from ..models import Item, Quiz
from .exchange_words import kind_name
from .question_imports import MAX_BYTES, MAX_FILES

_AS_THEY_SAY = _("As each question says")


class _ManyFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class _FilesField(forms.FileField):
    widget = _ManyFiles

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        files = data if isinstance(data, list | tuple) else [data]
        # An empty file is told by its name, so each is looked at by itself.
        return [super(_FilesField, self).clean(file, initial) for file in files or [None]]


class UploadForm(forms.Form):
    """One or several question files."""

    files = _FilesField(
        label=_("Question files"),
        allow_empty_file=True,
        error_messages={"required": _("Choose a file first.")},
        help_text=_("GIFT, Aiken, Moodle XML, QTI, Common Cartridge, H5P or our spreadsheet. 30 MB together at most."),
    )

    def clean_files(self) -> list[UploadedFile]:
        files: list[UploadedFile] = self.cleaned_data["files"]
        for file in files:
            if not file.size:
                raise ValidationError(_("“%(name)s” is empty. Save it again, then choose it.") % {"name": file.name})
        if len(files) > MAX_FILES:
            raise ValidationError(_("Choose at most %(n)d files at a time.") % {"n": MAX_FILES})
        size = sum(file.size or 0 for file in files)
        if size > MAX_BYTES:
            sizes = {"size": filesizeformat(size), "most": filesizeformat(MAX_BYTES)}
            raise ValidationError(
                _("These files have %(size)s together; at most %(most)s can be read at a time. Divide them.") % sizes
            )
        return files


def _with_any(choices: Iterable[Any], label: Any) -> list[Any]:
    return [("", label), *[(value, name) for value, name in choices if value != ""]]


class AddForm(forms.Form):
    """What is set for all questions of an import; what is left empty is as each question says."""

    language = forms.ChoiceField(label=_("Language"), required=False)
    audience = forms.ChoiceField(label=_("For"), required=False)
    level = forms.ChoiceField(label=_("Difficulty"), required=False)
    competence = forms.ModelChoiceField(
        queryset=Competence.objects.none(), label=_("Competence"), required=False, empty_label=_("None")
    )
    topic = forms.CharField(
        label=_("Topic"),
        required=False,
        max_length=60,
        help_text=_("Leave it empty to keep the category of each question as its topic."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices_of = {name: Item._meta.get_field(name).choices or [] for name in ("language", "audience", "level")}
        self.fields["language"].choices = _with_any(choices_of["language"], _AS_THEY_SAY)  # type: ignore[attr-defined]
        self.fields["audience"].choices = _with_any(choices_of["audience"], _("everyone"))  # type: ignore[attr-defined]
        self.fields["level"].choices = _with_any(choices_of["level"], _("easy"))  # type: ignore[attr-defined]
        self.fields["competence"].queryset = Competence.objects.all()  # type: ignore[attr-defined]

    def wish(self) -> dict[str, Any]:
        """Give the fields of Item that were set, as JSON holds them."""
        found = {name: self.cleaned_data[name] for name in ("language", "audience", "topic")}
        if self.cleaned_data["level"]:
            found["level"] = int(self.cleaned_data["level"])
        if self.cleaned_data["competence"]:
            found["competence_id"] = self.cleaned_data["competence"].pk
        return {name: value for name, value in found.items() if value}


class ExportForm(forms.Form):
    """Which questions of the bank, in which format; sent by GET."""

    kind = forms.ChoiceField(label=_("Kind"), required=False)
    level = forms.ChoiceField(label=_("Difficulty"), required=False)
    competence = forms.ModelChoiceField(
        queryset=Competence.objects.none(), label=_("Competence"), required=False, empty_label=_("Any")
    )
    topic = forms.CharField(label=_("Topic"), required=False, max_length=60)
    language = forms.ChoiceField(label=_("Language"), required=False)
    quiz = forms.ModelChoiceField(
        queryset=Quiz.objects.none(), label=_("In the quiz"), required=False, empty_label=_("Any")
    )
    format = forms.ChoiceField(
        label=_("File format"),
        required=False,
        choices=[
            ("xlsx", _("Our spreadsheet (XLSX)")),
            ("moodle_xml", _("Moodle XML")),
            ("gift", _("GIFT")),
            ("qti3", _("QTI 3.0")),
        ],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [(kind, kind_name(kind)) for kind in ItemStream.base_blocks]
        self.fields["kind"].choices = _with_any(kinds, _("Any"))  # type: ignore[attr-defined]
        for name in ("level", "language"):
            choices = Item._meta.get_field(name).choices or []
            self.fields[name].choices = _with_any(choices, _("Any"))  # type: ignore[attr-defined]
        self.fields["competence"].queryset = Competence.objects.all()  # type: ignore[attr-defined]
        self.fields["quiz"].queryset = Quiz.objects.order_by("title")  # type: ignore[attr-defined]
