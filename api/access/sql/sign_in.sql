-- Signing in: attempts are counted before the password is looked at, so that many at once gain nothing.

-- name: attempt
insert into access.sign_in_attempt as attempt (login, failures, last_at, locked_until)
values (:login, 1, :now, case when :lock_after <= 1 then cast(:lock_until as timestamptz) end)
on conflict (login) do update set
    failures = case when attempt.locked_until <= :now or attempt.last_at < :forgotten then 1
                    else attempt.failures + 1 end,
    last_at = :now,
    locked_until = case when attempt.locked_until > :now then attempt.locked_until
                        when attempt.locked_until <= :now or attempt.last_at < :forgotten then excluded.locked_until
                        when attempt.failures + 1 >= :lock_after then cast(:lock_until as timestamptz) end
returning failures, locked_until

-- name: succeed
delete from access.sign_in_attempt where login = :login

-- name: forget
delete from access.sign_in_attempt where last_at < :forgotten and coalesce(locked_until, last_at) < :now

-- name: account
select id, password_hash from access.account where login = :login and disabled_at is null
