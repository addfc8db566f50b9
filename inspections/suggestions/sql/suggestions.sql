-- Suggestions: sent once by their id, read newest first, answered once or again.

-- name: send
insert into inspections.suggestion (id, account_id, org_code, text, page, sent_at)
values (:id, :account_id, :org_code, :text, :page, :now)
on conflict (id) do nothing;

-- name: suggestion
select s.* from inspections.suggestion s where s.id = :id;

-- name: held
select s.* from inspections.suggestion s where s.id = :id for update;

-- name: suggestions
select s.* from inspections.suggestion s
where (cast(:account_id as uuid) is null or s.account_id = :account_id)
    and (cast(:answered as boolean) is null or (s.answered_at is not null) = :answered)
    and (cast(:after as uuid) is null
        or (s.sent_at, s.id) < (select a.sent_at, a.id from inspections.suggestion a where a.id = :after))
order by s.sent_at desc, s.id desc
limit :limit;

-- name: waiting
select count(*) from inspections.suggestion s
where s.answered_at is null and (cast(:account_id as uuid) is null or s.account_id = :account_id);

-- name: answer
update inspections.suggestion
set answer = :answer, answered_at = :now, answered_by = :by, version = version + 1
where id = :id
returning *;
