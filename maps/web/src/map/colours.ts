/** Colours of the map: the same meaning as on paper (`maps/style.py`; a test holds the two equal). */
export const STATES: Readonly<Record<string, string>> = {
  reported: "#b71c1c",
  filed: "#e53935",
  dispatched: "#f4792b",
  accepted: "#f5b301",
  repaired: "#1e78c8",
  verified: "#12908e",
  closed: "#7d9a8c",
  returned: "#8e44ad",
  checking: "#c2185b",
  suspended: "#5d6d7e",
  archived: "#a9b8ae",
};

export const FAMILIES: Readonly<Record<string, { colour: string; classes: readonly string[] }>> = {
  water: { colour: "#2b7bba", classes: ["01001", "01019"] },
  sewage: { colour: "#7a5230", classes: ["01002", "01018"] },
  rain: { colour: "#1d9a8a", classes: ["01003", "01004"] },
  power: { colour: "#d1495b", classes: ["01005", "01006", "01015", "01017"] },
  telecom: { colour: "#7b5ea7", classes: ["01007", "01008", "01009"] },
  heat: { colour: "#e07a1f", classes: ["01010"] },
  gas: { colour: "#c9a400", classes: ["01011", "01021"] },
  unknown: { colour: "#222b33", classes: ["01023"] },
  other: { colour: "#6c7a89", classes: [] },
};

export const CELLS: Readonly<Record<string, string>> = {
  residential: "#1d8f6a",
  street_front: "#d97a12",
  dedicated: "#8a4fb5",
  vacant: "#7d8a94",
};

export interface Ground {
  /** Ground that no map was drawn of. */
  beyond: string; land: string; area: string; park: string; water: string; compound: string; building: string; wall: string;
  road: string; main: string; trunk: string; casing: string; mainCasing: string; rail: string; text: string; halo: string; border: string;
}

export const GROUND: Readonly<Record<"light" | "dark", Ground>> = {
  light: {
    beyond: "#e9ebec", land: "#f7f4ee", area: "#e9e4da", park: "#cfe5c0", water: "#aed3ea", compound: "#efeadf", building: "#e2d8c8", wall: "#c9bda9",
    road: "#ffffff", main: "#fbe3a2", trunk: "#f6c56f", casing: "#cdc7bb", mainCasing: "#d9b665", rail: "#8b8b8b", text: "#3a3f45", halo: "#ffffff", border: "#6a4c93",
  },
  dark: {
    beyond: "#0d1216", land: "#182128", area: "#1d272f", park: "#1d3026", water: "#12303f", compound: "#1d272e", building: "#2a343b", wall: "#3b474f",
    road: "#3a464f", main: "#5a5136", trunk: "#74592c", casing: "#10171c", mainCasing: "#10171c", rail: "#70787e", text: "#d6dee3", halo: "#10171c", border: "#a98fd0",
  },
};
