-- Sets of routing rules: drafted whole, put in force from a moment, never changed.

-- name: lock
-- Two that put a set in force at once follow each other.
select pg_advisory_xact_lock(hashtext('inspections.rule_set_force'));

-- name: moment
select clock_timestamp();

-- name: in_force
-- What was last said to hold from the moment or before.
select set_id from inspections.rule_set_force
where from_at is null or from_at <= :at
order by from_at desc nulls last, seq desc
limit 1;

-- name: last_said
select coalesce(max(seq), 0) from inspections.rule_set_force;

-- name: last_set
select set_id from inspections.rule_set_force order by seq desc limit 1;

-- name: sets
-- All sets, or one; the last first.
select id, draft_id, name, desk_org, made_by, made_at from inspections.rule_set
where (cast(:id as bigint) is null or id = :id) and (cast(:draft_id as uuid) is null or draft_id = :draft_id)
order by id desc;

-- name: rules
select id, position, class_code, defect_code, owner_code, setting, area_code, assignee_code, reason_zh, reason_en, kind,
    matter_code, hazard, channel, hours, keyword, answers = 'street' as to_street, enabled, source, set_id
from inspections.routing_rule
where set_id = any(cast(:sets as bigint[]))
order by set_id, position;

-- name: forces
select id, seq, set_id, from_at, decided_at, decided_by, reason from inspections.rule_set_force
where cast(:id as uuid) is null or id = :id
order by seq;

-- name: draft
insert into inspections.rule_set (draft_id, name, desk_org, made_by, made_at)
values (:draft_id, :name, :desk_org, :made_by, :made_at)
on conflict (draft_id) do nothing
returning id;

-- name: store_rules
insert into inspections.routing_rule (set_id, position, class_code, defect_code, owner_code, setting, area_code, assignee_code,
    reason_zh, reason_en, kind, matter_code, hazard, channel, hours, keyword, answers, enabled, source)
values (:set_id, :position, :class_code, :defect_code, :owner_code, :setting, :area_code, :assignee_code,
    :reason_zh, :reason_en, :kind, :matter_code, :hazard, :channel, :hours, :keyword, :answers, :enabled, :source);

-- name: enforce
insert into inspections.rule_set_force (id, set_id, from_at, decided_at, decided_by, reason)
values (:id, :set_id, :from_at, :decided_at, :decided_by, :reason);

-- name: unknown
-- Codes that the register does not know, with what they were to be.
select 'organisation' as what, code from unnest(cast(:organisations as text[])) as code
where code not in (select code from registry.organisation)
union all
select 'asset class', code from unnest(cast(:classes as text[])) as code where code not in (select code from registry.asset_class)
union all
select 'defect', code from unnest(cast(:defects as text[])) as code where code not in (select code from inspections.defect);

-- name: ended
select code from registry.organisation where ended_on <= :on;
