-- The account behind a session or a token, by the hash of its key: one row or none.
-- name: by_session
-- A session that nobody used for too long is over. A request of a person (`touch`) is remembered, a write in 20 seconds at most.
with found as (
    select account.id, account.login, account.name, account.org_code, session.csrf, session.expires_at,
           null\:\:uuid as token_id, account.must_change_password,
           session.second_factor_at is not null as shown,
           exists (select from access.second_factor f
                   where f.account_id = account.id and f.confirmed_at is not null) as enrolled,
           make_interval(mins => case
               when exists (select from access.account_role r where r.account_id = account.id)
                   and not exists (select from access.account_role r
                                   where r.account_id = account.id and r.role not in ('inspector', 'crew'))
               then cast(:field_minutes as integer) else cast(:desk_minutes as integer) end) as idle,
           session.seen_at,
           array(select role from access.account_role where account_id = account.id order by role) as roles,
           array(select area_code from access.account_area where account_id = account.id order by area_code) as areas
    from access.session
    join access.account on account.id = session.account_id
    where session.key_sha256 = :key_sha256 and session.expires_at > :now and account.disabled_at is null
), touched as (
    update access.session set seen_at = :now
    from found
    where session.key_sha256 = :key_sha256 and cast(:touch as boolean) and found.seen_at + found.idle > :now
      and found.seen_at < cast(:now as timestamptz) - interval '20 seconds'
)
select * from found where seen_at + idle > :now

-- name: by_token
select account.id, account.login, account.name, account.org_code, null as csrf, token.expires_at,
       token.id as token_id, false as must_change_password, false as shown, false as enrolled,
       null\:\:interval as idle, null\:\:timestamptz as seen_at,
       array(select role from access.account_role where account_id = account.id order by role) as roles,
       array(select area_code from access.account_area where account_id = account.id order by area_code) as areas
from access.token
join access.account on account.id = token.account_id
where token.key_sha256 = :key_sha256 and token.expires_at > :now and token.revoked_at is null
  and account.disabled_at is null
