"""Tags of questions that can be heard."""

from django import template

from assessments.screens.words import read_aloud

register = template.Library()
register.filter("read_aloud", read_aloud)
