"""Who: the only module of `people` that other packages import."""

from .models import Organisation, Person, Role, User

__all__ = ["Organisation", "Person", "Role", "User"]
