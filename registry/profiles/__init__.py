"""Exchange with platforms of cities and the ministry: what their files ask for, written and read. Pure."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from registry.errors import Invalid
from registry.importing.kinds import SORTS
from registry.importing.shaping import PASSED, FieldMap
from registry.profiles import gb2013, gb2026
from registry.profiles.profile import REASONS, AssetClass, Names, Profile, write

__all__ = ["PROFILES", "REASONS", "AssetClass", "Names", "Profile", "mapping", "named", "write"]

PROFILES: Mapping[str, Profile] = MappingProxyType({one.name: one for one in (gb2026.PROFILE, gb2013.PROFILE)})
"""Every profile by its name on the command line."""


def named(name: str) -> Profile:
    """The profile of that name; raises Invalid with the names there are."""
    if name not in PROFILES:
        raise Invalid(f"{name!r} is no profile known here; say one of {', '.join(PROFILES)}", profile=name)
    return PROFILES[name]


def mapping(
    name: str, *, classes: Sequence[AssetClass], kind: str = "assets"
) -> tuple[dict[str, FieldMap], dict[str, object]]:
    """How a file in a profile is read: fields and defaults as registry.importing.run takes them.

    `classes` are the classes of the register. Codes of the profile become ours by its lists; a word that is not in them
    stays as it is and is refused with its row. What the register works out itself (areas, dates of change), and names
    it knows by the code beside them, are passed over. Raises Invalid for a name that is no profile, and for a `kind` of
    things that have none.
    """
    profile = named(name)
    if SORTS[kind].table != "asset":
        raise Invalid(f"{name} is a profile of components, not of {kind}", profile=name)
    known = {field.name for field in SORTS[kind].fields} | {PASSED}
    return {field: rule for field, rule in profile.mapping(classes).items() if field in known}, {}
