-- Parts of drafts: as they stand, their log, their steps.

-- name: lock
select version from registry.draft_part where draft_id = :draft and division_code = :division for update

-- name: part
-- `last_by`: whoever drew, sent or agreed last; what follows from a publication is no opinion.
select p.division_code, coalesce(c.name_zh, s.name_zh, '') as name_zh, p.state, p.version, p.plan_id,
    (select t.account_id from registry.draft_step t where t.draft_id = p.draft_id and t.division_code = p.division_code
        and t.act in ('edit', 'send', 'approve', 'return') order by t.version desc limit 1) as last_by,
    array(select distinct t.account_id from registry.draft_step t where t.draft_id = p.draft_id and t.division_code = p.division_code
        and t.act in ('edit', 'send') and t.account_id is not null) as drawn_by,
    (select count(*) from registry.draft_remark r join registry.draft_grid g on (g.draft_id, g.grid_code) = (r.draft_id, r.grid_code)
        where r.draft_id = p.draft_id and g.division_code = p.division_code and r.answer is null and r.resolved_at is null) as waiting
from registry.draft_part p
left join registry.street s on s.code = p.division_code
left join registry.community c on c.code = p.division_code
where p.draft_id = :draft and p.division_code = :division

-- name: grid_codes
select grid_code from registry.draft_grid where draft_id = :draft and division_code = :division order by 1

-- name: grids
select g.grid_code, g.version, count(c.code) as cells, count(*) filter (where c.minutes > :limit + 0.0001) as over_limit,
    coalesce(max(c.minutes), 0) as minutes_most,
    (select count(*) from registry.draft_remark r where (r.draft_id, r.grid_code) = (g.draft_id, g.grid_code)
        and r.resolved_at is null) as open_remarks
from registry.draft_grid g left join registry.draft_cell c on (c.draft_id, c.grid_code) = (g.draft_id, g.grid_code)
where g.draft_id = :draft and g.division_code = :division
group by g.draft_id, g.grid_code
order by g.grid_code

-- name: log
select version, act, from_state, to_state, made_by, made_at, reason
from registry.draft_step where draft_id = :draft and division_code = :division order by version

-- name: take
with gone as (
    update registry.draft_part set state = :after, version = version + 1, plan_id = cast(:plan as bigint)
    where draft_id = :draft and division_code = :division
    returning draft_id, division_code, version
)
insert into registry.draft_step (draft_id, division_code, version, act, from_state, to_state, account_id, made_by, made_at, reason)
select draft_id, division_code, version, :act, :before, :after, cast(:account as uuid), :by, :now, :reason from gone
returning version
