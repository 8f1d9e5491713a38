"""What a web server calls: `goldenthread.web.wsgi:application`."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "goldenthread.web.settings")
application = get_wsgi_application()
