-- What is erased of requests when its time is over.

-- name: due
select r.id
from inspections.request_person p
join inspections.request r on r.id = p.request_id
where p.erase_after <= :now and r.closed_at is not null
order by p.erase_after, r.id
limit :most
for update of p skip locked;

-- name: erase_persons
delete from inspections.request_person where request_id = any(cast(:ids as uuid[]));

-- name: erase_words
update inspections.request set said = '', place_zh = '', answer = '', erased_at = :now where id = any(cast(:ids as uuid[]));
