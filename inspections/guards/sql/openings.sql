-- Declared openings: who declared which, and what became of them.

-- name: opening
select o.*,
    (select array_agg(a.asset_code order by a.asset_code) from inspections.planned_opening_asset a where a.opening_id = o.id) as assets,
    (select count(*) from inspections.planned_opening_report r where r.opening_id = o.id) as reports,
    (select coalesce(array_agg(t.number order by t.number), '{}') from inspections.planned_opening_asset a
        join inspections.ticket t on t.id = a.ticket_id where a.opening_id = o.id) as tickets
from inspections.planned_opening o
where o.id = :id;

-- name: lock_opening
select id from inspections.planned_opening where id = :id for update;

-- name: openings
-- Those with a cover in the actor's areas, or of the actor's house or crew.
select o.*,
    (select array_agg(a.asset_code order by a.asset_code) from inspections.planned_opening_asset a where a.opening_id = o.id) as assets,
    (select count(*) from inspections.planned_opening_report r where r.opening_id = o.id) as reports,
    (select coalesce(array_agg(t.number order by t.number), '{}') from inspections.planned_opening_asset a
        join inspections.ticket t on t.id = a.ticket_id where a.opening_id = o.id) as tickets
from inspections.planned_opening o
where (
        :everything
        or o.org_code = any (cast(:orgs as text[]))
        or exists (
            select from inspections.planned_opening_asset a
            join registry.asset s on s.code = a.asset_code
            where a.opening_id = o.id and exists (
                select from unnest(cast(:areas as text[])) area where starts_with(s.community_code, area)))
    )
    and (cast(:id as uuid) is null or o.id = :id)
    and (not :open_only or o.closed_at is null)
    and (cast(:asset as text) is null or exists (
        select from inspections.planned_opening_asset a where a.opening_id = o.id and a.asset_code = :asset))
    and (cast(:after as uuid) is null or (o.until, o.id) > (
        select l.until, l.id from inspections.planned_opening l where l.id = :after))
order by o.until, o.id
limit :limit;

-- name: assets
select a.code, a.community_code, a.status, k.is_cover
from registry.asset a
join registry.asset_class k on k.code = a.class_code
where a.code = any (cast(:codes as text[]))
order by a.code;

-- name: houses
-- Of an organisation, itself and the house it belongs to where it is a crew.
select code from registry.organisation where code = :code
union
select parent_code from registry.organisation where code = :code and kind = 'crew' and parent_code is not null;

-- name: declare
insert into inspections.planned_opening (id, org_code, guard, barrier, permit, begins_at, until, declared_at, declared_by)
values (:id, :org_code, :guard, :barrier, :permit, :begins_at, :until, :now, :by)
on conflict (id) do nothing
returning id;

-- name: declare_asset
insert into inspections.planned_opening_asset (opening_id, asset_code) values (:id, :asset_code);

-- name: extend
update inspections.planned_opening set until = :until, version = version + 1 where id = :id;

-- name: close
update inspections.planned_opening
set closed_at = :now, closed_by = :by, photo_sha256 = :photo, version = version + 1
where id = :id;

-- name: event
select opening_id, action, account_id, until, reason from inspections.planned_opening_event where id = :id;

-- name: events
select id, version, action, at, account_id, until, reason
from inspections.planned_opening_event where opening_id = :id order by version;

-- name: tell
insert into inspections.planned_opening_event (id, opening_id, version, action, at, account_id, until, reason)
select :id, o.id, o.version, :action, :now, :account_id, o.until, :reason
from inspections.planned_opening o where o.id = :opening_id;
