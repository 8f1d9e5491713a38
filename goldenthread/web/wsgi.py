"""What a web server calls: `goldenthread.web.wsgi:application`."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "goldenthread.web.settings")
application = get_wsgi_application()

# What was made at the start stays for good: looking through it again and again cost a tenth of a page.
gc.collect()
gc.freeze()
gc.set_threshold(10_000, 20, 50)
