"""What `manage.py check --deploy` must find in order on a public server, beyond Django's own list."""

from django.conf import settings
from django.core.checks import Error, Tags, Warning, register
from django.utils.module_loading import import_string


@register(Tags.security, deploy=True)
def site_is_reached_by_https(app_configs, **kwargs):
    if not settings.SITE_URL.startswith("https://"):
        return [
            Error(
                "SITE_URL must begin with https://: links in mails would lead to an unprotected page.",
                id="learning.E001",
            )
        ]
    return []


@register(Tags.security, deploy=True)
def small_counts_are_hidden(app_configs, **kwargs):
    if settings.SUPPRESSION_THRESHOLD < 10:
        return [
            Warning(
                "SUPPRESSION_THRESHOLD is below 10: the privacy page promises that groups under 10 people are hidden.",
                id="learning.W001",
            )
        ]
    return []


@register(Tags.security, deploy=True)
def demo_logins_are_not_offered(app_configs, **kwargs):
    if settings.SHOW_DEMO_LOGINS:
        return [Error("SHOW_DEMO_LOGINS is on: anyone could sign in as an administrator.", id="learning.E002")]
    return []


@register(Tags.security, deploy=True)
def messages_reach_people(app_configs, **kwargs):
    if settings.SMS_BACKEND.endswith(("OutboxBackend", "ConsoleBackend")):
        return [
            Warning(
                "SMS_BACKEND keeps text messages instead of sending them: codes by phone will not arrive.",
                id="learning.W002",
            )
        ]
    return []


# Not while settings load: a gateway that keeps what it sent imports models.
@register(Tags.compatibility)
def text_messages_have_a_gateway(app_configs, **kwargs):
    try:
        gateway = import_string(settings.SMS_BACKEND)
    except ImportError as problem:
        return [
            Error(
                f"SMS_BACKEND={settings.SMS_BACKEND!r} cannot be imported: {problem}",
                hint="Name a class with a method send(to, text), like people.sms.OutboxBackend.",
                id="learning.E003",
            )
        ]
    if not callable(getattr(gateway, "send", None)):
        return [Error(f"SMS_BACKEND={settings.SMS_BACKEND!r} has no method send(to, text).", id="learning.E003")]
    return []
