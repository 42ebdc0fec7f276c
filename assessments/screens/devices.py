"""What someone answers on: in the hand or on a desk. More is neither asked nor kept."""

import re

from django.http import HttpRequest

from ..models import Device

# Of phones and tablets; iPads since 2019 say that they are Macs, and count as computers.
_HANDHELD = re.compile(r"Mobi|Android|iPhone|iPad|Tablet")


def device_of(request: HttpRequest) -> str:
    """Tell by what the browser says of itself; "": it says nothing."""
    hint = request.headers.get("Sec-CH-UA-Mobile", "")
    told = request.headers.get("User-Agent", "")
    if hint == "?1" or _HANDHELD.search(told):
        return Device.HANDHELD
    return Device.COMPUTER if told else ""
