"""Competences as authors choose them where nothing points to a row: by their code, the same in every database."""

from cms.api import Competence


def competence_choices() -> list[tuple[str, str]]:
    """Give (code, name with code) of all competences, by code. One query."""
    return [(one.code, str(one)) for one in Competence.objects.order_by("code")]
