-- The account behind a session or a token, by the hash of its key: one row or none.
-- name: by_session
select account.id, account.login, account.name, account.org_code, session.csrf, session.expires_at,
       null\:\:uuid as token_id,
       array(select role from access.account_role where account_id = account.id order by role) as roles,
       array(select area_code from access.account_area where account_id = account.id order by area_code) as areas
from access.session
join access.account on account.id = session.account_id
where session.key_sha256 = :key_sha256 and session.expires_at > :now and account.disabled_at is null

-- name: by_token
select account.id, account.login, account.name, account.org_code, null as csrf, token.expires_at,
       token.id as token_id,
       array(select role from access.account_role where account_id = account.id order by role) as roles,
       array(select area_code from access.account_area where account_id = account.id order by area_code) as areas
from access.token
join access.account on account.id = token.account_id
where token.key_sha256 = :key_sha256 and token.expires_at > :now and token.revoked_at is null
  and account.disabled_at is null
