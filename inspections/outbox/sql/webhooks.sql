-- Where events go: webhooks and robots, each with the sight of its owner.

-- name: all
-- By account where one is given, else of everybody; oldest first.
select * from inspections.webhook
where cast(:account_id as uuid) is null or account_id = :account_id
order by created_at, id;

-- name: one
select * from inspections.webhook where id = :id;

-- name: lock
select * from inspections.webhook where id = :id for update;

-- name: lock_free
-- For a sender: what another one is busy with is left to it.
select * from inspections.webhook where id = :id and disabled_at is null for update skip locked;

-- name: working
select id, account_id from inspections.webhook where disabled_at is null order by created_at, id;

-- name: of_account
select name from inspections.webhook where account_id = :account and disabled_at is null order by name, id;

-- name: store
insert into inspections.webhook (
    id, kind, name, url, secret, account_id, actions, areas, hazards_only, position, created_at
)
values (
    :id, :kind, :name, :url, :secret, :account_id, :actions, :areas, :hazards_only, :position, :now
)
on conflict (id) do nothing;

-- name: change
update inspections.webhook
set version = version + 1, name = :name, url = :url, actions = :actions, areas = :areas, hazards_only = :hazards_only,
    disabled_at = case when :enabled then null else coalesce(disabled_at, :now) end,
    disabled_reason = case when :enabled then '' when disabled_at is null then 'by a person' else disabled_reason end,
    failing_since = case when :enabled and disabled_at is not null then null else failing_since end
where id = :id;

-- name: disable
update inspections.webhook
set version = version + 1, disabled_at = :now, disabled_reason = :reason
where id = :id and disabled_at is null;

-- name: remove
delete from inspections.webhook where id = :id;
