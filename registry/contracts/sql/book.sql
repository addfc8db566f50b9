-- Contracts of upkeep.

-- name: contracts
select number, contractor_code, principal_code, starts_on, ends_on, section_codes, class_codes
from registry.contract
where (cast(:org as text) is null or :org in (contractor_code, principal_code))
    and (cast(:day as date) is null or :day between starts_on and ends_on)
    and (cast(:after as text) is null or number > :after)
order by number
limit :limit;

-- name: one
select number, contractor_code, principal_code, starts_on, ends_on, section_codes, class_codes
from registry.contract where number = :number;

-- name: lock
select number, contractor_code, principal_code, starts_on, ends_on, section_codes, class_codes
from registry.contract where number = :number for update;

-- name: store
insert into registry.contract (number, contractor_code, principal_code, starts_on, ends_on, section_codes, class_codes)
values (:number, :contractor_code, :principal_code, :starts_on, :ends_on, :section_codes, :class_codes);

-- name: change
update registry.contract
set contractor_code = :contractor_code, principal_code = :principal_code, starts_on = :starts_on, ends_on = :ends_on,
    section_codes = :section_codes, class_codes = :class_codes
where number = :number;

-- name: known
-- Of the codes that are named those that exist.
select code from registry.organisation where code = any(cast(:codes as text[]))
union all select code from registry.asset_class where code = any(cast(:codes as text[]))
union all select code from registry.division where code = any(cast(:codes as text[]))
union all select code from registry.street where code = any(cast(:codes as text[]))
union all select code from registry.community where code = any(cast(:codes as text[]))
union all select code from registry.road_segment where code = any(cast(:codes as text[]));

-- name: kin
select distinct k from unnest(cast(:moments as timestamptz[])) m, registry.kin_of(:house, m) k;

-- name: thing
select class_code, community_code, segment_code, maintainer_code, owner_code from registry.asset where code = :code;
