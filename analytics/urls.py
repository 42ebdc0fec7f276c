"""Figures, under /data/."""

from django.urls import path

from . import views

app_name = "analytics"
urlpatterns = [
    path("", views.dashboard, name="dashboard"),
    path("export.csv", views.csv, name="csv"),
    path("<str:code>/", views.commune, name="commune"),
]
