-- Cards for entering a well.

-- name: card
select c.*, t.number, t.community_code
from inspections.entry_card c
join inspections.ticket t on t.id = c.ticket_id
where c.id = :id;

-- name: lock_card
select id from inspections.entry_card where id = :id for no key update;

-- name: cards
select c.*, t.number, t.community_code
from inspections.entry_card c
join inspections.ticket t on t.id = c.ticket_id
where (
        :everything
        or exists (select from unnest(cast(:areas as text[])) area where starts_with(t.community_code, area))
        or (:division and t.community_code is null)
        or (
            t.dispatched_at is not null
            and (t.assignee_code = any(cast(:orgs as text[])) or t.crew_code = any(cast(:orgs as text[])))
        )
    )
    and (cast(:ticket as uuid) is null or c.ticket_id = :ticket)
    and (not :open_only or c.closed_at is null)
    and (cast(:after as uuid) is null or (c.opened_at, c.id) < (
        select l.opened_at, l.id from inspections.entry_card l where l.id = :after))
order by c.opened_at desc, c.id desc
limit :limit;

-- name: readings
select * from inspections.gas_reading where card_id = any (cast(:ids as uuid[])) order by at, id;

-- name: events
select id, card_id, version, action, person, at, account_id, note
from inspections.entry_event where card_id = :id order by version;

-- name: event
select card_id, action, person, account_id, note from inspections.entry_event where id = :id;

-- name: open
insert into inspections.entry_card (id, ticket_id, attendant, entrants, opened_at, opened_by)
values (:id, :ticket_id, :attendant, :entrants, :now, :by)
on conflict (id) do nothing;

-- name: store
update inspections.entry_card
set attendant = :attendant, inside = :inside, approved_at = :approved_at, approved_by = :approved_by,
    ventilated_at = :ventilated_at, closed_at = :closed_at, version = :version
where id = :id;

-- name: tell
insert into inspections.entry_event (id, card_id, version, action, person, at, account_id, note)
values (:id, :card_id, :version, :action, :person, :at, :account_id, :note)
on conflict (id) do nothing;

-- name: reading
select card_id, at, o2_pct, combustible_lel_pct, h2s_ppm, co_ppm, account_id from inspections.gas_reading where id = :id;

-- name: keep_reading
insert into inspections.gas_reading (id, card_id, at, o2_pct, combustible_lel_pct, h2s_ppm, co_ppm, account_id, received_at)
values (:id, :card_id, :at, :o2_pct, :combustible_lel_pct, :h2s_ppm, :co_ppm, :account_id, :now)
on conflict (id) do nothing;
