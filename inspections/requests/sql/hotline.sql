-- Files of a hotline: what is known of its work orders, and what became of them.

-- name: lock
-- Two files of one source follow each other: the second finds what the first brought.
select pg_advisory_xact_lock(hashtextextended(:source, 15));

-- name: known
select r.*, c.opinion, c.solved
from inspections.request r
left join lateral (
    select b.opinion, b.solved
    from (select * from inspections.call_back where request_id = r.id offset 0) b    -- never down the index of times
    where r.answered_at is not null and b.at >= r.answered_at
    order by b.at desc, b.id limit 1
) c on true
where r.source = :source and r.source_number = any(cast(:numbers as text[]))
order by r.id
for no key update of r;

-- name: areas
select code, name_zh from registry.community union all select code, name_zh from registry.street order by code desc;

-- name: divisions
select distinct left(code, 6) as code from registry.street order by 1;

-- name: organisations
select code, name_zh from registry.organisation where kind <> 'crew' and ended_on is null;

-- name: matters
select code from inspections.matter where enabled;

-- name: replies
select r.source_number, r.number, r.state, o.name_zh as assignee_zh, r.answered_at, r.result_code, r.answer, r.closed_at
from inspections.request r
left join registry.organisation o on o.code = r.assignee_code
where r.source = :source and r.source_number is not null
    and (cast(:since as timestamptz) is null
        or exists (select from inspections.request_event e where e.request_id = r.id and e.at >= cast(:since as timestamptz)))
order by r.source_number;

-- name: record
insert into inspections.request_import (id, source, file_name, sha256, at, account_id, added, changed, same, refused)
values (:id, :source, :file_name, :sha256, :at, :account_id, :added, :changed, :same, :refused);

-- name: reject
insert into inspections.request_reject (import_id, row, source_number, field, reason)
values (:import_id, :row, :source_number, :field, :reason);
