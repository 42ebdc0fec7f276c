from django.urls import include, path

urlpatterns = [
    path("account/", include("people.account_urls")),
    path("people/", include("people.urls")),
]
