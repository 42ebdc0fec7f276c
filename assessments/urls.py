"""Mounted at quiz/. The number is the attempt's, the context an activity's key."""

from django.urls import path

from . import marking_views, report_views, views

app_name = "assessments"
urlpatterns = [
    path("<int:pk>/", views.paper, name="paper"),
    path("<int:pk>/answer/", views.answer, name="answer"),
    path("<int:pk>/result/", views.result, name="result"),
    path("questions/<str:context>/", report_views.questions, name="questions"),
    path("questions/<str:context>/csv/", report_views.questions_csv, name="questions_csv"),
    path("<int:pk>/again/", views.again, name="again"),
    path("<int:pk>/file/", views.send_file, name="send_file"),
    path("<int:pk>/file/<str:ref>/", views.file, name="file"),
    path("marking/", marking_views.desk, name="desk"),
    path("marking/next/", marking_views.next_work, name="next_work"),
    path("marking/done/", marking_views.done, name="marked"),
    path("marking/differences/", marking_views.differences, name="differences"),
    path("marking/<int:pk>/", marking_views.work, name="work"),
    path("marking/<int:pk>/name/", marking_views.name, name="whose_work"),
    path("marking/<int:pk>/take-back/", marking_views.take_back, name="take_back"),
    path("marking/<int:pk>/file/<str:ref>/", marking_views.file, name="work_file"),
]
