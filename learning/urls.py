"""All addresses on one page. Vietnamese has no prefix, English stands under /en/."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path, re_path
from django.views.generic import RedirectView
from wagtail.admin import urls as admin_urls
from wagtail.contrib.sitemaps.views import sitemap
from wagtail.documents import urls as document_urls
from wagtail.urls import serve_pattern
from wagtail.views import authenticate_with_password

from cms.urls import PageSitemap, media_view, page_view, search

from . import health
from .middleware import ADMIN_PATH

urlpatterns = [
    # Wagtail's own sign-in knows neither second factors nor limits: there is one door.
    path(f"{ADMIN_PATH}login/", RedirectView.as_view(pattern_name="account_login", query_string=True)),
    path(f"{ADMIN_PATH}password_reset/", RedirectView.as_view(pattern_name="account_reset_password")),
    path(ADMIN_PATH, include(admin_urls)),
    path("documents/", include(document_urls)),
    path("health/", health.alive, name="alive"),
    path("ready/", health.ready, name="ready"),
    path("sitemap.xml", sitemap, {"sitemaps": {"pages": PageSitemap}}),
    re_path(rf"^{settings.MEDIA_URL.lstrip('/')}(?P<path>.*)$", media_view, name="media"),
]

urlpatterns += i18n_patterns(
    # Suggestions are words too: “nay là …” on a Vietnamese page, “now …” on an English one.
    path("places/", include("places.urls")),
    path("account/", include("people.account_urls")),
    path("people/", include("people.urls")),
    path("learn/", include("courses.urls")),
    path("quiz/", include("assessments.urls")),
    path("data/", include("analytics.urls")),
    path("search/", search, name="search"),
    path("_util/login/", RedirectView.as_view(pattern_name="account_login"), name="wagtailcore_login"),
    path(
        "_util/authenticate_with_password/<int:page_view_restriction_id>/<int:page_id>/",
        authenticate_with_password,
        name="wagtailcore_authenticate_with_password",
    ),
    re_path(serve_pattern, page_view, name="wagtail_serve"),
    prefix_default_language=False,
)

handler400 = "cms.urls.bad_request"
handler403 = "cms.urls.permission_denied"
handler404 = "cms.urls.page_not_found"
handler500 = "cms.urls.server_error"
