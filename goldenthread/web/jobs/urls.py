from django.urls import path
from django.views.decorators.http import require_POST, require_safe

from goldenthread.web.jobs import views

urlpatterns = [
    path("<slug:ref>/", require_safe(views.show), name="job"),
    path("<slug:ref>/stopping/", require_POST(views.stop), name="job_stop"),
]
