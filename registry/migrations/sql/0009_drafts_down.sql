-- Drafts are lost; what was published of them stays.
drop trigger plan_followed on registry.plan;
drop function registry.follow_plan();
drop table registry.draft_remark, registry.draft_building, registry.draft_barrier, registry.draft_atom, registry.draft_cell,
    registry.draft_grid, registry.draft_step, registry.draft_part, registry.draft;
