-- name: area_exists
select exists (select from registry.division where code = :area)
    or exists (select from registry.street where code = :area)
    or exists (select from registry.community where code = :area)

-- name: unknown_classes
select array(select wanted from unnest(cast(:classes as text[])) wanted
              where not exists (select from registry.asset_class c where c.code = wanted) order by wanted)

-- name: create_campaign
insert into inspections.campaign (id, name, state, staffing, area_code, starts_on, days, parameters, created_by, created_at)
values (:id, :name, 'planned', :staffing, :area_code, :starts_on, :days, cast(:parameters as jsonb), :created_by, :now)
on conflict (id) do nothing

-- name: read_campaign
select * from inspections.campaign where id = :id

-- name: lock_campaign
select * from inspections.campaign where id = :id for update

-- name: list_campaigns
-- A caller sees the campaigns whose area lies in an own one, or holds an own one.
select * from inspections.campaign c
 where (cast(:areas as text[]) is null
        or exists (select from unnest(cast(:areas as text[])) own where starts_with(c.area_code, own) or starts_with(own, c.area_code)))
   and (cast(:after_at as timestamptz) is null
        or (c.created_at, c.id) < (cast(:after_at as timestamptz), cast(:after_id as uuid)))
 order by c.created_at desc, c.id desc
 limit :limit

-- name: store_plan
update inspections.campaign set plan = cast(:plan as jsonb), days = :days, version = version + 1 where id = :id returning *

-- name: start_campaign
update inspections.campaign
   set plan = cast(:plan as jsonb), days = :days, state = 'running', started_at = :now, version = version + 1
 where id = :id returning *

-- name: end_campaign
update inspections.campaign set state = 'ended', ended_at = :now, version = version + 1 where id = :id returning *

-- name: touch_campaign
update inspections.campaign set version = version + 1 where id = :id returning *

-- name: set_accounts
update inspections.assignment a
   set account_id = given.account_id
  from unnest(cast(:numbers as integer[]), cast(:accounts as uuid[])) as given (number, account_id)
 where a.campaign_id = :campaign_id and a.number = given.number
returning a.number

-- name: same_twice
-- Second looks that would go to whoever has the first look at one of their units.
select distinct second.number, first.number
  from inspections.campaign_unit u
  join inspections.assignment first on first.id = u.assignment_id
  join inspections.assignment second on second.id = u.second_assignment_id
 where u.campaign_id = :campaign_id and first.account_id = second.account_id
 order by 1, 2
 limit 5
