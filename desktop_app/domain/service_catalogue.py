"""The services that plans name, as data: their groups, units, and what each counts for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from desktop_app.domain.policies import Source
from desktop_app.domain.terms import ServiceGroup


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """One kind of service.

    ``helps``: counts as help for 失能老年人社区帮助率; ``span``: may last from a day to a day; ``agreement``: rests on
    a contract that is kept as a plan; ``needs``: the options of the visit form's ``services`` question it meets.
    """

    key: str
    title: str
    group: ServiceGroup
    unit: str
    helps: bool = False
    span: bool = False
    agreement: bool = False
    needs: tuple[str, ...] = ()
    source: Source


class ServiceCatalogue:
    """All services by key, in the order of the file."""

    def __init__(self, services: Iterable[Service]) -> None:
        """Hold ``services``."""
        self.services = tuple(services)
        self.by_key: Mapping[str, Service] = MappingProxyType({each.key: each for each in self.services})

    def __contains__(self, key: object) -> bool:
        return key in self.by_key

    def get(self, key: str) -> Service | None:
        """Return a service, None for a key from a newer catalogue."""
        return self.by_key.get(key)

    def title(self, key: str) -> str:
        """Return the name of a service; one that this catalogue does not know is shown by its key."""
        known = self.by_key.get(key)
        return key if known is None else known.title

    def of_group(self, group: ServiceGroup) -> tuple[Service, ...]:
        """Return the services of a group in the order of the file."""
        return tuple(each for each in self.services if each.group is group)

    def meeting(self, need: str) -> tuple[Service, ...]:
        """Return the services that meet an answered need, e.g. ``"services.meal"``."""
        return tuple(each for each in self.services if need in each.needs)
