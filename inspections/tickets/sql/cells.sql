-- Open tickets and the micro-grids they lie in.

-- name: now
set constraints registry.rehome_tickets immediate;

-- name: later
set constraints registry.rehome_tickets deferred;

-- name: rehomed
select count(distinct ticket_id) from inspections.ticket_event
where action = 'redraw' and data ->> 'change' = cast(registry.this_change() as text) and at >= now();

-- name: open_by_cell
select micro_grid_code as code, count(*) as n from inspections.ticket
where micro_grid_code is not null and starts_with(micro_grid_code, :within) and closed_at is null
group by 1 order by 1;
