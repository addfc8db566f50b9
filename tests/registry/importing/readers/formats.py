"""One small frame in every format that is read, for tests of the readers."""

import warnings
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import geopandas as gpd
import openpyxl
import pandas as pd
import pyogrio
import shapely

NAMES = ("编号", "名称", "class_code", "year")


def frame(rows: int = 5, crs: str = "EPSG:4326") -> gpd.GeoDataFrame:
    """Covers with Chinese names; the third has no name and no year."""
    numbers = range(rows)
    return gpd.GeoDataFrame(
        {
            "编号": [f"J{i:03}" for i in numbers],
            "名称": [None if i == 2 else "污水井盖" for i in numbers],
            "class_code": ["01002"] * rows,
            "year": pd.array([None if i == 2 else 1990 + i % 30 for i in numbers], dtype="Int64"),
        },
        geometry=shapely.points([[120.37 + i / 1000, 36.08] for i in numbers]),
        crs="EPSG:4326",
    ).to_crs(crs)


def _gdal(driver: str) -> Callable[[gpd.GeoDataFrame, Path], Path]:
    def write(made: gpd.GeoDataFrame, path: Path) -> Path:
        pyogrio.write_dataframe(made, path, driver=driver, layer="covers", **_options(driver))
        return path

    return write


def _options(driver: str) -> Mapping[str, object]:
    return {"SPATIAL_INDEX": "NO"} if driver == "FlatGeobuf" else {}  # its index orders the rows by place


def table(made: gpd.GeoDataFrame) -> pd.DataFrame:
    """The frame with lon and lat as columns."""
    return pd.DataFrame(made.drop(columns="geometry")).assign(lon=made.geometry.x, lat=made.geometry.y)


def write_csv(made: gpd.GeoDataFrame, path: Path) -> Path:
    table(made).to_csv(path, index=False)
    return path


def write_wkt(made: gpd.GeoDataFrame, path: Path) -> Path:
    pd.DataFrame(made.drop(columns="geometry")).assign(WKT=made.geometry.to_wkt()).to_csv(path, index=False)
    return path


def write_xlsx(made: gpd.GeoDataFrame, path: Path) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "covers"
    rows = table(made).astype(object)
    sheet.append(list(rows.columns))
    for row in rows.where(rows.notna(), None).itertuples(index=False):
        sheet.append(list(row))
    book.save(path)
    return path


def write_parquet(made: gpd.GeoDataFrame, path: Path) -> Path:
    made.to_parquet(path)
    return path


def write_plain_parquet(made: gpd.GeoDataFrame, path: Path) -> Path:
    table(made).to_parquet(path)
    return path


def write_shapefile(made: gpd.GeoDataFrame, path: Path, *, encoding: str = "UTF-8") -> Path:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # names of more than ten bytes are cut
        pyogrio.write_dataframe(made, path, driver="ESRI Shapefile", encoding=encoding)
    return path


def write_zip(made: gpd.GeoDataFrame, path: Path) -> Path:
    inner = write_shapefile(made, path.with_name("covers.shp"))
    return zip_parts(inner, path)


def zip_parts(shp: Path, path: Path, *, folder: str = "数据/") -> Path:
    """The parts of a shapefile in a zip; the loose ones are removed."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for part in sorted(shp.parent.glob(f"{shp.stem}.*")):
            if part != path:
                archive.write(part, f"{folder}{part.name}")
                part.unlink()
    return path


WRITERS: Mapping[str, Callable[[gpd.GeoDataFrame, Path], Path]] = {
    "a.gpkg": _gdal("GPKG"),
    "a.geojson": _gdal("GeoJSON"),
    "a.fgb": _gdal("FlatGeobuf"),
    "a.shp": write_shapefile,
    "a.zip": write_zip,
    "a.parquet": write_parquet,
    "plain.parquet": write_plain_parquet,
    "a.csv": write_csv,
    "wkt.csv": write_wkt,
    "a.csv.gz": write_csv,
    "a.xlsx": write_xlsx,
}
"""How to write each format, by the name of the file."""


def write(name: str, folder: Path, made: gpd.GeoDataFrame | None = None) -> Path:
    """The frame (or another) as the file `name` in `folder`."""
    return WRITERS[name](frame() if made is None else made, folder / name)
