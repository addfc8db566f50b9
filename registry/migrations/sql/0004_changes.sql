-- Whoever keeps something drawn in memory hears, at each commit, which table changed: channel jingge_changes, the table's
-- name as payload. PostgreSQL tells it after the change is visible, once for a transaction and a table.

create function registry.tell_change() returns trigger language plpgsql as $$
begin
    perform pg_notify('jingge_changes', tg_table_name);
    return null;
end $$;

create trigger tell_change after insert or update or delete or truncate on registry.division
    for each statement execute function registry.tell_change();
create trigger tell_change after insert or update or delete or truncate on registry.street
    for each statement execute function registry.tell_change();
create trigger tell_change after insert or update or delete or truncate on registry.community
    for each statement execute function registry.tell_change();
create trigger tell_change after insert or update or delete or truncate on registry.grid
    for each statement execute function registry.tell_change();
create trigger tell_change after insert or update or delete or truncate on registry.road_segment
    for each statement execute function registry.tell_change();
create trigger tell_change after insert or update or delete or truncate on registry.compound
    for each statement execute function registry.tell_change();
create trigger tell_change after insert or update or delete or truncate on registry.building
    for each statement execute function registry.tell_change();
create trigger tell_change after insert or update or delete or truncate on registry.landmark
    for each statement execute function registry.tell_change();
create trigger tell_change after insert or update or delete or truncate on registry.organisation
    for each statement execute function registry.tell_change();
create trigger tell_change after insert or update or delete or truncate on registry.asset_class
    for each statement execute function registry.tell_change();
create trigger tell_change after insert or update or delete or truncate on registry.asset
    for each statement execute function registry.tell_change();
create trigger tell_change after insert or update or delete or truncate on inspections.ticket
    for each statement execute function registry.tell_change();
