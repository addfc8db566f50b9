-- Who holds which post where, since when: grid leaders, grid workers, building and entrance leaders, party posts, police, volunteers.

-- What posts there are. Loaded from post_kinds.csv. `needed`: so many at each place, else the post is vacant; 0: none is missed.
create table registry.post_kind (
    code        text primary key constraint post_kind_code check (code ~ '^[a-z][a-z_]{1,39}$'),
    name_zh     text    not null constraint post_kind_zh check (name_zh <> ''),
    name_en     text    not null constraint post_kind_en check (name_en <> ''),
    place_kind  text    not null constraint post_kind_place check (place_kind in ('community', 'grid', 'micro_grid', 'building', 'entrance')),
    party       boolean not null,
    employment  text    not null constraint post_kind_employment check (employment in ('dedicated', 'part_time', 'voluntary')),
    needed      integer not null constraint post_kind_needed check (needed >= 0),
    seats       integer not null constraint post_kind_seats check (seats between 1 and 500),
    position    integer not null,
    constraint post_kind_room check (needed <= seats),
    constraint post_kind_at unique (code, place_kind)
);

-- What is kept of a person, and nothing else: a neutral label (a number of personnel), perhaps an account, how to reach them.
-- Erased, the row stays without them: the posts tell still that somebody held them.
create table registry.post_holder (
    id          uuid primary key default gen_random_uuid(),
    holder      text not null,
    contact     text not null default '',
    account_id  uuid,
    erased_at   timestamptz,
    constraint post_holder_erased check (
        case when erased_at is null then holder <> '' else holder = '' and contact = '' and account_id is null end)
);
create unique index post_holder_label on registry.post_holder (holder) where erased_at is null;
create unique index post_holder_account on registry.post_holder (account_id) where account_id is not null;

-- One seat of a post is held by one at a time, [since, until). Where since = until it was never held.
create table registry.post (
    id          uuid primary key,                     -- made by who asks: the same appointment again is known by it
    kind        text        not null,
    place_kind  text        not null,
    place_code  text        not null,
    seat        integer     not null default 1 constraint post_seat check (seat >= 1),
    holder_id   uuid        not null references registry.post_holder (id),
    deputy_id   uuid        references registry.post_holder (id),
    since       timestamptz not null,
    until       timestamptz,
    reason      text        not null default '',
    made_by     text        not null,
    made_at     timestamptz not null,
    ended_by    text,
    ended_at    timestamptz,
    end_reason  text        not null default '',
    constraint post_of_kind foreign key (kind, place_kind) references registry.post_kind (code, place_kind),
    constraint post_time check (since <= until),
    constraint post_ended check ((ended_by is null) = (ended_at is null)),
    constraint post_deputy check (deputy_id <> holder_id),
    constraint post_held_once exclude using gist (kind with =, place_code with =, seat with =, tstzrange(since, until) with &&)
);
create index post_at_place on registry.post (place_code);
create index post_holder_posts on registry.post (holder_id);

-- Nothing of a post is ever rewritten but its end, and that only to an earlier one.
create function registry.keep_post() returns trigger language plpgsql as $$
begin
    if tg_op = 'UPDATE' and new.ended_at is not null and new.until is not null and (old.until is null or new.until <= old.until)
        and to_jsonb(new) - array['until', 'ended_by', 'ended_at', 'end_reason']
            = to_jsonb(old) - array['until', 'ended_by', 'ended_at', 'end_reason'] then
        return new;
    end if;
    raise exception 'rows of %.% are only ever added', tg_table_schema, tg_table_name
        using errcode = 'integrity_constraint_violation', constraint = 'append_only';
end $$;
create trigger post_append_only before update or delete on registry.post for each row execute function registry.keep_post();
create trigger no_truncate before truncate on registry.post for each statement execute function registry.refuse_change();

-- Every place that can have a post, and whether one is missed there: nobody lives in a garage, nobody is sent to vacant ground.
create view registry.post_place as
    select 'community' as kind, code, true as is_staffed from registry.community
    union all select 'grid', code, true from registry.grid
    union all select 'micro_grid', code, kind <> 'vacant' from registry.micro_grid
    union all select 'building', code, households > 0 from registry.building
    union all select 'entrance', code, households > 0 from registry.entrance;

-- Posts as they stand at a moment: held, to be appointed anew since their place is no more, coming, ended, never begun.
create function registry.post_told(moment timestamptz) returns table (
    id uuid, kind text, place text, seat integer, holder text, contact text, deputy text, since timestamptz, until timestamptz,
    state text, reason text, made_by text, made_at timestamptz
) language sql stable as $$
    select p.id, p.kind, p.place_code, p.seat, h.holder, h.contact, coalesce(d.holder, ''), p.since, p.until,
        case when p.since = p.until then 'withdrawn' when p.until <= moment then 'ended' when p.since > moment then 'coming'
            when exists (select from registry.post_place s where s.kind = p.place_kind and s.code = p.place_code) then 'held'
            else 'to_reappoint' end,
        p.reason, p.made_by, p.made_at
    from registry.post p join registry.post_holder h on h.id = p.holder_id left join registry.post_holder d on d.id = p.deputy_id
$$;

-- Places where fewer hold a post at a moment than are needed.
create function registry.post_vacant(moment timestamptz) returns table (kind text, place text, missing bigint) language sql stable as $$
    select k.code, s.code, k.needed - count(p.id)
    from registry.post_kind k
    join registry.post_place s on s.kind = k.place_kind and s.is_staffed
    left join registry.post p on p.kind = k.code and p.place_code = s.code and tstzrange(p.since, p.until) @> moment
    where k.needed > 0
    group by k.code, k.needed, s.code
    having count(p.id) < k.needed
$$;

-- Party posts are seen and changed by those alone who have this role.
alter table access.account_role drop constraint account_role_known;
alter table access.account_role add constraint account_role_known
    check (role in ('inspector', 'crew', 'dispatcher', 'planner', 'steward', 'leader', 'admin', 'party'));
