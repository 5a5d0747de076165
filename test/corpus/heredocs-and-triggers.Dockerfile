# syntax=docker/dockerfile:1
# check=skip=JSONArgsRecommended
FROM debian:12-slim AS base

RUN <<EOF
set -e
apt-get update
apt-get install -y --no-install-recommends nginx
rm -rf /var/lib/apt/lists/*
EOF

COPY <<"CONF" /etc/nginx/conf.d/default.conf
server {
  listen 8080;
  location / { root $document_root; }
}
CONF

ONBUILD COPY site/ /var/www/html/
ONBUILD RUN apt-get update && apt-get install -y brotli

FROM base
# shipshape ignore=last-user-root the master process drops privileges itself
USER root
CMD nginx -g 'daemon off;'
