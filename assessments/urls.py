"""Mounted at quiz/. The number is the attempt's."""

from django.urls import path

from . import views

app_name = "assessments"
urlpatterns = [
    path("<int:pk>/", views.paper, name="paper"),
    path("<int:pk>/answer/", views.answer, name="answer"),
    path("<int:pk>/result/", views.result, name="result"),
    path("<int:pk>/again/", views.again, name="again"),
]
