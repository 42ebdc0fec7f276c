from django.urls import include, path

urlpatterns = [path("places/", include("places.urls"))]
