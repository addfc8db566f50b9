"""What PostgreSQL's catalogue says of the table of assets, and what the register holds of assets: for tests."""

from sqlalchemy import Connection

_OF_TABLE = (
    """
    select conrelid::regclass::text, conname, pg_get_constraintdef(oid), condeferrable,
        condeferred, convalidated, obj_description(oid)
    from pg_constraint where 'registry.asset'::regclass in (conrelid, confrelid)
    """,
    """
    select pg_get_indexdef(i.indexrelid), i.indisvalid, i.indisready, i.indisclustered, i.indisreplident,
        i.indisprimary, obj_description(i.indexrelid),
        (select conname from pg_constraint c where c.conindid = i.indexrelid and c.conrelid = i.indrelid)
    from pg_index i where i.indrelid = 'registry.asset'::regclass
    """,
    """
    select t.tgrelid::regclass::text, t.tgconstrrelid::regclass::text, t.tgfoid::regproc::text,
        t.tgenabled, t.tgdeferrable, t.tginitdeferred, t.tgisinternal or pg_get_triggerdef(t.oid) is null,
        case when not t.tgisinternal then pg_get_triggerdef(t.oid) end
    from pg_trigger t
    where 'registry.asset'::regclass in (t.tgrelid, t.tgconstrrelid)
    """,
    """
    select a.attname, a.attstattarget, a.attstorage, a.attnotnull, c.reloptions::text,
        c.relpersistence, c.relreplident
    from pg_attribute a join pg_class c on c.oid = a.attrelid
    where c.oid = 'registry.asset'::regclass and a.attnum > 0
    """,
)
# Changes are numbered by a sequence that a rolled back transaction does not give back: they count from the first one.
_HELD = (
    """
    select (to_jsonb(a) - 'change_id')::text, a.change_id - (select min(id) from registry.change)
    from registry.asset a order by code
    """,
    "select * from registry.serial order by kind, prefix",
    "select kind, prefix, serials::text from registry.issued_codes order by kind, prefix",
    "select (to_jsonb(h) - 'change_id' - 'recorded')::text from registry.asset_history h order by 1",
    "select kind, scheme, alias, code from registry.alias order by 1, 2, 3",
    "select deed, reason, by_account from registry.change order by id",
)


def of_assets(conn: Connection) -> list[list[str]]:
    """Constraints, indexes, triggers and settings of the table of assets and of those that refer to it."""
    return [sorted(str(tuple(row)) for row in conn.exec_driver_sql(query)) for query in _OF_TABLE]


def held(conn: Connection) -> list[list[tuple[object, ...]]]:
    """All that the register holds of assets: rows, serials, codes issued, history, names, changes."""
    return [[tuple(row) for row in conn.exec_driver_sql(query)] for query in _HELD]
