"""What `manage.py check --deploy` must find in order on a public server, beyond Django's own list."""

from django.conf import settings
from django.core.checks import Error, Tags, Warning, register


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
