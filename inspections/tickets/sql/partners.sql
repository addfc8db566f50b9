-- A joint case (会办): who was invited beside the one in the lead, and has done its part.

-- name: invite
insert into inspections.ticket_partner (ticket_id, org_code, invited_at) values (:ticket_id, :org_code, :at)
on conflict (ticket_id, org_code) do update set done_at = null;

-- name: done
update inspections.ticket_partner set done_at = :at where ticket_id = :ticket_id and org_code = :org_code and done_at is null;

-- name: of_ticket
select p.org_code, o.name_zh, o.name_en, p.invited_at, p.done_at
from inspections.ticket_partner p
join registry.organisation o on o.code = p.org_code
where p.ticket_id = :ticket_id
order by p.invited_at, p.org_code;
