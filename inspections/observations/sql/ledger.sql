-- The coverage ledger. What was seen last decides, whatever the order in which it comes; of two seen at one moment, or at no
-- moment anybody can tell, the greater id. A sighting whose time is unexplained only fills what is empty: its time stays null.
-- Rows are locked in one order by a statement of their own, so that the next one sees what a neighbour has just committed.

-- name: lock_targets
select count(*) from (
    select t.asset_code
    from inspections.target t
    where t.campaign_id = :campaign_id and t.asset_code = any(string_to_array(:codes, ' '))
    order by t.asset_code
    for no key update
) locked;

-- name: cover_targets
with seen as (
    select distinct on (o.asset_code)
        o.asset_code, o.result, o.id, case when o.review like '%time%' then null else o.observed_at end as observed_at
    from inspections.observation o
    where o.id = any(cast(string_to_array(:ids, ' ') as uuid[]))
    order by o.asset_code, observed_at desc nulls last, o.id desc
)
update inspections.target t
set result = seen.result, observed_at = seen.observed_at, observation_id = seen.id
from seen
where t.campaign_id = :campaign_id and t.asset_code = seen.asset_code and (
    t.observation_id is null
    or (coalesce(seen.observed_at, '-infinity'), seen.id) > (coalesce(t.observed_at, '-infinity'), t.observation_id)
);

-- name: cover_targets_again
-- The blind second look has no time of its own in the ledger: its observation has.
with seen as (
    select distinct on (o.asset_code)
        o.asset_code, o.result, o.id, case when o.review like '%time%' then null else o.observed_at end as observed_at
    from inspections.observation o
    where o.id = any(cast(string_to_array(:ids, ' ') as uuid[]))
    order by o.asset_code, observed_at desc nulls last, o.id desc
)
update inspections.target t
set second_result = seen.result, second_observation_id = seen.id
from seen
where t.campaign_id = :campaign_id and t.asset_code = seen.asset_code and (
    t.second_observation_id is null
    or (coalesce(seen.observed_at, '-infinity'), seen.id) > (
        select coalesce(case when o.review like '%time%' then null else o.observed_at end, '-infinity'), o.id
        from inspections.observation o
        where o.id = t.second_observation_id
    )
);

-- name: lock_units
select count(*) from (
    select u.id from inspections.campaign_unit u where u.id = any(cast(:units as bigint[])) order by u.id for no key update
) locked;

-- name: visit_units
with seen as (
    select distinct on (v.unit_id)
        v.unit_id, v.result, case when v.review like '%time%' then null else v.observed_at end as visited_at
    from inspections.unit_visit v
    where v.id = any(cast(:ids as uuid[]))
    order by v.unit_id, visited_at desc nulls last, v.result desc
)
update inspections.campaign_unit u
set result = seen.result, visited_at = seen.visited_at
from seen
where u.id = seen.unit_id and (
    u.result is null
    or (coalesce(seen.visited_at, '-infinity'), seen.result) > (coalesce(u.visited_at, '-infinity'), u.result)
);
