-- Owners whom nobody reaches.

-- name: unreached
-- Open tickets that wait to be accepted: every link is unused though it is over or the ticket is due, or so many calls were not
-- answered; and nobody there has said or done anything.
select t.number, t.place_zh, t.place_en, t.assignee_code as org_code, o.name_zh as org_zh, o.name_en as org_en, t.due_at,
    link.unused as links, call.missed as calls, greatest(link.last_at, call.last_at) as last_at
from inspections.ticket t
join registry.organisation o on o.code = t.assignee_code
cross join lateral (
    select count(*) as unused, max(l.made_at) as last_at, coalesce(bool_or(exists (
            select from inspections.owner_link_act a where a.link_id = l.id)), false) as used,
        count(*) filter (where least(l.expires_at, t.due_at) <= :now) as over
    from inspections.owner_link l
    where l.ticket_id = t.id and l.org_code = t.assignee_code and (l.ended_why is null or l.ended_why not in ('revoked', 'reassigned'))
) link
cross join lateral (
    select count(*) as missed, max(a.called_at) as last_at, coalesce(bool_or(a.answered), false) as spoken
    from inspections.phone_answer a
    where a.ticket_id = t.id and a.org_code = t.assignee_code and a.called_at >= t.dispatched_at
) call
where t.closed_at is null and t.state = 'dispatched' and t.signed_at is null and starts_with(t.community_code, :area)
    and not link.used and not call.spoken and (link.over > 0 or call.missed >= :calls)
order by t.due_at nulls first, t.number;
