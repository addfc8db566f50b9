-- Samples of answered requests that are called back.

-- name: lock
select pg_advisory_xact_lock(hashtext('inspections.call_back_sample'));

-- name: exists
select exists (select from inspections.call_back_sample where id = :id);

-- name: population
select r.id, r.assignee_code, r.channel
from inspections.request r
where r.state = 'answered' and r.answered_at >= :from_at and r.answered_at < :until_at and r.erased_at is null;

-- name: add
insert into inspections.call_back_sample (id, made_at, made_by, from_at, until_at, half_width, seed, population, size)
values (:id, :now, :made_by, :from_at, :until_at, :half_width, :seed, :population, :size);

-- name: pick
insert into inspections.call_back_pick (sample_id, request_id, department, channel)
values (:id, :request_id, :department, :channel);

-- name: sample
select s.id, s.made_at, s.from_at, s.until_at, s.half_width, s.seed, s.population, s.size,
    count(distinct c.request_id) as called, count(distinct c.request_id) filter (where c.opinion <> 'not_reached') as reached
from inspections.call_back_sample s
left join inspections.call_back_pick p on p.sample_id = s.id
left join inspections.call_back c on c.request_id = p.request_id and c.at >= s.made_at
where s.id = :id
group by s.id;

-- name: picks
select p.request_id, r.number, p.department, p.channel,
    exists (select from inspections.call_back c where c.request_id = p.request_id and c.at >= s.made_at) as called
from inspections.call_back_pick p
join inspections.call_back_sample s on s.id = p.sample_id
join inspections.request r on r.id = p.request_id
where p.sample_id = :id
order by r.number;
