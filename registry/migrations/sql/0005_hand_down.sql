drop function registry.complete_asset(), registry.fill_asset(), registry.replace_asset(), registry.complete_place(), registry.complete_cell(),
    registry.place_anew(), registry.place_anew_in_compounds(), registry.release(), registry.note_heirs() cascade;
drop function registry.move_in_compounds(text), registry.set_aside(regclass), registry.returned(text, text, text, geometry, text), registry.bears(text, text, text), registry.on_one_spot(geometry, geometry),
    registry.along_m(geometry, geometry, double precision),
    registry.division_at(geometry), registry.is_about(geometry), registry.area_at(text, geometry), registry.mint(text, text);
