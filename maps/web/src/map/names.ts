/** Where names are written on the map, inside the reader's areas; asked for once. */
import { api } from "@/api/client";

type Names = { type: "FeatureCollection"; features: unknown[] };
let asked: Promise<Names> | undefined;

export function namesOf(): Promise<Names> {
  asked ??= api.GET("/api/v1/map-names").then(({ data }) => (data ?? { type: "FeatureCollection", features: [] }) as Names)
    .catch(() => {
      asked = undefined;
      return { type: "FeatureCollection", features: [] };
    });
  return asked;
}
