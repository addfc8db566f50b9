-- Accounts keep what they were without the two new administrators; second factors and the chain are forgotten.
drop table access.audit_anchor;
drop function access.check_audit_anchor();
drop trigger audit_append_only on access.audit;
drop trigger audit_linked on access.audit;
drop table access.audit_chain;
drop function access.keep_audit();
drop function access.keep_audit_chain();
drop function access.link_audit();
drop function access.audit_content(bigint, access.audit);
create trigger audit_append_only before update or delete on access.audit
    for each statement execute function registry.refuse_change();
drop table access.recovery_code;
drop table access.second_factor;
alter table access.session drop column seen_at, drop column second_factor_at;
alter table access.account drop column must_change_password;
alter table access.account_role drop constraint auditor_does_nothing_else;
drop index access.three_administrators;
delete from access.account_role where role in ('security_admin', 'audit_admin');
alter table access.account_role drop constraint account_role_known;
alter table access.account_role add constraint account_role_known
    check (role in ('inspector', 'crew', 'dispatcher', 'planner', 'steward', 'leader', 'admin', 'party'));
