"""Mounted at quiz/. The number is the attempt's, the context an activity's key."""

from django.urls import path

from . import bank_views, regrade_views, report_views, views

app_name = "assessments"
urlpatterns = [
    path("<int:pk>/", views.paper, name="paper"),
    path("<int:pk>/answer/", views.answer, name="answer"),
    path("<int:pk>/result/", views.result, name="result"),
    path("questions/<str:context>/", report_views.questions, name="questions"),
    path("questions/<str:context>/csv/", report_views.questions_csv, name="questions_csv"),
    path("try/", bank_views.attempt_preview, name="try"),
    path("items/<int:pk>/", bank_views.item, name="item"),
    path("items/<int:pk>/compare/", bank_views.compare, name="compare"),
    path("items/<int:pk>/version/<int:number>/", bank_views.version, name="version"),
    path("items/<int:pk>/regrade/", regrade_views.prepare, name="regrade_new"),
    path("regrades/", regrade_views.regrades, name="regrades"),
    path("regrades/<int:pk>/", regrade_views.regrade, name="regrade"),
    path("regrades/<int:pk>/csv/", regrade_views.regrade_csv, name="regrade_csv"),
    path("<int:pk>/again/", views.again, name="again"),
]
