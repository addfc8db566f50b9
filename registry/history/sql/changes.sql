-- Who changes the register, told to the transaction alone.

-- name: declare
select set_config('jingge.account', :account, true), set_config('jingge.deed', :deed, true),
    set_config('jingge.reason', :reason, true), set_config('jingge.valid_from', :valid_from, true)

-- name: begin
select registry.open_change()
