FROM python:latest

ADD . /srv/app
WORKDIR srv/app

# The database driver needs headers.
RUN apt-get update
RUN apt-get install libpq-dev gcc
RUN pip install -r requirements.txt

ENV PYTHONUNBUFFERED=1 \
    DATABASE_PASSWORD=change-me
EXPOSE 8000
ENTRYPOINT gunicorn --bind 0.0.0.0:8000 app:app
