-- Pictures, draws and quantities are forgotten; pictures themselves and the tickets stay.
drop trigger verifier_is_no_kin on inspections.ticket_event;
drop function inspections.refuse_kin();
drop function registry.kin_of(text, timestamptz), registry.house_of(text);
drop table inspections.ticket_material, inspections.material;
drop function inspections.keep_material();
drop table inspections.verification_draw, inspections.verification_seed, inspections.verification_rate;
drop table inspections.photo_evidence;
