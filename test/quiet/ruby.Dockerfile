FROM ruby:3.4-slim AS base
WORKDIR /app
ENV BUNDLE_DEPLOYMENT=1 \
    BUNDLE_PATH=/usr/local/bundle \
    BUNDLE_WITHOUT=development:test

FROM base AS gems
RUN apt-get update \
    && apt-get install -y --no-install-recommends build-essential libyaml-dev pkg-config \
    && rm -rf /var/lib/apt/lists/*
COPY Gemfile Gemfile.lock ./
RUN bundle install && rm -rf "$BUNDLE_PATH"/ruby/*/cache

FROM base
RUN useradd --uid 1200 --create-home web
COPY --from=gems /usr/local/bundle /usr/local/bundle
COPY --chown=web:web . .
USER web
EXPOSE 9292
CMD ["bundle", "exec", "puma", "--port", "9292"]
