drop function registry.tell_change() cascade;
