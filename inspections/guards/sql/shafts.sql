-- Open shafts as somebody may see them (areas and organisations as in listing.sql), and the posting of guards.

-- name: shafts
select t.id, t.number, t.state, t.asset_code, t.place_zh, t.place_en, t.community_code, st_x(t.geom) as lon, st_y(t.geom) as lat,
    t.defect_code, d.name_zh as defect_zh, d.name_en as defect_en, t.assignee_code, t.reported_at
from inspections.ticket t
join inspections.defect d on d.code = t.defect_code and d.hole
where t.closed_at is null and t.repaired_at is null
    and (
        :everything
        or exists (select from unnest(cast(:areas as text[])) area where starts_with(t.community_code, area))
        or (:division and t.community_code is null)
        or (
            t.dispatched_at is not null
            and (t.assignee_code = any(cast(:orgs as text[])) or t.crew_code = any(cast(:orgs as text[])))
        )
    )
    and (cast(:area as text) is null or starts_with(t.community_code, :area));

-- name: ticket
-- With whether the actor sees it and whether it is an open shaft. The lock lets nobody verify it meanwhile.
select t.id, t.number, t.reported_at, t.assignee_code, t.closed_at is null as is_open,
    d.hole and t.closed_at is null and t.repaired_at is null as is_shaft,
    (
        :everything
        or exists (select from unnest(cast(:areas as text[])) area where starts_with(t.community_code, area))
        or (:division and t.community_code is null)
        or (
            t.dispatched_at is not null
            and (t.assignee_code = any(cast(:orgs as text[])) or t.crew_code = any(cast(:orgs as text[])))
        )
    ) as seen
from inspections.ticket t
join inspections.defect d on d.code = t.defect_code
where t.id = :id
for share of t;

-- name: guard
select * from inspections.guard where id = :id;

-- name: relieve
-- Somebody who goes on standing where they stood: the former guard ends when the new one begins.
update inspections.guard
set ended_at = :begins_at, end_reason = 'renewed'
where ticket_id = :ticket_id and account_id = :account_id and kind = 'watch' and ended_at is null
    and begins_at <= :begins_at and until > :begins_at;

-- name: post
insert into inspections.guard (
    id, ticket_id, storm_id, low_point_id, kind, account_id, org_code, post, begins_at, until, photo_sha256, posted_at, posted_by
)
values (
    :id, :ticket_id, :storm_id, :low_point_id, :kind, :account_id, :org_code, :post, :begins_at, :until, :photo_sha256, :now, :by
)
on conflict (id) do nothing
returning id;

-- name: end_guard
update inspections.guard
set ended_at = least(greatest(cast(:now as timestamptz), begins_at), until), end_reason = :reason
where id = :id and ended_at is null;
