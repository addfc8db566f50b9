-- The coverage ledger. What was seen last decides, whatever the order in which it comes; of two seen at one moment, or at no
-- moment anybody can tell, the greater id. A sighting whose time is unexplained only fills what is empty: its time stays null.

-- name: cover_targets
-- Every row is there already (the scope is frozen): the insert only finds it. So rows are locked in one order and compared as a
-- neighbour's commit has just left them, which an update with a snapshot of its own would not promise.
insert into inspections.target as t (campaign_id, asset_code, unit_id, result, observed_at, observation_id)
select s.campaign_id, s.asset_code, s.unit_id, seen.result, seen.observed_at, seen.id
from (
    select distinct on (o.asset_code)
        o.asset_code, o.result, o.id, case when o.review like '%time%' then null else o.observed_at end as observed_at
    from inspections.observation o
    where o.id = any(cast(string_to_array(:ids, ' ') as uuid[]))
    order by o.asset_code, observed_at desc nulls last, o.id desc
) seen
join inspections.target s on s.campaign_id = :campaign_id and s.asset_code = seen.asset_code
order by s.asset_code
on conflict (campaign_id, asset_code) do update
set result = excluded.result, observed_at = excluded.observed_at,
    observation_id = excluded.observation_id
where t.observation_id is null
    or (coalesce(excluded.observed_at, '-infinity'), excluded.observation_id)
        > (coalesce(t.observed_at, '-infinity'), t.observation_id);

-- name: cover_targets_again
-- The blind second look, beside the first.
insert into inspections.target as t (campaign_id, asset_code, unit_id, second_result, second_observed_at, second_observation_id)
select s.campaign_id, s.asset_code, s.unit_id, seen.result, seen.observed_at, seen.id
from (
    select distinct on (o.asset_code)
        o.asset_code, o.result, o.id, case when o.review like '%time%' then null else o.observed_at end as observed_at
    from inspections.observation o
    where o.id = any(cast(string_to_array(:ids, ' ') as uuid[]))
    order by o.asset_code, observed_at desc nulls last, o.id desc
) seen
join inspections.target s on s.campaign_id = :campaign_id and s.asset_code = seen.asset_code
order by s.asset_code
on conflict (campaign_id, asset_code) do update
set second_result = excluded.second_result, second_observed_at = excluded.second_observed_at,
    second_observation_id = excluded.second_observation_id
where t.second_observation_id is null
    or (coalesce(excluded.second_observed_at, '-infinity'), excluded.second_observation_id)
        > (coalesce(t.second_observed_at, '-infinity'), t.second_observation_id);

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
