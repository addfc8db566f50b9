drop function registry.complete_asset(), registry.fill_asset(), registry.replace_asset(), registry.complete_place() cascade;
drop function registry.set_aside(regclass), registry.division_at(geometry), registry.area_at(text, geometry), registry.mint(text, text);
