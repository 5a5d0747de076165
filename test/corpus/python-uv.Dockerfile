# syntax=docker/dockerfile:1.9
ARG PYTHON=3.13
FROM python:${PYTHON}-slim AS base
ENV UV_LINK_MODE=copy

FROM base AS build
COPY --from=ghcr.io/astral-sh/uv:0.5.4 /uv /bin/
WORKDIR /app
RUN --mount=type=cache,target=/root/.cache/uv \
    --mount=type=bind,source=uv.lock,target=uv.lock \
    --mount=type=bind,source=pyproject.toml,target=pyproject.toml \
    uv sync --frozen --no-install-project
COPY . .
RUN --mount=type=cache,target=/root/.cache/uv uv sync --frozen

FROM base
RUN useradd --system --no-create-home app
COPY --from=build /app /app
USER app
CMD ["/app/.venv/bin/python", "-m", "service"]
