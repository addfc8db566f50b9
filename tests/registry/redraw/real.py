"""Porto and Cambridge as a redraw takes them, made from the published files of ../shared/data."""

import json
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import shapely

DATA = Path(__file__).resolve().parents[4] / "shared" / "data"
PORTO, CAMBRIDGE = DATA / "porto" / "porto_osm.gpkg", DATA / "cambridge" / "cambridge.gpkg"
ADDRESSES = DATA / "cambridge" / "master_addresses_2015.csv.gz"

FLAT_M2 = 450.0  # of floor a household: 4,457 in the four parishes, where 7,780 people live by their layer
STREETS = ("tertiary", "unclassified", "residential", "living_street", "pedestrian")
STOREYS = 3  # where OpenStreetMap has no building:levels: what most of the centre has
EMPTY = {"roof", "garage", "garages", "collapsed", "ruins", "construction", "shed", "hut", "church", "chapel"}
USES = {"commercial": "office", "office": "office", "retail": "commercial", "public": "public", "school": "school",
        "university": "school", "hospital": "hospital", "train_station": "station", "hotel": "office"}  # fmt: skip
WIDE = ("motorway", "trunk", "primary", "secondary")
"""Highways that nobody crosses but at a crossing, over a bridge or through a tunnel."""


def _inside(demand: gpd.GeoDataFrame, grids: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Rows whose middle lies in a grid: of the others there is nothing to plan."""
    sound = shapely.make_valid(demand.geometry.to_numpy())
    known = shapely.area(sound) > 0  # one parcel is but a line
    inside: gpd.GeoDataFrame = demand[
        known & shapely.within(shapely.point_on_surface(sound), shapely.union_all(grids.geometry.to_numpy()))
    ]
    return inside.copy()


def write_porto(folder: Path) -> None:
    """grids.gpkg (parishes), demand.gpkg (buildings by use and storeys), barriers.gpkg (wide highways, streets)."""
    parishes = pyogrio.read_dataframe(PORTO, layer="admin_areas")[["osm_id", "name", "geometry"]]
    parishes.rename(columns={"osm_id": "code"}).to_file(folder / "grids.gpkg")
    buildings = _inside(pyogrio.read_dataframe(PORTO, layer="buildings"), parishes)
    kind = buildings["building"]
    use = kind.map(USES).fillna("residential").where(~kind.isin(EMPTY), "")
    storeys = pd.to_numeric(buildings["building_levels"], errors="coerce").fillna(STOREYS).clip(1, 30)
    floor_m2 = buildings.to_crs(3763).area.to_numpy() * storeys.to_numpy()
    homes = np.where(use == "residential", np.maximum(1, np.round(floor_m2 / FLAT_M2)), 0)
    told = {
        "source_id": [str(way or area) for way, area in zip(buildings["osm_way_id"], buildings["osm_id"], strict=True)],
        "use": use,
        "storeys": storeys.astype(int),
        "households": homes.astype(int),
        "shops": (use == "commercial").astype(int) * 4,
    }
    gpd.GeoDataFrame(told, geometry=buildings.geometry, crs=buildings.crs).to_file(folder / "demand.gpkg")
    highways = pyogrio.read_dataframe(PORTO, layer="highways")
    tags = highways["tags"].fillna("{}").map(json.loads)
    over = highways["bridge"].notna() | (highways["tunnel"] == "yes")
    wide = highways["highway"].str.removesuffix("_link").isin(WIDE) & ~over
    zebra = tags.map(lambda tag: tag.get("footway") == "crossing" or "crossing" in tag)
    street = highways["highway"].isin(STREETS)
    kinds = np.select([wide, zebra, over, street], ["main_road", "crossing", "bridge", "road_centre"], "")
    lines = gpd.GeoDataFrame({"kind": kinds}, geometry=highways.geometry, crs=highways.crs)
    lines[lines["kind"] != ""].to_file(folder / "barriers.gpkg")


def write_cambridge(folder: Path, *, wards: tuple[str, ...] = ()) -> None:
    """grids.gpkg (precincts of 2020, those of some wards), demand.gpkg (parcels, their addresses as households)."""
    precincts = pyogrio.read_dataframe(CAMBRIDGE, layer="precincts_2020")[["Ward", "WardPrecinct", "geometry"]]
    if wards:
        precincts = precincts[precincts["Ward"].astype(str).isin(wards)]
    precincts.rename(columns={"WardPrecinct": "code"}).to_file(folder / "grids.gpkg")
    parcels = _inside(pyogrio.read_dataframe(CAMBRIDGE, layer="parcels_fy2014")[["ML", "geometry"]], precincts)
    doors = pd.read_csv(ADDRESSES, dtype=str)["MapLot"].value_counts()
    parcels["households"] = parcels["ML"].map(doors).fillna(0).astype(int)
    # The others are tracks and parks; one named ROAD is the streets of a whole quarter, with an address or two.
    parcels = parcels[(parcels["households"] > 0) & (parcels["ML"] != "ROAD")]
    parcels["storeys"] = (1 + parcels["households"] // 4).clip(1, 30)
    parcels.rename(columns={"ML": "source_id"}).to_file(folder / "demand.gpkg")
