"""What kind of cell it is, by what most of its minutes go to."""

import geopandas as gpd
import pandas as pd

DEDICATED = frozenset({"market", "office", "school", "hospital", "station", "works"})
STREET_FRONT = frozenset({"shop"})


def described(cells: gpd.GeoDataFrame, atoms: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Cells with `kind` (residential, street_front, dedicated, vacant) and `households` where the demand tells."""
    told = cells.copy()
    told["kind"] = "residential"
    if "use" in atoms.columns:
        classes = atoms["use"].map(lambda use: "dedicated" if use in DEDICATED else None)
        classes = classes.mask(atoms["use"].isin(STREET_FRONT), "street_front").fillna("residential")
        told["kind"] = told["code"].map(_main(atoms, classes)).fillna("residential")
    told.loc[told["minutes"] == 0, "kind"] = "vacant"
    if "households" in atoms.columns:
        households = pd.to_numeric(atoms["households"], errors="coerce") * atoms["part"]
        told["households"] = told["code"].map(households.groupby(atoms["cell"]).sum()).fillna(0.0).round(2)
    return told


def _main(atoms: gpd.GeoDataFrame, classes: pd.Series) -> pd.Series:
    """The class with most minutes by cell; of equals the last by name."""
    spent = pd.DataFrame({"cell": atoms["cell"], "kind": classes, "minutes": pd.to_numeric(atoms["minutes"])})
    total: pd.DataFrame = spent.groupby(["cell", "kind"])["minutes"].sum().reset_index()
    last = total.sort_values(["minutes", "kind"]).drop_duplicates("cell", keep="last")
    return pd.Series(last["kind"].to_numpy(), index=last["cell"])
