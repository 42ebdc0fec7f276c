"""Run inside a scratch site: build the public figures once, as the nightly timer and `tick` do."""

import django

if __name__ == "__main__":
    django.setup()
    from django.utils import timezone

    from analytics.api import build_figures

    build_figures(at=timezone.now())
