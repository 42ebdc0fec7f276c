"""Learning, under /learn/."""

from django.urls import path

from . import help_views, report_views, views

app_name = "courses"
urlpatterns = [
    path("", views.mine, name="mine"),
    path("catalogue/", views.to_catalogue, name="catalogue"),
    path("course/<int:course_id>/start/", views.start, name="start"),
    path("course/<int:course_id>/place/", views.place, name="place"),
    path("course/<int:course_id>/leave/", views.leave, name="leave"),
    path("course/<int:course_id>/reminder/", views.reminder, name="reminder"),
    path("lesson/<int:lesson_id>/done/", views.lesson_done, name="lesson_done"),
    path("lesson/<int:lesson_id>/quiz/<str:block_id>/", views.start_quiz, name="start_quiz"),
    path("activity/<str:key>/next/", views.after_quiz, name="after_quiz"),
    path("lesson/<int:lesson_id>/help/", help_views.ask, name="ask"),
    path("help/", help_views.inbox, name="inbox"),
    path("help/<int:request_id>/", help_views.answer, name="answer"),
    path("report/", report_views.courses, name="reports"),
    path("report/regraded/", report_views.regraded, name="regraded"),
    path("report/<int:course_id>/", report_views.course, name="report"),
    path("report/<int:course_id>/csv/", report_views.course_csv, name="report_csv"),
]
