"""The frame that courses stand in: first pages, standard pages, news, menus, roles, moderation."""

import json
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.models import Group, Permission
from wagtail.models import (
    Collection,
    GroupApprovalTask,
    GroupCollectionPermission,
    GroupPagePermission,
    Locale,
    Page,
    Site,
    Workflow,
    WorkflowContentType,
    WorkflowPage,
    WorkflowTask,
)

from assessments.api import Item, Quiz
from cms.api import HomePage, NewsIndexPage, NewsPage, SiteSettings, StandardPage
from courses.api import CourseIndexPage

from .reader import course_folders, read_course, read_site

__all__ = ["add_task_cards", "load_site", "set_up_roles"]

_WORDS = {
    "vi": {
        "courses": ("Khóa học", "khoa-hoc", "Chọn việc bạn muốn làm được. Mỗi bài chỉ vài phút."),
        "news": ("Tin tức", "tin-tuc", "Tin mới về việc học kỹ năng số trong tỉnh."),
        "figures": "Xem xã, phường mình học tới đâu",
        "owner": "Tỉnh Đồng Tháp",
    },
    "en": {
        "courses": ("Courses", "courses", "Choose what you want to be able to do. Each lesson takes a few minutes."),
        "news": ("News", "news", "News about learning digital skills in the province."),
        "figures": "See how far your commune has come",
        "owner": "Đồng Tháp province",
    },
}
_ICONS = {
    "phone": "phone",
    "public_services": "form",
    "payment": "money",
    "safety": "shield",
    "hotline": "headset",
    "office": "office",
}


def load_site() -> dict[str, CourseIndexPage]:
    """Make what is missing of the site's frame; returns the catalogue by language. Repeating it changes nothing."""
    indexes, original = {}, None
    for language, _name in settings.LANGUAGES:
        locale, _made = Locale.objects.get_or_create(language_code=language)
        words = read_site(language)
        home = _home(locale, words["home"], original)
        if original is None:
            original = home
            # Once: what an operator has changed since is right.
            if not Site.objects.filter(is_default_site=True, root_page=home).exists():
                _site(home)
        indexes[language] = _child(home, CourseIndexPage, _WORDS[language]["courses"], "courses")
        news = _child(home, NewsIndexPage, _WORDS[language]["news"], "news")
        for number, one in enumerate(words["news"]):
            _child(news, NewsPage, (one["title"], one["slug"], one["intro"]), f"news-{number}", html=one["html"])
        for one in words["pages"]:
            _child(home, StandardPage, (one["title"], one["slug"], one["intro"]), one["key"], html=one["html"])
    return indexes


def _home(locale, words: dict, original) -> HomePage:
    home = HomePage.objects.filter(locale=locale).first()
    if home is None:
        root = Page.get_first_root_node()
        home = HomePage(
            title=words["title"], slug=f"home-{locale.language_code}", introduction=words["lead"], locale=locale
        )
        if original is not None:
            home.translation_key = original.translation_key
        root.add_child(instance=home)
        home.save_revision().publish()
    return home


def _site(home: HomePage) -> None:
    welcome = Page.objects.filter(depth=2, content_type__model="page").first()
    address = urlsplit(settings.SITE_URL)
    Site.objects.update_or_create(
        is_default_site=True,
        defaults={
            "hostname": address.hostname,
            "port": address.port or (443 if address.scheme == "https" else 80),
            "root_page": home,
            "site_name": settings.WAGTAIL_SITE_NAME,
        },
    )
    if welcome is not None:  # Wagtail's own example page
        welcome.delete()
    SiteSettings.objects.get_or_create(
        site=Site.objects.get(is_default_site=True), defaults={"owner": _WORDS["vi"]["owner"]}
    )


def _child(parent, model, words: tuple[str, str, str], name: str, *, html: str = ""):
    """The page with this slug below the parent, made where it is missing; the catalogue and standard pages in menus."""
    title, slug, introduction = words
    page = model.objects.child_of(parent).filter(slug=slug).first()
    if page is None:
        page = model(title=title, slug=slug, introduction=introduction, locale=parent.locale)
        page.show_in_menus = model in (CourseIndexPage, StandardPage)
        if html:
            page.body = model.body.field.to_python(json.dumps([{"type": "text", "value": html}]))
        twin = _twin(parent, model, name)
        if twin is not None:
            page.translation_key = twin.translation_key
        parent.add_child(instance=page)
        page.save_revision().publish()
    return page


def _twin(parent, model, name: str):
    """The page of the same place in the first language, so that the two know each other."""
    if parent.locale.language_code == settings.LANGUAGE_CODE:
        return None
    words = read_site(settings.LANGUAGE_CODE)
    slugs = {"courses": _WORDS["vi"]["courses"][1], "news": _WORDS["vi"]["news"][1]}
    slugs |= {one["key"]: one["slug"] for one in words["pages"]}
    slugs |= {f"news-{number}": one["slug"] for number, one in enumerate(words["news"])}
    return model.objects.filter(slug=slugs[name], locale__language_code=settings.LANGUAGE_CODE).first()


def add_task_cards(indexes: dict[str, CourseIndexPage]) -> None:
    """Fill an empty first page with one card a course: what people want to do."""
    for language, index in indexes.items():
        home = index.get_parent().specific
        if home.tasks:
            continue
        cards = []
        for folder in course_folders():
            data = read_course(folder, language)
            page = index.get_children().live().filter(slug=data["slug"]).first() if data else None
            if page is not None:
                cards.append(
                    ("task", {"want": data["want"], "icon": data.get("icon", _ICONS[data["need"]]), "page": page})
                )
        home.tasks = cards
        home.save_revision().publish()


_PAGE_RIGHTS = {
    "Trainers": ["add_page", "change_page"],
    "Moderators": ["add_page", "change_page", "publish_page", "lock_page", "unlock_page"],
    "Administrators": ["add_page", "change_page", "publish_page", "lock_page", "unlock_page", "bulk_delete_page"],
}
_ITEM_RIGHTS = {
    "Trainers": ["add", "change", "view"],
    "Moderators": ["add", "change", "view", "publish", "lock", "unlock"],
    "Administrators": ["add", "change", "view", "delete", "publish", "lock", "unlock"],
}
# Wagtail asks for the rights on its own image and document models, whatever classes a site uses.
_FILE_RIGHTS = [f"{verb}_{model}" for verb in ("add", "change", "choose") for model in ("image", "document")]


def set_up_roles() -> None:
    """Groups of the Wagtail admin with their rights, and the moderation of pages, items and quizzes."""
    root, collection = Page.get_first_root_node(), Collection.get_first_root_node()
    Group.objects.filter(name="Editors").delete()  # Wagtail's own; ours are called trainers
    for name, rights in _PAGE_RIGHTS.items():
        group, _made = Group.objects.get_or_create(name=name)
        for permission in Permission.objects.filter(codename__in=rights, content_type__app_label="wagtailcore"):
            GroupPagePermission.objects.get_or_create(group=group, page=root, permission=permission)
        for permission in _file_rights():
            GroupCollectionPermission.objects.get_or_create(group=group, collection=collection, permission=permission)
        own = [f"{verb}_{model}" for verb in _ITEM_RIGHTS[name] for model in ("item", "quiz")]
        group.permissions.add(*Permission.objects.filter(codename__in=own, content_type__app_label="assessments"))
        # A course's other language begins as a copy that only this right may make.
        own = ["access_admin", "submit_translation"]
        group.permissions.add(*Permission.objects.filter(codename__in=own))
    administrators = Group.objects.get(name="Administrators")
    administrators.permissions.add(
        *Permission.objects.filter(
            codename__in=["change_sitesettings", "add_redirect", "change_redirect", "delete_redirect"]
        )
    )
    _moderation(root)


def _file_rights():
    return Permission.objects.filter(
        codename__in=_FILE_RIGHTS, content_type__app_label__in=["wagtailimages", "wagtaildocs"]
    )


_MODERATION = "kiểm duyệt"


def _moderation(root) -> None:
    # Wagtail's first migration has made both, under English names: ours stand on the editor's buttons.
    for model in (Workflow, GroupApprovalTask):
        model.objects.filter(name="Moderators approval").update(name=_MODERATION)
    workflow = Workflow.objects.filter(active=True).first() or Workflow.objects.create(name=_MODERATION)
    task = GroupApprovalTask.objects.filter(active=True).first() or GroupApprovalTask.objects.create(name=_MODERATION)
    task.groups.set(Group.objects.filter(name="Moderators"))
    WorkflowTask.objects.get_or_create(workflow=workflow, task=task, defaults={"sort_order": 0})
    WorkflowPage.objects.get_or_create(page=root, defaults={"workflow": workflow})
    for model in (Item, Quiz):
        kind = WorkflowContentType.content_type.field.related_model.objects.get_for_model(model)
        WorkflowContentType.objects.get_or_create(content_type=kind, defaults={"workflow": workflow})
