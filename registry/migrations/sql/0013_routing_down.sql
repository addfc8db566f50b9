-- Only the rules in force, and those that tickets name, stay; the others and who answers for the territory are lost.
drop table inspections.ticket_duty;
drop trigger routing_rule_append_only on inspections.routing_rule;
drop trigger routing_rule_of_draft on inspections.routing_rule;
drop function inspections.refuse_rule_of_set_in_force();
alter table inspections.routing_rule drop constraint routing_rule_answer, drop constraint routing_rule_position;
do $$
declare
    held bigint := (select set_id from inspections.rule_set_force where from_at is null or from_at <= now()
        order by from_at desc nulls last, seq desc limit 1);
begin
    delete from inspections.routing_rule r where r.set_id is distinct from held
        and not exists (select from inspections.ticket t where t.route_rule_id = r.id);
    -- what the table of before cannot say is switched off, never widened
    update inspections.routing_rule r set enabled = r.enabled and r.set_id = held and r.answers <> 'street'
        and num_nonnulls(r.kind, r.matter_code, r.hazard, r.channel, r.hours, r.keyword) = 0;
    update inspections.routing_rule r set position = - r.id where r.set_id is distinct from held;
end $$;
alter table inspections.routing_rule
    drop column set_id, drop column kind, drop column matter_code, drop column hazard, drop column channel, drop column hours,
    drop column keyword, drop column answers, drop column source,
    add constraint routing_rule_position unique (position);
drop table inspections.rule_set_force, inspections.rule_set;
alter table registry.organisation drop column ended_on;
