"""The application of the pages for reports, for a web server. It takes bodies in memory (granian's interface WSGI), never on a disk."""

import os

from django.core.handlers.wsgi import WSGIHandler
from django.core.wsgi import get_wsgi_application

os.environ["DJANGO_SETTINGS_MODULE"] = "ifar.oversight.outside.settings"
application: WSGIHandler = get_wsgi_application()
