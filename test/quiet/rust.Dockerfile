# syntax=docker/dockerfile:1
FROM rust:1.90-slim-bookworm AS build
WORKDIR /src
COPY . .
RUN --mount=type=cache,target=/src/target \
    --mount=type=cache,target=/usr/local/cargo/registry <<EOF
set -e
cargo build --locked --release
cp target/release/tidewatch /usr/local/bin/
EOF

FROM debian:12-slim
RUN useradd --system --uid 3000 tidewatch
COPY --from=build /usr/local/bin/tidewatch /usr/local/bin/
USER tidewatch
EXPOSE 7070
CMD ["tidewatch", "--listen", "0.0.0.0:7070"]
