-- When the register changed.

-- name: changes
-- A plan is true from its day on, whenever it was entered; what else is done is true from when it was.
select c.id, c.at, c.deed, c.reason, c.run_id, p.id as plan_id, p.name as plan_name, coalesce(p.effective_at, c.at) as true_from
from registry.change c
left join registry.plan p on p.change_id = c.id
where c.id < :before
order by c.id desc
limit :limit
