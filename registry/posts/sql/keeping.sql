-- Appointing to posts, ending them, erasing persons.

-- name: one_at_a_time
-- Else two who ask at once would be given one seat, and one of them an error instead of the next seat.
select pg_advisory_xact_lock(45, 3)

-- name: taken
select p.seat, h.holder from registry.post p join registry.post_holder h on h.id = p.holder_id
where p.kind = :kind and p.place_code = :place
    and tstzrange(p.since, p.until) && tstzrange(cast(:since as timestamptz), cast(:until as timestamptz))

-- name: holder
-- Whoever has the label; what is new of them is kept.
insert into registry.post_holder as kept (holder, contact, account_id) values (:holder, :contact, :account)
on conflict (holder) where erased_at is null do update
set contact = case excluded.contact when '' then kept.contact else excluded.contact end,
    account_id = coalesce(excluded.account_id, kept.account_id)
returning id

-- name: add
insert into registry.post (id, kind, place_kind, place_code, seat, holder_id, deputy_id, since, until, reason, made_by, made_at)
values (:id, :kind, :place_kind, :place, :seat, :holder, :deputy, :since, :until, :reason, :by, :now)

-- name: end
update registry.post set until = :until, ended_by = :by, ended_at = :now, end_reason = :reason where id = :id

-- name: erase
update registry.post_holder set holder = '', contact = '', account_id = null, erased_at = :now
where holder = :holder and erased_at is null
returning id

-- name: posts_of
select count(*) from registry.post where :holder in (holder_id, deputy_id)
