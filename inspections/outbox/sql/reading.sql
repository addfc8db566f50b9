-- Events by number, as somebody may see them now; see inspections/tickets/sql/listing.sql and inspections/requests/sql/listing.sql.

-- name: events
-- seen: the ticket or request is in sight now. gone: this event took it out of sight.
select o.number, o.id, o.ticket_id, o.request_id, o.action, o.hazard, o.community_code, o.community_before, o.body,
    coalesce(inspections.in_sight(
        :everything, cast(:areas as text[]), :division, cast(:orgs as text[]), coalesce(t.community_code, r.area_code),
        case when r.id is null then inspections.given(t.dispatched_at, t.assignee_code, t.crew_code)
            else inspections.given(r.assigned_at, r.assignee_code, null) end
    ), false) as seen,
    coalesce(inspections.in_sight(
        :everything, cast(:areas as text[]), :division, cast(:orgs as text[]), o.community_before, o.given_before
    ), false) and not coalesce(inspections.in_sight(
        :everything, cast(:areas as text[]), :division, cast(:orgs as text[]), o.community_code, o.given
    ), false) as gone
from (
    select * from inspections.outbox where number > :after and number <= :until order by number limit :limit
) o
left join inspections.ticket t on t.id = o.ticket_id
left join inspections.request r on r.id = o.request_id
order by o.number;
