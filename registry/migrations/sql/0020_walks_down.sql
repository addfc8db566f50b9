-- Tracks and consents are forgotten; coverage never depended on them.
drop table inspections.track_point, inspections.track_batch, inspections.track_consent;
drop function inspections.refuse_track();
