"""Renders a bound Django field with the classes and ties to hint and error that govuk-frontend expects."""

from django import forms, template
from django.forms.boundfield import BoundField
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

register = template.Library()

_CLASSES = {
    forms.Textarea: "govuk-textarea",
    forms.Select: "govuk-select",
    forms.FileInput: "govuk-file-upload",
}


@register.filter
def kind_of(field: BoundField) -> str:
    """Which of the component's shapes fits: radios, checkboxes, checkbox, dates, hidden or input."""
    widget = field.field.widget
    if widget.is_hidden:
        return "hidden"
    if isinstance(widget, forms.CheckboxSelectMultiple):
        return "checkboxes"
    if isinstance(widget, forms.RadioSelect):
        return "radios"
    if isinstance(widget, forms.CheckboxInput):
        return "checkbox"
    return "input"


@register.filter
def control(field: BoundField) -> SafeString:
    """The input itself, tied to its hint and error for screen readers."""
    widget = field.field.widget
    name = next((name for kind, name in _CLASSES.items() if isinstance(widget, kind)), "govuk-input")
    if kind_of(field) == "checkbox":
        name = "govuk-checkboxes__input"
    widget.attrs.pop("placeholder", None)  # allauth's repeat the label, vanish while typing, and are pale
    error = f" {name}--error" if field.errors and name != "govuk-checkboxes__input" else ""
    return field.as_widget(attrs={"class": name + error, **described_by(field)})


def described_by(field: BoundField) -> dict[str, str]:
    """The aria-describedby of the field: its hint and its error, where there are such."""
    ids = [f"{field.auto_id}-hint"] if field.help_text else []
    ids += [f"{field.auto_id}-error"] if field.errors else []
    return {"aria-describedby": " ".join(ids)} if ids else {}


@register.filter
def described_by_pairs(field: BoundField) -> list[tuple[str, str]]:
    """The same for a fieldset, as attributes to write."""
    return list(described_by(field).items())


@register.filter
def in_summary(error: str, field: BoundField) -> str:
    """An error as the summary says it: far from its field, "fill this in" must say what."""
    return f"{field.label}: {error}" if error == _("This field is required.") else error


@register.filter
def first_id(field: BoundField) -> str:
    """Where the error summary's link goes: the input, or the first of its choices."""
    if kind_of(field) in {"radios", "checkboxes"}:
        choices = field.subwidgets
        return choices[0].id_for_label if choices else field.auto_id
    return field.id_for_label
