FROM php:8.3-fpm-alpine

RUN set -eux; \
	apk add --no-cache --virtual .build-deps $PHPIZE_DEPS icu-dev; \
	docker-php-ext-install -j"$(nproc)" intl opcache pdo_mysql; \
	apk del .build-deps; \
	apk add icu-libs

COPY --chown=www-data:www-data . /var/www/html
COPY docker/php.ini $PHP_INI_DIR/conf.d/

USER www-data
STOPSIGNAL SIGQUIT
CMD ["php-fpm"]
