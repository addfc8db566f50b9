-- Accounts with their roles and areas.

-- name: page
select account.id, account.login, account.name, account.org_code, account.disabled_at, account.created_at,
       array(select role from access.account_role where account_id = account.id order by role) as roles,
       array(select area_code from access.account_area where account_id = account.id order by area_code) as areas
from access.account
where account.login > :after
order by account.login
limit :limit

-- name: one
select account.id, account.login, account.name, account.org_code, account.disabled_at, account.created_at,
       array(select role from access.account_role where account_id = account.id order by role) as roles,
       array(select area_code from access.account_area where account_id = account.id order by area_code) as areas
from access.account
where account.id = :id

-- name: set_roles
with gone as (
    delete from access.account_role where account_id = :id and role <> all(cast(:roles as text[]))
)
insert into access.account_role (account_id, role)
select :id, role from unnest(cast(:roles as text[])) as role
on conflict do nothing

-- name: set_areas
with gone as (
    delete from access.account_area where account_id = :id and area_code <> all(cast(:areas as text[]))
)
insert into access.account_area (account_id, area_code)
select :id, area_code from unnest(cast(:areas as text[])) as area_code
on conflict do nothing

-- name: close_keys
with sessions as (
    delete from access.session where account_id = :id
)
update access.token set revoked_at = :now where account_id = :id and revoked_at is null

-- name: open_admins
select account.id
from access.account
join access.account_role on account_role.account_id = account.id and account_role.role = 'admin'
where account.disabled_at is null
order by account.id
for update of account
