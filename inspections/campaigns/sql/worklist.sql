-- name: assignments
select a.id, a.number, a.grid_code, a.account_id, a.second_look, a.minutes,
       count(u.id) as units, coalesce(sum(u.targets), 0) as targets, coalesce(cast(sum(cast(u.length_m as numeric)) as float8), 0) as length_m,
       coalesce(max(case when a.second_look then u.second_day_no else u.day_no end), 0) as days,
       min(u.community_code) as community_code, st_asgeojson(st_centroid(st_collect(st_centroid(u.geom))))\:\:json as middle
  from inspections.assignment a
  left join inspections.campaign_unit u on (a.second_look and u.second_assignment_id = a.id) or (not a.second_look and u.assignment_id = a.id)
 where a.campaign_id = :campaign_id
   and a.number > :after
   and (cast(:id as bigint) is null or a.id = :id)
   and (cast(:account_id as uuid) is null or a.account_id = :account_id)
   and (cast(:areas as text[]) is null
        or exists (select from inspections.campaign_unit v, unnest(cast(:areas as text[])) own
                    where v.campaign_id = :campaign_id and a.id in (v.assignment_id, v.second_assignment_id)
                      and (starts_with(v.community_code, own) or (v.community_code is null and length(own) = 6))))
 group by a.id
 order by a.number
 limit :limit

-- name: worklist
-- Units in walking order; their covers along the road, up one side and down the other where it is wide, else from west to
-- east in strips. A second look is blind: it is not told what the first one saw.
select u.id as unit_id, u.kind, u.place_code, u.grid_code, u.minutes, u.length_m,
       case when :second_look then u.second_day_no else u.day_no end as day_no,
       case when :second_look then u.second_position else u.position end as position,
       case when :second_look then null else u.result end as unit_result,
       coalesce(s.road_name, p.name_zh, '') as name_zh, coalesce(s.from_road, '') as from_road, coalesce(s.to_road, '') as to_road,
       st_asgeojson(u.geom, 6)\:\:json as geometry,
       coalesce(covers.targets, '[]') as targets
  from inspections.campaign_unit u
  join inspections.campaign k on k.id = u.campaign_id
  left join registry.road_segment s on u.kind = 'segment' and s.code = u.place_code
  left join registry.compound p on u.kind = 'compound' and p.code = u.place_code
  left join lateral (
        select json_agg(json_build_object(
                   'asset_code', a.code, 'class_code', a.class_code, 'spoken_prefix', a.spoken_prefix,
                   'spoken_number', a.spoken_number, 'setting', a.setting, 'lon', st_x(a.geom), 'lat', st_y(a.geom),
                   'accuracy_m', a.accuracy_m, 'late', t.late,
                   'result', case when :second_look then t.second_result else t.result end)
               order by way.side, way.at, a.code) as targets
          from inspections.target t
          join registry.asset a on a.code = t.asset_code
         cross join lateral (
            select case when s.geom is null then null else st_linelocatepoint(s.geom, a.geom) end as at_line,
                   coalesce(s.width_m >= cast(k.parameters ->> 'wide_road_m' as real), false) as wide) line
         cross join lateral (
            select st_azimuth(st_lineinterpolatepoint(s.geom, greatest(line.at_line - 0.01, 0)),
                              st_lineinterpolatepoint(s.geom, least(line.at_line + 0.01, 1))) as road,
                   st_azimuth(st_lineinterpolatepoint(s.geom, line.at_line), a.geom) as cover) facing
         cross join lateral (
            select case when not line.wide then 0 when sin(facing.cover - facing.road) < 0 then 0 else 1 end as own_side) sides
         cross join lateral (
            -- about 20 m, in degrees
            select floor(st_y(a.geom) / 0.0002) as strip) strips
         cross join lateral (
            select case when s.geom is not null then sides.own_side else strips.strip end as side,
                   case when s.geom is not null then case when sides.own_side = 1 then -line.at_line else line.at_line end
                        else st_x(a.geom) * case when mod(strips.strip\:\:integer, 2) = 0 then 1 else -1 end end as at) way
         where t.unit_id = u.id) covers on true
 where u.campaign_id = :campaign_id
   and case when :second_look then u.second_assignment_id else u.assignment_id end = :assignment_id
   and (cast(:day_no as integer) is null or case when :second_look then u.second_day_no else u.day_no end = :day_no)
   and (cast(:areas as text[]) is null
        or exists (select from unnest(cast(:areas as text[])) own
                    where starts_with(u.community_code, own) or (u.community_code is null and length(own) = 6)))
 order by position
