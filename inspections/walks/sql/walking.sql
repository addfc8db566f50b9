-- What a walk is planned from: the streets round it, and where its walker was last.

-- name: streets
select s.code, s.road_name, s.width_m, st_asbinary(s.geom) as shape
  from registry.road_segment s
 where s.geom && st_makeenvelope(:west, :south, :east, :north, 4326)
 order by s.code

-- name: last_seen
select st_x(a.geom) as lon, st_y(a.geom) as lat
  from inspections.target t
  join inspections.campaign_unit u on u.id = t.unit_id
  join registry.asset a on a.code = t.asset_code
 where t.campaign_id = :campaign_id
   and case when :second_look then u.second_assignment_id else u.assignment_id end = :assignment_id
   and case when :second_look then t.second_observed_at else t.observed_at end is not null
 order by case when :second_look then t.second_observed_at else t.observed_at end desc, a.code
 limit 1
