-- Which repairs are verified, and what verification found.

-- name: rates
select regime, share from inspections.verification_rate;

-- name: store_rate
insert into inspections.verification_rate (regime, share, source) values (:regime, :share, :source)
on conflict (regime) do update set share = excluded.share, source = excluded.source;

-- name: seed
select seed from inspections.verification_seed;

-- name: store
insert into inspections.verification_draw (event_id, ticket_id, house, at, regime, share, why, lot)
values (:event_id, :ticket_id, :house, :at, :regime, :share, :why, :lot);

-- name: of_ticket
select why, regime, share, lot from inspections.verification_draw where ticket_id = :id and at = :at
order by event_id limit 1;

-- name: results
-- The last results of a house, newest first: of each repair the last word on it before the next one.
select w.good from (
    select r.good, r.seq from inspections.verification_draw d
    join inspections.ticket_event told on told.id = d.event_id
    cross join lateral (
        select e.action = 'verify' as good, e.seq from inspections.ticket_event e
        where e.ticket_id = d.ticket_id and e.seq > told.seq and e.action in ('verify', 'rework')
            and not exists (
                select from inspections.verification_draw later join inspections.ticket_event again on again.id = later.event_id
                where later.ticket_id = d.ticket_id and again.seq > told.seq and again.seq < e.seq)
        order by e.seq desc limit 1
    ) r
    where d.house = :house
    order by r.seq desc
    limit :last
) w;

-- name: figures
select d.house, o.name_zh, o.name_en, count(*) as repairs, count(*) filter (where d.why <> 'not_drawn') as drawn,
    count(r.good) as verified, count(*) filter (where not r.good) as failed
from inspections.verification_draw d
join inspections.ticket t on t.id = d.ticket_id
join registry.organisation o on o.code = d.house
join inspections.ticket_event told on told.id = d.event_id
left join lateral (
    select e.action = 'verify' as good from inspections.ticket_event e
    where e.ticket_id = d.ticket_id and e.seq > told.seq and e.action in ('verify', 'rework')
        and not exists (
            select from inspections.verification_draw later join inspections.ticket_event again on again.id = later.event_id
            where later.ticket_id = d.ticket_id and again.seq > told.seq and again.seq < e.seq)
    order by e.seq desc limit 1
) r on true
where cast(:areas as text[]) is null
    or exists (select from unnest(cast(:areas as text[])) area where starts_with(t.community_code, area))
group by d.house, o.name_zh, o.name_en
order by d.house;
