-- Tickets and items of the maintenance list as somebody may see them.
-- An area covers every place whose code begins with it; a crew sees what was given to it or to its house.

-- name: tickets
select t.*, st_x(t.geom) as lon, st_y(t.geom) as lat,
    d.name_zh as defect_zh, d.name_en as defect_en, c.name_zh as class_zh, c.name_en as class_en,
    a.name_zh as assignee_zh, a.name_en as assignee_en, w.name_zh as crew_zh, w.name_en as crew_en
from inspections.ticket t
join inspections.defect d on d.code = t.defect_code
left join registry.asset_class c on c.code = t.class_code
left join registry.organisation a on a.code = t.assignee_code
left join registry.organisation w on w.code = t.crew_code
where (
        :everything
        or exists (select from unnest(cast(:areas as text[])) area where starts_with(t.community_code, area))
        or (:division and t.community_code is null)
        or (
            t.dispatched_at is not null
            and (t.assignee_code = any(cast(:orgs as text[])) or t.crew_code = any(cast(:orgs as text[])))
        )
    )
    and (cast(:id as uuid) is null or t.id = :id)
    and (cast(:ids as uuid[]) is null or t.id = any(cast(:ids as uuid[])))
    and (cast(:after as text) is null or t.number < :after)
    and (cast(:states as text[]) is null or t.state = any(cast(:states as text[])))
    and (cast(:hazard as boolean) is null or t.hazard = :hazard)
    and (cast(:late as boolean) is null or :late = coalesce(
        t.due_at < :now and t.repaired_at is null and t.closed_at is null, false
    ))
    and (cast(:assignee as text) is null or coalesce(t.assignee_code, '') = :assignee)
    and (cast(:crew as text) is null or t.crew_code = :crew)
    and (cast(:defect as text) is null or t.defect_code = :defect)
    and (cast(:asset as text) is null or t.asset_code = :asset)
    and (cast(:campaign as uuid) is null or t.campaign_id = :campaign)
    and (cast(:area as text) is null or starts_with(t.community_code, :area))
    and (cast(:grid as text) is null or t.grid_code = :grid)
    and (cast(:micro_grid as text) is null or t.micro_grid_code = :micro_grid)
    and (cast(:reported_from as timestamptz) is null or t.reported_at >= :reported_from)
    and (cast(:reported_until as timestamptz) is null or t.reported_at < :reported_until)
    and (cast(:words as text) is null or position(lower(:words) in lower(
        concat_ws(' ', t.number, t.place_zh, t.place_en, t.asset_code)
    )) > 0)
    and (cast(:closed_from as timestamptz) is null or t.closed_at >= :closed_from)
    and (cast(:closed_until as timestamptz) is null or t.closed_at < :closed_until)
    and (cast(:open as boolean) is null or (t.closed_at is null) = :open)
    and (cast(:shaft as boolean) is null or (d.hole and t.closed_at is null and t.repaired_at is null) = :shaft)
    and (cast(:unmoved_since as timestamptz) is null or t.id in (select inspections.stuck_tickets(:unmoved_since)))
    and (cast(:west as float8) is null or t.geom && st_makeenvelope(:west, :south, :east, :north, 4326))
order by t.number desc
limit :limit;

-- name: rank
case when t.closed_at is not null then 3
    when t.repaired_at is not null or t.state = 'suspended' then 2
    when t.hazard and t.made_safe_at is null then 0
    else 1 end;

-- name: exists_ticket
select exists (select from inspections.ticket where id = :id);

-- name: events
select e.id, e.version, e.action, e.from_state, e.to_state, e.at, e.account_id, e.org_code, e.reason, e.data, e.quiet,
    e.device_time, e.done_at
from inspections.ticket_event e
where e.ticket_id = :id
order by e.seq;

-- name: sightings
select o.id as observation_id, o.observed_at, o.received_at, o.account_id, o.defect_code, o.severity, o.measure_mm, o.note,
    st_x(o.geom) as lon, st_y(o.geom) as lat, o.accuracy_m
from inspections.ticket_sighting s
join inspections.observation o on o.id = s.observation_id
where s.ticket_id = :id
order by o.observed_at, o.id;

-- name: asked
-- Requests of residents that hang on it, which may bring pictures.
select request_id from inspections.request_ticket where ticket_id = :id order by linked_at, request_id;

-- name: photos
-- What events and sightings promised; sha256 is null until the picture has come.
select p.subject_id, p.original_sha256, f.sha256, f.width_px, f.height_px, f.taken_at
from inspections.photo_promise p
left join inspections.photo_original o on o.original_sha256 = p.original_sha256
left join inspections.photo f on f.sha256 = o.sha256
where p.subject_id = any(cast(:subjects as uuid[]))
order by p.subject_id, p.original_sha256;
