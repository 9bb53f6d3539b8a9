"""The one catalogue of services that window, command line and figures share."""

from __future__ import annotations

from functools import cache
from tomllib import loads

from desktop_app.config import resources
from desktop_app.domain.service_catalogue import ServiceCatalogue
from desktop_app.domain.service_schema import parse_services


@cache
def catalogue() -> ServiceCatalogue:
    """Return the catalogue that comes with the program."""
    return parse_services(loads(resources.path("services.toml").read_text(encoding="utf-8")))
