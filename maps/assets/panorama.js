"use strict";
// The panorama's drawing and behaviour, on Leaflet and Leaflet.VectorGrid. Data and words come with the page.

window.Jingge = (function () {
  // Leaflet.VectorGrid 1.3 calls a function that Leaflet dropped in 1.8.
  L.DomEvent.fakeStop = L.DomEvent.fakeStop || function () { return true; };

  // Leaflet.VectorGrid draws the first point of a feature: many points become many features.
  const read = L.VectorGrid.Protobuf.prototype._getVectorTilePromise;
  L.VectorGrid.Protobuf.prototype._getVectorTilePromise = function (coords) {
    return read.call(this, coords).then((tile) => {
      for (const layer of Object.values(tile.layers)) {
        layer.features = layer.features.flatMap((feature) => feature.type !== 1 || feature.geometry.length === 1 ? [feature]
          : feature.geometry.map((point) => ({ type: 1, geometry: [point], properties: feature.properties })));
        layer.length = layer.features.length;
      }
      return tile;
    });
  };

  const LATITUDE = 36.09;
  const metresPerPixel = (zoom) => (156543.034 * Math.cos((LATITUDE * Math.PI) / 180)) / 2 ** zoom;
  const order = { base: 210, compounds: 220, micro_grids: 225, grids: 230, segments: 240, covers: 250, labels: 350, tickets: 450 };
  const ROADS = {
    trunk: { least: 2.6, fill: "#f6c56f", edge: "#d99a3a" },
    main: { least: 1.9, fill: "#fbe3a2", edge: "#d9b665" },
    secondary: { least: 1.1, fill: "#ffffff", edge: "#c9c4ba" },
    branch: { least: 0.8, fill: "#ffffff", edge: "#d3cec4" },
  };
  const AREAS = { park: "#cfe5c0", water: "#aed3ea", sea: "#aed3ea", river: "#aed3ea" };
  const BUILDINGS = {
    residential: "#e2d8c8", shop: "#ecd9bd", school: "#d5dcea", hospital: "#f0d4d4", office: "#d8d9e6",
    works: "#dcd8d8", market: "#ecd2ae", station: "#d5cbd9", public: "#d3e0dc",
  };
  let families = {}, cells = {};

  const flat = (colour, opacity) => ({ fill: true, fillColor: colour, fillOpacity: opacity === undefined ? 1 : opacity, stroke: false });
  const line = (colour, weight, more) => Object.assign({ stroke: true, fill: false, color: colour, weight, opacity: 1, lineCap: "round" }, more);
  const width = (road, zoom) => Math.max((ROADS[road.road_class] || ROADS.branch).least, (road.width_m || 6) / metresPerPixel(zoom));
  const colourOfClass = (code) => {
    for (const name in families) if (families[name].classes.includes(code)) return families[name].colour;
    return families.other ? families.other.colour : "#666";
  };
  const dot = (radius, colour, more) => Object.assign(
    { radius, fill: true, fillColor: colour, fillOpacity: 1, stroke: false }, more);

  const styles = {
    base: {
      land: flat("#f7f4ee"),
      area: (area) => flat(AREAS[area.kind] || "#e9e4da"),
      compound: flat("#efeadf"),
      building: (building, zoom) => Object.assign(flat(BUILDINGS[building.use] || "#e2d8c8"),
        zoom >= 16 ? { stroke: true, color: "#c9bda9", weight: 0.6, opacity: 1 } : {}),
      line: (thing, zoom) => thing.kind === "railway"
        ? [line("#8b8b8b", zoom >= 14 ? 3.4 : 2), line("#fff", zoom >= 14 ? 1.6 : 0.8, { dashArray: "7 7", lineCap: "butt" })]
        : thing.kind === "river" ? [] : thing.kind === "coast" ? line("#8fbcd6", 1.2) : [],
      casing: (road, zoom) => zoom < 13 ? [] : line((ROADS[road.road_class] || ROADS.branch).edge, width(road, zoom) + 1.6),
      road: (road, zoom) => line(zoom < 14 && road.road_class !== "trunk" && road.road_class !== "main" ? "#d8d2c6"
        : (ROADS[road.road_class] || ROADS.branch).fill, width(road, zoom)),
    },
    grids: {
      grid: (_, zoom) => zoom < 14 ? [] : line("#5b6f9a", zoom >= 16 ? 1.2 : 0.7, { opacity: 0.55, dashArray: "4 4" }),
      community: (_, zoom) => zoom < 14 ? [] : line("#5b5f9a", 1, { opacity: 0.45 }),
      street: (_, zoom) => line("#6a4c93", zoom >= 14 ? 1.8 : 1.3, { opacity: zoom >= 14 ? 0.6 : 0.45, dashArray: "9 4 2 4" }),
    },
    micro_grids: {
      micro_grid: (cell, zoom) => ({
        fill: true, fillColor: cells[cell.kind] || "#7d8a94", fillOpacity: cell.kind === "vacant" ? 0.06 : 0.16,
        stroke: true, color: cells[cell.kind] || "#7d8a94", weight: zoom >= 17 ? 1.8 : 1.1, opacity: 0.85,
      }),
    },
    segments: { segments: line("#1f6f8b", 2.2, { opacity: 0.8 }) },
    compounds: { compounds: { fill: true, fillColor: "#1f6f8b", fillOpacity: 0.08, stroke: true, color: "#1f6f8b", weight: 1, opacity: 0.7 } },
    covers: {
      density: (cell, zoom) => dot(Math.min(3.4, 0.7 + Math.sqrt(cell.covers) * (zoom >= 14 ? 0.26 : zoom >= 13 ? 0.13 : 0.05)),
        "#34566b", { fillOpacity: 0.42 }),
      covers: (cover, zoom) => zoom >= 17
        ? dot(zoom >= 18 ? 5.5 : 4, colourOfClass(cover.class_code), { stroke: true, color: "#fff", weight: 1.2, opacity: 1 })
        : dot(zoom >= 16 ? 2.3 : 1.4, colourOfClass(cover.class_code), { fillOpacity: 0.9 }),
    },
  };

  function panes(map, bounds) {
    const wide = window.innerWidth > 760;
    map.fitBounds(bounds, wide ? { paddingTopLeft: [310, 10], paddingBottomRight: [10, 10] } : { paddingBottomRight: [0, 44] });
    L.control.scale({ position: "bottomright", imperial: false }).addTo(map);
    for (const name in order) {
      map.createPane("jingge-" + name).style.zIndex = order[name];
    }
    map.getPane("jingge-labels").style.pointerEvents = "none";
  }

  const escape = (text) => {
    const span = document.createElement("span");
    span.textContent = text === null || text === undefined ? "" : String(text);
    return span.innerHTML;
  };
  const row = (name, value) => value ? `<dt>${escape(name)}</dt><dd>${escape(value)}</dd>` : "";

  function start(map, layers, data) {
    families = data.families;
    cells = data.cells;
    Object.values(layers).forEach((layer) => { if (map.hasLayer(layer)) layer.redraw(); });
    toggles(map, layers, data);
    labels(map, data);
    tickets(map, data);
    clicks(map, layers, data);
    const panel = document.getElementById("jg-panel");
    panel.open = window.innerWidth > 760;
    document.getElementById("jg-sign-out").addEventListener("click", async () => {
      const session = await (await fetch("/api/v1/session")).json();
      await fetch("/api/v1/session", { method: "DELETE", headers: { "X-CSRF-Token": session.csrf || "" } });
      location.assign("/login");
    });
  }

  function toggles(map, layers, data) {
    const box = document.getElementById("jg-layers");
    for (const name of ["covers", "grids", "micro_grids", "segments", "compounds"]) {
      const label = document.createElement("label");
      const input = document.createElement("input");
      input.type = "checkbox";
      input.checked = map.hasLayer(layers[name]);
      input.addEventListener("change", () => input.checked ? map.addLayer(layers[name]) : map.removeLayer(layers[name]));
      label.append(input, data.words[name]);
      box.append(label);
    }
  }

  // Names: the important ones first, none over another.
  function labels(map, data) {
    const group = L.layerGroup().addTo(map);
    const from = { street: [11, 15], trunk: [14, 20], main: [15, 20], community: [15, 17], secondary: [16, 20], branch: [17, 20] };
    const kinds = Object.keys(from);
    const all = data.labels.slice().sort((a, b) => kinds.indexOf(a[0]) - kinds.indexOf(b[0]));
    function draw() {
      group.clearLayers();
      const zoom = map.getZoom(), view = map.getBounds().pad(0.05), taken = [];
      for (const [kind, lon, lat, text, turn] of all) {
        if (zoom < from[kind][0] || zoom > from[kind][1] || !view.contains([lat, lon])) continue;
        const at = map.latLngToContainerPoint([lat, lon]);
        const area = kind === "street" || kind === "community";
        const size = kind === "street" ? 14 : 11.5, wide = /[\u3400-\u9fff]/.test(text) ? text.length * size : text.length * size * 0.56;
        const angle = area ? 0 : turn > 90 ? turn - 180 : turn < -90 ? turn + 180 : turn;
        const cos = Math.abs(Math.cos((angle * Math.PI) / 180)), sin = Math.abs(Math.sin((angle * Math.PI) / 180));
        const w = (wide * cos + size * sin) / 2 + 7, h = (wide * sin + size * cos) / 2 + 5;
        const mine = [at.x - w, at.y - h, at.x + w, at.y + h];
        if (taken.some((other) => mine[0] < other[2] && other[0] < mine[2] && mine[1] < other[3] && other[1] < mine[3])) continue;
        taken.push(mine);
        L.marker([lat, lon], {
          pane: "jingge-labels", interactive: false, keyboard: false,
          icon: L.divIcon({ className: "jg-label jg-" + (area ? kind : "road"), iconSize: null,
            html: `<span style="transform:translate(-50%,-50%) rotate(${angle}deg)">${escape(text)}</span>` }),
        }).addTo(group);
      }
    }
    map.on("moveend zoomend", draw);
    draw();
  }

  function tickets(map, data) {
    const group = L.layerGroup().addTo(map), hidden = new Set(), canvas = L.canvas({ pane: "jingge-tickets", padding: 0.3, tolerance: 6 });
    const list = document.getElementById("jg-states");
    let features = null;  // no figure before the first answer

    async function load() {
      const found = [];
      let after = null;
      do {
        const answer = await fetch("/api/v1/tickets?limit=1000" + (after ? "&after=" + encodeURIComponent(after) : ""));
        if (answer.status === 401) return location.assign("/login");
        if (!answer.ok) throw new Error(answer.statusText);
        const page = await answer.json();
        found.push(...page.features);
        after = page.next;
      } while (after && found.length < 20000);
      features = found.filter((feature) => feature.properties.state in data.states);
      draw();
    }

    function draw() {
      if (features === null) return;
      const size = map.getZoom() >= 16 ? 8 : map.getZoom() >= 14 ? 6.5 : 5;
      const counts = {};
      let late = 0, open = 0;
      group.clearLayers();
      const rank = Object.keys(data.states);
      for (const feature of features.slice().sort((a, b) => (a.properties.state === "closed" ? 0 : 1) - (b.properties.state === "closed" ? 0 : 1))) {
        const { state } = feature.properties;
        counts[state] = (counts[state] || 0) + 1;
        if (state !== "closed") open += 1;
        if (feature.properties.late) late += 1;
        if (hidden.has(state)) continue;
        const [lon, lat] = feature.geometry.coordinates;
        L.circleMarker([lat, lon], {
          renderer: canvas, radius: state === "closed" ? size - 1.5 : size, fillColor: data.states[state].colour, fillOpacity: 1,
          color: feature.properties.late ? "#1d2b36" : "#fff", weight: feature.properties.late ? 2.4 : 1.6,
        }).bindPopup(() => card(feature.properties, data), { maxWidth: 320 }).addTo(group);
      }
      document.getElementById("jg-open").textContent = open;
      document.getElementById("jg-late").textContent = late ? `${data.words.late} ${late}` : "";
      list.replaceChildren(...rank.map((state) => {
        const button = document.createElement("button"), item = document.createElement("li");
        button.type = "button";
        button.setAttribute("aria-pressed", String(!hidden.has(state)));
        button.innerHTML = `<i style="background:${data.states[state].colour}"></i>${escape(data.states[state].name)}<b>${counts[state] || 0}</b>`;
        button.addEventListener("click", () => { hidden.has(state) ? hidden.delete(state) : hidden.add(state); draw(); });
        item.append(button);
        return item;
      }));
    }

    const warning = document.getElementById("jg-warning");
    const refresh = () => load().then(() => { warning.hidden = true; }, () => { warning.hidden = false; });
    map.on("zoomend", draw);
    refresh();
    setInterval(() => { if (!document.hidden && !map._popup?.isOpen()) refresh(); }, 15000);
  }

  function card(ticket, data) {
    const words = data.words, zh = data.language === "zh-CN", name = (thing) => thing ? (zh ? thing.zh : thing.en) : "";
    const due = ticket.due_at ? new Date(ticket.due_at).toLocaleString(data.language, { dateStyle: "medium", timeStyle: "short" }) : "";
    const asset = ticket.asset_code ? ` · <a href="/id/${escape(ticket.asset_code)}">${escape(words.open_certificate)}</a>` : "";
    return `<div class="jg-card"><h3>${escape(name(ticket.defect))} · ${escape(name(ticket.asset_class))}</h3>
      <p class="jg-chip" style="background:${data.states[ticket.state].colour}">${escape(data.states[ticket.state].name)}</p>
      ${ticket.late ? `<p class="jg-chip jg-is-late">${escape(words.late)}</p>` : ""}
      <dl>${row(words.number, ticket.number)}${row(words.place, zh ? ticket.place_zh : ticket.place_en)}
      ${row(words.due, due)}${row(words.assignee, name(ticket.assignee))}${row(words.micro_grids, ticket.micro_grid_code)}</dl>
      <p class="jg-links"><a href="/api/v1/tickets/${escape(ticket.id)}">${escape(words.open_ticket)}</a>${asset}</p></div>`;
  }

  // The canvas of the tickets lies above: the map's own click looks for the nearest cover in what is drawn, then for a micro-grid.
  function clicks(map, layers, data) {
    map.on("click", (event) => {
      const cover = drawn(layers.covers, event.latlng, (feature, at, scale) =>
        feature._point && feature.properties.code ? 12 / scale - feature._point.distanceTo(at) : 0);
      if (cover) return show(cover, event.latlng);
      const cell = drawn(layers.micro_grids, event.latlng, (feature, at) => feature._parts && holds(feature._parts, at) ? 1 : 0);
      if (cell) tell(cell, event.latlng);
    });

    // Of what a layer shows at a place the feature that scores highest above nothing.
    function drawn(layer, latlng, score) {
      if (!map.hasLayer(layer) || layer._tileZoom === undefined) return null;
      const size = layer.getTileSize(), scale = map.options.crs.scale(map.getZoom()) / map.options.crs.scale(layer._tileZoom);
      const place = map.project(latlng, layer._tileZoom), column = place.unscaleBy(size).floor();
      column.z = layer._tileZoom;
      const tile = layer._vectorTiles[layer._tileCoordsToKey(column)];
      if (!tile || !tile._features) return null;
      const at = place.subtract(column.scaleBy(size));
      let best = null, most = 0;
      for (const { feature } of Object.values(tile._features)) {
        const own = score(feature, at, scale);
        if (own > most) { best = feature; most = own; }
      }
      return best && best.properties;
    }

    function holds(rings, at) {
      let inside = false;
      for (const ring of rings) {
        for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
          const a = ring[i], b = ring[j];
          if ((a.y > at.y) !== (b.y > at.y) && at.x < ((b.x - a.x) * (at.y - a.y)) / (b.y - a.y) + a.x) inside = !inside;
        }
      }
      return inside;
    }

    function tell(cell, latlng) {
      const words = data.words;
      L.popup({ maxWidth: 300 }).setLatLng(latlng).setContent(
        `<div class="jg-card"><h3>${escape(words.micro_grids)} ${escape(cell.code.slice(12, 15))}-${escape(cell.code.slice(15))}</h3>
         <p class="jg-chip" style="background:${cells[cell.kind] || "#7d8a94"}">${escape(words[cell.kind] || cell.kind)}</p>
         <dl>${row(words.code, cell.code)}${row(words.households, cell.households)}${row(words.minutes, cell.minutes)}</dl>
         <p class="jg-links"><a href="/id/${escape(cell.code)}">${escape(words.open_cell)}</a></p></div>`).openOn(map);
    }

    function show(cover, latlng) {
      const family = Object.keys(data.families).find((name) => data.families[name].classes.includes(cover.class_code)) || "other";
      L.popup({ maxWidth: 300 }).setLatLng(latlng).setContent(
        `<div class="jg-card"><h3>${escape(data.words.covers)} · ${escape(data.words[family])}</h3><dl>${row(data.words.code, cover.code)}</dl>
         <p class="jg-links"><a href="/id/${escape(cover.code)}">${escape(data.words.open_certificate)}</a></p></div>`).openOn(map);
    }
  }

  return { panes, start, styles };
})();
