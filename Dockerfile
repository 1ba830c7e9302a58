# The portal for a server: web, worker and scheduler run from this one image (see docker-compose.yml).
FROM python:3.12-slim-trixie

# pg_dump and pg_restore for backups; version 17, as the database of docker-compose.yml
RUN apt-get update \
    && apt-get install -y --no-install-recommends postgresql-client-17 \
    && rm -rf /var/lib/apt/lists/*

ENV PYTHONUNBUFFERED=1 \
    PIP_NO_CACHE_DIR=1 \
    PIP_DISABLE_PIP_VERSION_CHECK=1 \
    DJANGO_SETTINGS_MODULE=ilo_dc.settings \
    PORTAL_HOME=/var/lib/portal

WORKDIR /app
COPY requirements/base.txt requirements/
RUN pip install --require-hashes -r requirements/base.txt

COPY . .
# The catalogues need settings, and the settings a home: one to throw away.
RUN PORTAL_HOME=/tmp/build PORTAL_SECRET_KEY=for-the-build-only REDIS_URL= python manage.py compile_catalogues \
    && rm -rf /tmp/build \
    && useradd --system --uid 10001 --home-dir /var/lib/portal --create-home portal

USER portal
VOLUME /var/lib/portal
EXPOSE 8000
# Processes by WEB_CONCURRENCY, threads as ilo_dc/door.py counts them; TLS and large headers are the proxy's.
CMD ["python", "-m", "gunicorn", "ilo_dc.wsgi", "--bind", "0.0.0.0:8000", "--worker-class", "gthread", \
     "--threads", "32", "--timeout", "60", "--graceful-timeout", "20", "--worker-tmp-dir", "/dev/shm", \
     "--no-control-socket", "--access-logfile", "-", "--logger-class", "ilo_dc.logs.AccessLogger"]
