"""Mounted at quiz/. The number is the attempt's, the context an activity's key."""

from django.urls import path

from . import report_views, scale_views, views

app_name = "assessments"
urlpatterns = [
    path("<int:pk>/", views.paper, name="paper"),
    path("<int:pk>/answer/", views.answer, name="answer"),
    path("<int:pk>/result/", views.result, name="result"),
    path("questions/<str:context>/", report_views.questions, name="questions"),
    path("questions/<str:context>/csv/", report_views.questions_csv, name="questions_csv"),
    path("scale/", scale_views.scale, name="scale"),
    path("<int:pk>/again/", views.again, name="again"),
]
