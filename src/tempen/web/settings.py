"""Django's settings, made from a `Config`."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import Any

from tempen.web.config import Config, read_database
from tempen.web.office import oidc

HERE = Path(__file__).parent
STATIC = HERE / "static"
ITEMS = HERE.parent / "items"  # each kind's page.html
DAY = 24 * 3600


def make_settings(config: Config) -> dict[str, Any]:
    return {
        "TEMPEN": config,
        "SECRET_KEY": config.secret,
        "DEBUG": False,
        "ALLOWED_HOSTS": list(config.hosts),
        "ROOT_URLCONF": "tempen.web.urls",
        "WSGI_APPLICATION": "tempen.web.wsgi.application",
        "DATABASES": {"default": read_database(config)},
        "AUTH_USER_MODEL": "office.Staff",
        "DEFAULT_AUTO_FIELD": "django.db.models.BigAutoField",
        "INSTALLED_APPS": [
            "django.contrib.auth",
            "django.contrib.contenttypes",
            "django.contrib.sessions",
            "tempen.web.respond",
            "tempen.web.office",
        ],
        "MIDDLEWARE": [
            "tempen.web.headers.protect",
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.middleware.common.CommonMiddleware",
            "tempen.web.language.choose",
            "django.middleware.csrf.CsrfViewMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
        ],
        "TEMPLATES": [
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "DIRS": [HERE / "templates", ITEMS],
                "APP_DIRS": False,
                "OPTIONS": {
                    "loaders": [
                        (
                            "django.template.loaders.cached.Loader",
                            [
                                "django.template.loaders.filesystem.Loader",
                                "django.template.loaders.app_directories.Loader",
                            ],
                        )
                    ],
                    "builtins": ["tempen.web.tags", "tempen.web.office.tags"],
                    "context_processors": [
                        "django.template.context_processors.request",
                        "tempen.web.language.words",
                        "tempen.web.office.tags.rooms",
                    ],
                },
            }
        ],
        "USE_TZ": True,
        "TIME_ZONE": os.environ.get("TEMPEN_TIMEZONE", "Europe/Stockholm"),
        "USE_I18N": False,
        "STATIC_URL": f"/static/{digest_static()}/",
        "CSRF_FAILURE_VIEW": "tempen.web.errors.csrf_failure",
        "SESSION_COOKIE_NAME": "office",
        "SESSION_COOKIE_AGE": DAY // 2,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": config.https,
        "CSRF_COOKIE_NAME": "csrf",
        "CSRF_COOKIE_HTTPONLY": True,
        "CSRF_COOKIE_SAMESITE": "Lax",
        "CSRF_COOKIE_SECURE": config.https,
        "CSRF_COOKIE_AGE": None,
        "SECURE_PROXY_SSL_HEADER": ("HTTP_X_FORWARDED_PROTO", "https") if config.https else None,
        "USE_X_FORWARDED_HOST": False,
        "DATA_UPLOAD_MAX_MEMORY_SIZE": 1_000_000,
        "DATA_UPLOAD_MAX_NUMBER_FIELDS": 2000,
        "FILE_UPLOAD_MAX_MEMORY_SIZE": 5_000_000,
        "PASSWORD_HASHERS": ["django.contrib.auth.hashers.ScryptPasswordHasher"],
        "AUTH_PASSWORD_VALIDATORS": [
            {
                "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
                "OPTIONS": {"min_length": 12},
            },
            {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
        ],
        **oidc.read_settings(),
        "LOGGING_CONFIG": "tempen.web.log.configure",
        "LOGGING": {"level": "INFO"},
    }


def digest_static() -> str:
    """Names the files that never change, so that browsers may keep them."""
    found = hashlib.sha256()
    for path in sorted(STATIC.rglob("*")):
        if path.is_file():
            found.update(path.name.encode() + path.read_bytes())
    return found.hexdigest()[:12]
