-- Materials and quantities: entered, confirmed, corrected; and what is settled in a month.

-- name: store_material
insert into inspections.material as kept (code, name_zh, name_en, unit, source, needed_for)
values (:code, :name_zh, :name_en, :unit, :source, :needed_for)
on conflict (code) do update set name_zh = excluded.name_zh, name_en = excluded.name_en, source = excluded.source,
    needed_for = excluded.needed_for;

-- name: materials
select code, name_zh, name_en, unit, source, needed_for from inspections.material order by code;

-- name: knows_material
select exists (select from inspections.material where code = :code);

-- name: lock_ticket
-- Two tickets of one cover are one job: whoever enters for the one waits for who enters for the other.
select coalesce(t.asset_code, t.id\:\:text) as thing,
    case when t.repaired_house = :house then t.repaired_at end as repaired_at,
    t.repaired_house = :house or registry.house_of(t.assignee_code) = :house or exists (
        select from inspections.ticket_event e
        where e.ticket_id = t.id and registry.house_of(e.org_code) = :house and e.action in ('accept', 'arrive', 'make_safe', 'repair', 'contribute')
    ) as works,
    pg_advisory_xact_lock(45, hashtext(coalesce(t.asset_code, t.id\:\:text)))
from inspections.ticket t where t.id = :id;

-- name: line
select ticket_id, material_code, quantity from inspections.ticket_material where id = :id;

-- name: last_number
select coalesce(max(number), 0) from inspections.ticket_material
where thing = :thing and house = :house and visited_on = :visited_on and material_code = :material_code;

-- name: store
insert into inspections.ticket_material (
    id, ticket_id, thing, house, visited_on, material_code, number, quantity, note, entered_by, entered_at
)
values (:id, :ticket_id, :thing, :house, :visited_on, :material_code, :number, :quantity, :note, :account_id, :now);

-- name: sheet
-- The lines of the jobs a ticket is part of: entered on it, or on the same cover by the house that repaired it on that day.
select m.id, m.ticket_id, m.house, m.visited_on, m.material_code, k.name_zh, k.name_en, k.unit, m.number, m.quantity, m.note,
    m.entered_by, m.entered_at, m.confirmed_by, m.confirmed_house, m.confirmed_at,
    not exists (
        select from inspections.ticket_material later
        where (later.thing, later.house, later.visited_on, later.material_code) = (m.thing, m.house, m.visited_on, m.material_code)
            and later.number > m.number) as holds
from inspections.ticket t
join inspections.ticket_material m on m.thing = coalesce(t.asset_code, t.id\:\:text) and (
    m.ticket_id = t.id
    or (m.house, m.visited_on) in (
        select own.house, own.visited_on from inspections.ticket_material own where own.ticket_id = t.id
        union select t.repaired_house, (t.repaired_at at time zone 'Asia/Shanghai')\:\:date))
join inspections.material k on k.code = m.material_code
where t.id = :id
order by m.visited_on, m.house, m.material_code, m.number;

-- name: lock_jobs
select pg_advisory_xact_lock(45, hashtext(coalesce(t.asset_code, t.id\:\:text))) from inspections.ticket t where t.id = :id;

-- name: was_confirmed
select exists (select from inspections.ticket_material where confirmation_id = :id);

-- name: confirm
update inspections.ticket_material
set confirmation_id = :confirmation_id, confirmed_by = :account_id, confirmed_house = :house, confirmed_at = :now
where id = any(cast(:ids as uuid[]));

-- name: settlement
-- Jobs of a house by the day of the visit, closed tickets alone, each with the quantities that hold (none: one row without).
with job as (
    select coalesce(t.asset_code, t.id\:\:text) as thing, t.repaired_house as house,
        (t.repaired_at at time zone 'Asia/Shanghai')\:\:date as visited_on,
        min(t.asset_code) as asset_code, min(t.place_zh) as place_zh, min(t.community_code) as community_code,
        array_agg(t.number order by t.number) as tickets, array_agg(distinct d.name_zh order by d.name_zh) as defects
    from inspections.ticket t
    join inspections.defect d on d.code = t.defect_code
    where t.state in ('closed', 'archived') and t.repaired_house = :house
        and t.repaired_at >= :begins and t.repaired_at < :ends
        and (cast(:areas as text[]) is null
            or exists (select from unnest(cast(:areas as text[])) area where starts_with(t.community_code, area)))
    group by 1, 2, 3
)
select j.house, j.thing, j.visited_on, j.asset_code, j.place_zh, j.community_code, j.tickets, j.defects, m.material_code, k.name_zh, k.name_en, k.unit,
    m.quantity, m.confirmed_house, m.confirmed_at
from job j
left join inspections.ticket_material m
    on (m.thing, m.house, m.visited_on) = (j.thing, j.house, j.visited_on) and not exists (
        select from inspections.ticket_material later
        where (later.thing, later.house, later.visited_on, later.material_code) = (m.thing, m.house, m.visited_on, m.material_code)
            and later.number > m.number)
left join inspections.material k on k.code = m.material_code
order by j.visited_on, j.thing, m.material_code;
