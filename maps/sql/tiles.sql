-- Vector tiles, one statement a layer. Parameters: the tile in degrees (west, south, east, north) and in whole numbers
-- (z, x, y), the extent in tile units, the margin as a part of the tile; divisions and areas say what the caller may see.
-- Points go from degrees to tile units by one affine step: from zoom 8 on the Mercator scale bends by less than half a
-- pixel inside a tile, and this costs half of a transformation. Lines and areas are transformed and cut.

-- Near: each cover with its code, to ask for more.
-- name: covers
with tile as (
    select 4096 / (:east - :west) as kx, 4096 / (:north - :south) as ky,
           ST_Expand(ST_MakeEnvelope(:west, :south, :east, :north, 4326), (:east - :west) / 64, (:north - :south) / 64) as box
)
select ST_AsMVT(feature, 'covers', 4096, 'geom') from (
    select ST_Affine(asset.geom, kx, 0, 0, -ky, 0.5 - :west * kx, 0.5 + :north * ky) as geom, asset.class_code, asset.code
    from registry.asset, tile
    where asset.geom && tile.box and asset.status <> 'removed'
      and asset.class_code in (select code from registry.asset_class where is_cover)
      and (left(asset.code, 6) = any(:divisions) or asset.community_code like any(:areas))
    order by asset.code  -- the same covers are the same bytes, whatever the plan: an untouched tile keeps its ETag
) as feature

-- Thousands in a tile: one feature a class, all its covers as one multipoint. A feature with text of its own for each cover
-- would cost more than all the rest, and a look at the class for each as much as the tile itself.
-- name: cover_dots
with tile as (
    select 4096 / (:east - :west) as kx, 4096 / (:north - :south) as ky,
           ST_Expand(ST_MakeEnvelope(:west, :south, :east, :north, 4326), (:east - :west) / 64, (:north - :south) / 64) as box
), grouped as (
    select asset.class_code, ST_Collect(asset.geom) as geom
    from registry.asset, tile
    where asset.geom && tile.box and asset.status <> 'removed'
      and (left(asset.code, 6) = any(:divisions) or asset.community_code like any(:areas))
    group by asset.class_code
)
select ST_AsMVT(feature, 'covers', 4096, 'geom') from (
    select ST_Affine(grouped.geom, kx, 0, 0, -ky, 0.5 - :west * kx, 0.5 + :north * ky) as geom, grouped.class_code
    from grouped join registry.asset_class on asset_class.code = grouped.class_code and asset_class.is_cover, tile
    order by grouped.class_code
) as feature

-- Far out, one feature for each of 32 × 32 cells of the tile: how many covers, at the place of one of them (so that the
-- picture follows the streets). Both coordinates in one number make that one aggregate.
-- name: cover_density
with tile as (
    select 4096 / (:east - :west) as kx, 4096 / (:north - :south) as ky,
           ST_MakeEnvelope(:west, :south, :east, :north, 4326) as box
), placed as (
    select cast(floor((ST_X(asset.geom) - :west) * kx) as bigint) as x,
           cast(floor((:north - ST_Y(asset.geom)) * ky) as bigint) as y
    from registry.asset, tile
    where asset.geom && tile.box and asset.status <> 'removed'
      and asset.class_code in (select code from registry.asset_class where is_cover)
      and (left(asset.code, 6) = any(:divisions) or asset.community_code like any(:areas))
)
select ST_AsMVT(feature, 'density', 4096, 'geom') from (
    select ST_MakePoint(max(x * 8192 + y) / 8192, max(x * 8192 + y) % 8192) as geom, count(*) as covers
    from placed where x between 0 and 4095 and y between 0 and 4095  -- boxes are compared as floats: others slip in
    group by x / 128, y / 128
) as feature

-- Tickets that were not voided, at every zoom.
-- name: tickets
with tile as (
    select 4096 / (:east - :west) as kx, 4096 / (:north - :south) as ky,
           ST_Expand(ST_MakeEnvelope(:west, :south, :east, :north, 4326), (:east - :west) / 16, (:north - :south) / 16) as box
)
select ST_AsMVT(feature, 'tickets', 4096, 'geom') from (
    select ST_Affine(ticket.geom, kx, 0, 0, -ky, 0.5 - :west * kx, 0.5 + :north * ky) as geom,
           ticket.id::text as id, number, state, hazard, class_code, defect_code, place_zh, place_en, assignee_code,
           extract(epoch from due_at)::bigint as due_s, extract(epoch from repaired_at)::bigint as repaired_s
    from inspections.ticket, tile
    where ticket.geom && tile.box and state not in ('void', 'refused')
      and (community_code like any(:areas) or community_code is null and :everywhere
           or dispatched_at is not null and (crew_code = :org or assignee_code in (
               select case kind when 'crew' then coalesce(parent_code, code) else code end
               from registry.organisation where code = :org)))
    order by ST_Y(ticket.geom) desc
) as feature

-- name: grids
with tile as (
    select ST_TileEnvelope(:z, :x, :y) as frame, ST_MakeEnvelope(:west, :south, :east, :north, 4326) as box
)
select (
    select coalesce(ST_AsMVT(feature, 'grid', :extent, 'geom'), '') from (
        select ST_AsMVTGeom(ST_Transform(grid.geom, 3857), frame, :extent, :extent / 64) as geom, code, name_zh, households
        from registry.grid, tile where grid.geom && box and community_code like any(:areas)
    ) as feature where :z >= 12
) || (
    select coalesce(ST_AsMVT(feature, 'community', :extent, 'geom'), '') from (
        select ST_AsMVTGeom(ST_Transform(community.geom, 3857), frame, :extent, :extent / 64) as geom, code, name_zh
        from registry.community, tile where community.geom && box and code like any(:areas)
    ) as feature
) || (
    select coalesce(ST_AsMVT(feature, 'street', :extent, 'geom'), '') from (
        select ST_AsMVTGeom(ST_Transform(street.geom, 3857), frame, :extent, :extent / 64) as geom, code, name_zh, name_en
        from registry.street, tile
        where street.geom && box and exists (
            select from registry.community where street_code = street.code and community.code like any(:areas))
    ) as feature
)

-- Micro-grids where they are large enough to be told apart; those of one tower lie above each other.
-- name: micro_grids
with tile as (
    select ST_TileEnvelope(:z, :x, :y) as frame, ST_MakeEnvelope(:west, :south, :east, :north, 4326) as box
)
select ST_AsMVT(feature, 'micro_grid', :extent, 'geom') from (
    select ST_AsMVTGeom(ST_Transform(cell.geom, 3857), frame, :extent, :extent / 64) as geom, code, name_zh, kind, households,
           round(minutes)::integer as minutes
    from registry.micro_grid as cell, tile
    where :z >= :cells_from and cell.geom && box and code like any(:areas)
    order by code
) as feature

-- Road segments of the caller's divisions, or those that touch a community of the caller's.
-- name: segments
with tile as (
    select ST_TileEnvelope(:z, :x, :y) as frame, ST_MakeEnvelope(:west, :south, :east, :north, 4326) as box
)
select ST_AsMVT(feature, 'segments', :extent, 'geom') from (
    select ST_AsMVTGeom(ST_Transform(segment.geom, 3857), frame, :extent, :extent / 16) as geom,
           code, road_name, from_road, to_road, road_class
    from registry.road_segment as segment, tile
    where segment.geom && box and (left(code, 6) = any(:divisions) or exists (
        select from registry.community
        where community.code like any(:areas) and ST_Intersects(community.geom, segment.geom)))
) as feature

-- name: compounds
with tile as (
    select ST_TileEnvelope(:z, :x, :y) as frame, ST_MakeEnvelope(:west, :south, :east, :north, 4326) as box
)
select ST_AsMVT(feature, 'compounds', :extent, 'geom') from (
    select ST_AsMVTGeom(ST_Transform(compound.geom, 3857), frame, :extent, :extent / 64) as geom, code, name_zh, households
    from registry.compound, tile where compound.geom && box and community_code like any(:areas)
) as feature

-- What makes the sheet look like a map: no code, no name, for everybody who is signed in.
-- name: base
with tile as (
    select ST_TileEnvelope(:z, :x, :y) as frame,
           ST_Expand(ST_MakeEnvelope(:west, :south, :east, :north, 4326), (:east - :west) * :margin, (:north - :south) * :margin) as box
)
select (
    select coalesce(ST_AsMVT(feature, 'land', :extent, 'geom'), '') from (
        select ST_AsMVTGeom(ST_Transform(division.geom, 3857), frame, :extent, :extent / 64) as geom
        from registry.division, tile where division.geom && box
    ) as feature
) || (
    select coalesce(ST_AsMVT(feature, 'area', :extent, 'geom'), '') from (
        select ST_AsMVTGeom(ST_Transform(landmark.geom, 3857), frame, :extent, :extent / 64) as geom, kind
        from registry.landmark, tile where landmark.geom && box and ST_Dimension(landmark.geom) = 2
    ) as feature
) || (
    select coalesce(ST_AsMVT(feature, 'compound', :extent, 'geom'), '') from (
        select ST_AsMVTGeom(ST_Transform(compound.geom, 3857), frame, :extent, :extent / 64) as geom
        from registry.compound, tile where :z >= 14 and compound.geom && box
    ) as feature
) || (
    select coalesce(ST_AsMVT(feature, 'building', :extent, 'geom'), '') from (
        select ST_AsMVTGeom(ST_Transform(building.geom, 3857), frame, :extent, :extent / 64) as geom, use
        from registry.building, tile where :z >= 15 and building.geom && box
    ) as feature
) || (
    select coalesce(ST_AsMVT(feature, 'line', :extent, 'geom'), '') from (
        select ST_AsMVTGeom(ST_Transform(landmark.geom, 3857), frame, :extent, (:extent * :margin)::integer) as geom, kind
        from registry.landmark, tile where landmark.geom && box and ST_Dimension(landmark.geom) = 1
    ) as feature
) || roads.casing || roads.filling
from (
    -- twice: all casings lie below all fillings, so that crossings stay open
    select coalesce(ST_AsMVT(feature, 'casing', :extent, 'geom'), '') as casing,
           coalesce(ST_AsMVT(feature, 'road', :extent, 'geom'), '') as filling
    from (
        select ST_AsMVTGeom(ST_Transform(segment.geom, 3857), frame, :extent, (:extent * :margin)::integer) as geom,
               road_class, round(width_m)::integer as width_m
        from registry.road_segment as segment, tile
        where segment.geom && box and (:z >= 13 or road_class in ('trunk', 'main', 'secondary'))
        order by array_position(array['branch', 'secondary', 'main', 'trunk'], road_class)
    ) as feature
) as roads
