-- One-time links of owners without an account: of a secret only its hash is known here.

-- name: store
insert into inspections.owner_link (id, ticket_id, org_code, addressee, channel, secret_sha256, made_at, made_by, expires_at)
values (:id, :ticket_id, :org_code, :addressee, :channel, :secret_sha256, :now, :by, :expires_at)
on conflict (id) do nothing
returning id;

-- name: links
-- One by its id or its secret, or those of a ticket, oldest first.
select l.id, l.ticket_id, l.org_code, l.addressee, l.channel, l.made_at, l.made_by, l.expires_at, l.ended_at, l.ended_why,
    coalesce((select jsonb_object_agg(a.act, a.at) from inspections.owner_link_act a where a.link_id = l.id), '{}') as done
from inspections.owner_link l
where (cast(:id as uuid) is null or l.id = :id) and (cast(:ticket_id as uuid) is null or l.ticket_id = :ticket_id)
    and (cast(:secret_sha256 as bytea) is null or l.secret_sha256 = :secret_sha256)
order by l.made_at, l.id;

-- name: lock_ticket
-- As every step does, and before any link of it: a transfer that ends links holds the same lock.
select version from inspections.ticket where id = :id for no key update;

-- name: end
update inspections.owner_link set ended_at = :now, ended_why = :why, ended_by = :by
where ended_at is null and (cast(:id as uuid) is null or id = :id) and (cast(:ticket_id as uuid) is null or ticket_id = :ticket_id);

-- name: done
insert into inspections.owner_link_act (link_id, act, event_id, at) values (:link_id, :act, :event_id, :now);
