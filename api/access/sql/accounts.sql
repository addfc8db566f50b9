-- Accounts with their roles and areas.

-- name: page
select account.id, account.login, account.name, account.org_code, account.disabled_at, account.created_at,
       account.must_change_password,
       array(select role from access.account_role where account_id = account.id order by role) as roles,
       array(select area_code from access.account_area where account_id = account.id order by area_code) as areas,
       (select max(locked_until) from access.sign_in_attempt a
        where a.login in (account.login, account.login || ' code')) as locked_until,
       (select confirmed_at from access.second_factor f where f.account_id = account.id) as second_factor_at
from access.account
where account.login > :after
  and (:text = '' or position(:text in account.login) > 0 or position(:text in lower(account.name)) > 0)
  and (cast(:role as text) is null
       or exists (select from access.account_role r where r.account_id = account.id and r.role = :role))
  and (:area = ''
       or exists (select from access.account_area w where w.account_id = account.id and starts_with(w.area_code, :area)))
  and (cast(:org_code as text) is null or account.org_code = :org_code)
  and (cast(:open as boolean) is null or (account.disabled_at is null) = :open)
order by account.login
limit :limit

-- name: one
select account.id, account.login, account.name, account.org_code, account.disabled_at, account.created_at,
       account.must_change_password,
       array(select role from access.account_role where account_id = account.id order by role) as roles,
       array(select area_code from access.account_area where account_id = account.id order by area_code) as areas,
       (select max(locked_until) from access.sign_in_attempt a
        where a.login in (account.login, account.login || ' code')) as locked_until,
       (select confirmed_at from access.second_factor f where f.account_id = account.id) as second_factor_at
from access.account
where account.id = :id

-- name: drop_roles
delete from access.account_role where account_id = :id and role <> all(cast(:roles as text[]))

-- name: add_roles
insert into access.account_role (account_id, role)
select :id, role from unnest(cast(:roles as text[])) as role
on conflict (account_id, role) do nothing

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

-- name: unlock
delete from access.sign_in_attempt where login in (:login, :login || ' code')

-- name: open_holders
select account.id
from access.account
join access.account_role on account_role.account_id = account.id and account_role.role = :role
where account.disabled_at is null
order by account.id
for update of account
