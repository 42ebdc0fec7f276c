from django.urls import path
from django.http import HttpResponse
app_name="analytics"
urlpatterns=[path("",lambda r:HttpResponse("x"),name="dashboard")]
