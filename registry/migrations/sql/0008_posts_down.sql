-- Who held which post is lost, and so is the role for party posts.
delete from access.account_role where role = 'party';
alter table access.account_role drop constraint account_role_known;
alter table access.account_role add constraint account_role_known
    check (role in ('inspector', 'crew', 'dispatcher', 'planner', 'steward', 'leader', 'admin'));
drop function registry.post_vacant(timestamptz), registry.post_told(timestamptz);
drop view registry.post_place;
drop table registry.post, registry.post_holder, registry.post_kind;
drop function registry.keep_post();
