# syntax=docker/dockerfile:1
FROM alpine:3.22 AS fetch
ARG TOOL_VERSION=1.4.2
RUN apk add --no-cache curl
SHELL ["/bin/ash", "-eo", "pipefail", "-c"]
RUN curl -fsSL "https://downloads.example.org/buoy-${TOOL_VERSION}.tar.gz" | tar -xz -C /usr/local/bin

FROM alpine:3.22
RUN apk add --no-cache ca-certificates \
    && adduser -D -u 1001 buoy
COPY --from=fetch /usr/local/bin/buoy /usr/local/bin/buoy
USER buoy
ENTRYPOINT ["buoy"]
CMD ["--help"]
