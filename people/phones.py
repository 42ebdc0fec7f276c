"""Telephone numbers as people type them."""

from typing import Any

import phonenumbers
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

_CAN_RECEIVE_TEXTS = {phonenumbers.PhoneNumberType.MOBILE, phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE}


def normalise(text: str) -> str | None:
    """The number in E.164 (“+84912345678”); a number without country code is Vietnamese. None: not a mobile number.

    >>> normalise("0912 345 678"), normalise("84912345678"), normalise("12")
    ('+84912345678', '+84912345678', None)
    """
    text = text.strip()
    try:
        number = phonenumbers.parse(text, "VN")
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number) or phonenumbers.number_type(number) not in _CAN_RECEIVE_TEXTS:
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def display(phone: str) -> str:
    """The number as it is written here: “0912 345 678”; a foreign one with its country code."""
    number = phonenumbers.parse(phone, "VN")
    local = number.country_code == phonenumbers.country_code_for_region("VN")
    style = phonenumbers.PhoneNumberFormat.NATIONAL if local else phonenumbers.PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(number, style)


class PhoneField(forms.CharField):
    """A mobile number typed in any usual way; cleans to E.164, or to "" where none was given."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Mobile phone number"))
        kwargs.setdefault("widget", forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "inputmode": "tel"}))
        super().__init__(**kwargs)

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        if not text:
            return ""
        phone = normalise(text)
        if phone is None:
            raise ValidationError(_("This is not a mobile number. Enter it like 0912 345 678."), code="invalid_phone")
        return phone
