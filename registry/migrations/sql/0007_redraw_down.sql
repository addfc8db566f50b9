-- Plans are lost; the micro-grids stay as they are.
drop function registry_then.micro_grid_at(geometry, integer), registry.micro_grid_at(geometry, integer);
drop table registry.plan_cell, registry.plan_grid, registry.plan;
drop function registry.keep_plan();
