from django.urls import include, path

from people.urls import invitation_urls

urlpatterns = [
    path("account/", include([*invitation_urls, path("", include("allauth.urls"))])),
    path("people/", include("people.urls")),
]
