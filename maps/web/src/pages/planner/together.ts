/** Two maps that move together: where one goes, the other is. */
import type { Map as MapLibreMap } from "maplibre-gl";

export function moveTogether(one: MapLibreMap, other: MapLibreMap): () => void {
  let moving = false;
  const follow = (leader: MapLibreMap, follower: MapLibreMap) => () => {
    if (moving) return;
    moving = true;
    follower.jumpTo({ center: leader.getCenter(), zoom: leader.getZoom(), bearing: leader.getBearing(), pitch: leader.getPitch() });
    moving = false;
  };
  const first = follow(one, other), second = follow(other, one);
  one.on("move", first);
  other.on("move", second);
  return () => {
    one.off("move", first);
    other.off("move", second);
  };
}
