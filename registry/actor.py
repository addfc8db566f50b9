"""Who is acting: a value the roof hands down, so that lower floors know roles and areas but no accounts table."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID


class Role(StrEnum):
    """Roles of an account: `party` keeps party posts, which nobody else sees; `system` is the software itself acting on
    a rule (never an account's role). The three administrators (三员分立) are three accounts: `admin` (系统管理员) keeps
    accounts, `security_admin` (安全管理员) gives roles and areas, `audit_admin` (审计管理员) reads the audit.
    """

    INSPECTOR = "inspector"
    CREW = "crew"
    DISPATCHER = "dispatcher"
    PLANNER = "planner"
    STEWARD = "steward"
    LEADER = "leader"
    ADMIN = "admin"
    PARTY = "party"
    SECURITY_ADMIN = "security_admin"
    AUDIT_ADMIN = "audit_admin"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Actor:
    """An account as the lower floors see it.

    `areas` are division, street or community codes; a place lies inside when its community code begins with one.
    `org_code` is the organisation the account works for.
    """

    account_id: UUID | None
    name: str
    org_code: str | None
    roles: frozenset[Role]
    areas: tuple[str, ...]

    def covers(self, community_code: str | None) -> bool:
        """Whether a place lies in the actor's areas; without a community, only for holders of a whole division."""
        if community_code is None:
            return Role.SYSTEM in self.roles or any(len(area) == 6 for area in self.areas)
        return Role.SYSTEM in self.roles or any(community_code.startswith(area) for area in self.areas)

    def has(self, *roles: Role) -> bool:
        """Whether the actor holds one of the roles."""
        return not self.roles.isdisjoint(roles)


SYSTEM = Actor(account_id=None, name="system", org_code=None, roles=frozenset({Role.SYSTEM}), areas=())

RESIDENTS = UUID("7b0d1f5a-2c1e-4b7e-9a55-0c2f6d1e3a90")
"""Stands for the public where a row names who saw or sent something. No account has this id: nobody signs in as it."""

OWNERS = UUID("4c2f5a1e-9b0d-4f36-8e57-a1d0c93b7f24")
"""Stands for an owner without an account, who acts by a one-time link. No account has this id."""
