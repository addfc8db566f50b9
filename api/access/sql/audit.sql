-- The audit and its chain.

-- name: recent
select audit.*, account.login, account.name
from access.audit left join access.account on account.id = audit.account_id
where (cast(:before as bigint) is null or audit.id < :before)
  and (:login = '' or account.login = :login or audit.target = :login)
  and (:text = '' or position(:text in lower(audit.action)) > 0 or position(:text in lower(audit.target)) > 0)
  and (:outcome = '' or audit.outcome = :outcome)
  and (cast(:since as timestamptz) is null or audit.at >= :since)
  and (cast(:until as timestamptz) is null or audit.at < :until)
order by audit.id desc
limit :limit

-- name: verify
-- Each link reckoned anew from its row and the link before it: what is broken, where, and how.
with anchor as (
    select coalesce(max(number), 0) as number,
           coalesce((select sha256 from access.audit_anchor order by number desc limit 1), ''\:\:bytea) as sha256
    from access.audit_anchor
), link as (
    select c.number, c.audit_id, c.sha256, a.at, a.id is null as gone,
           lag(c.number, 1, anchor.number) over w as number_before,
           lag(c.sha256, 1, anchor.sha256) over w as sha256_before,
           access.audit_content(c.number, a) as content
    from access.audit_chain c cross join anchor left join access.audit a on a.id = c.audit_id
    window w as (order by c.number)
)
select number, audit_id, at,
    case when number <> number_before + 1 then 'missing' when gone then 'gone' else 'changed' end as reason,
    number_before + 1 as first_number
from link
where number <> number_before + 1 or gone or sha256 <> sha256(sha256_before || content)
union all
select null, a.id, a.at, 'unlinked', null
from access.audit a
where not exists (select from access.audit_chain c where c.audit_id = a.id)
order by number nulls last, audit_id
limit :limit

-- name: head
select c.number, c.sha256, a.at from access.audit_chain c left join access.audit a on a.id = c.audit_id
order by c.number desc limit 1

-- name: extent
select (select count(*) from access.audit) as rows, (select min(at) from access.audit) as since

-- name: anchor
select number, sha256, through, pruned_at from access.audit_anchor order by number desc limit 1

-- name: link
select sha256 from access.audit_chain where number = :number

-- name: anchor_before
-- The last link before which every row is older: rows are taken away from the beginning of the chain alone.
insert into access.audit_anchor (number, sha256, through, pruned_at)
select c.number, c.sha256, :before, :now
from access.audit_chain c
where c.number = (
    select coalesce(min(young.number) - 1, (select max(number) from access.audit_chain))
    from access.audit_chain young join access.audit a on a.id = young.audit_id
    where a.at >= :before)
returning number, sha256

-- name: prune
delete from access.audit a using access.audit_chain c
where c.audit_id = a.id and c.number <= :number
