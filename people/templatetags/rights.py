"""What a page may offer to whoever looks at it."""

from django import template

from ..access import Action, may

register = template.Library()


@register.simple_tag
def actions_of(user) -> frozenset[str]:
    """The names of all actions for which the user has a right with anything at all. At most one query a user object."""
    return frozenset(action.value for action in Action if may(user, action))
