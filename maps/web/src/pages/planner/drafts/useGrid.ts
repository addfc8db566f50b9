/** A grid of a draft under edit: what was read, the edits that wait, the live figures, a trial, and saving. */
import type { Geometry, Position } from "geojson";
import { computed, ref, shallowRef } from "vue";
import { api, type Schemas } from "@/api/client";
import { Problem } from "@/api/problem";
import type { CellFeature } from "../cells";
import { boundsOf } from "../cells";
import { figures, homesAfter, type Atom, type Cell, type Edit } from "./figures";

type Grid = Schemas["GridAnswer"];
type Facts = Record<string, unknown>;
export interface NamedAtom extends Atom {
  name: string;
  households: number | null;
}
export interface Line {
  code: string;
  before: number | null;
  after: number | null;
  locked: boolean;
  kind: string;
  drawable: boolean;
}

function middle(shape: Geometry): Position {
  if (shape.type === "Point") return shape.coordinates;
  const [west, south, east, north] = boundsOf([{ geometry: shape }]) ?? [0, 0, 0, 0];
  return [(west + east) / 2, (south + north) / 2];
}

function nameOf(row: number, facts: Facts): string {
  const named = facts.address ?? facts.name_zh ?? facts.source_id ?? facts.code;
  return named === undefined || named === null ? `#${row}` : String(named);
}

export function useGrid(draft: () => number, code: () => string) {
  const grid = shallowRef<Grid | null>(null), mobilisation = ref(0);
  const edits = ref<Edit[]>([]), trial = shallowRef<Schemas["EditTrialAnswer"] | null>(null);
  const path = () => ({ draft_id: draft(), grid: code() });
  const header = () => ({ "if-match": `"${grid.value?.version ?? 0}"` });

  const base = computed(() => (grid.value?.features ?? []) as unknown as CellFeature[]);
  const cells = computed<Cell[]>(() =>
    base.value.map(({ id, geometry, properties }) => ({
      code: id, minutes: properties.minutes ?? 0, locked: properties.locked ?? false,
      ring: geometry.type === "Polygon" ? geometry.coordinates[0]! : geometry.type === "MultiPolygon" ? geometry.coordinates[0]![0]! : [],
    })));
  const atoms = computed<NamedAtom[]>(() =>
    (grid.value?.atoms.features ?? []).map(({ geometry, properties: one }) => ({
      row: one.row_no, cell: one.cell, minutes: one.minutes, at: middle(geometry as unknown as Geometry), name: nameOf(one.row_no, one.facts),
      households: typeof one.facts.households === "number" ? one.facts.households : null,
    })));
  const homes = computed(() => homesAfter(cells.value, atoms.value, edits.value));
  const live = computed(() => figures(cells.value, atoms.value, edits.value, mobilisation.value));
  const limit = computed(() => grid.value?.limit_minutes ?? 180);
  const moved = computed(() => new Set(atoms.value.filter((atom, i) => homes.value[i] !== atom.cell).map((atom) => atom.row)));

  /** What the map shows: the trial where there is one, else what was read with the live figures. */
  const shown = computed<CellFeature[]>(() => {
    if (trial.value) return trial.value.grid.features as unknown as CellFeature[];
    const after = new Map(live.value.map((one) => [one.code, one.after]));
    return base.value.filter((cell) => after.has(cell.id)).map((cell) => {
      const minutes = after.get(cell.id)!;
      const reshaped = [...edits.value].reverse().find((edit) => edit.kind === "reshape" && edit.cell === cell.id);
      const geometry = reshaped?.kind === "reshape" ? (reshaped.shape as Geometry) : cell.geometry;
      return { ...cell, geometry, properties: { ...cell.properties, minutes, over_limit: minutes > limit.value + 1e-4 } };
    });
  });

  const lines = computed<Line[]>(() => {
    const before = new Map(base.value.map((cell) => [cell.id, cell]));
    const codes = [...new Set([...before.keys(), ...shown.value.map((cell) => cell.id)])].sort();
    const after = new Map(shown.value.map((cell) => [cell.id, cell]));
    return codes.map((one) => {
      const facts = (after.get(one) ?? before.get(one))!;
      return {
        code: one, before: before.get(one)?.properties.minutes ?? null, after: after.get(one)?.properties.minutes ?? null,
        locked: locked(one, facts.properties.locked ?? false), kind: facts.properties.kind, drawable: before.get(one)?.geometry.type === "Polygon",
      };
    });
  });

  function locked(one: string, was: boolean): boolean {
    const last = [...edits.value].reverse().find((edit) => edit.kind === "lock" && edit.cells.includes(one));
    return last?.kind === "lock" ? last.locked : was;
  }

  async function load(): Promise<void> {
    const [{ data: draftFile }, { data }] = await Promise.all([
      api.GET("/api/v1/redraw/drafts/{draft_id}", { params: { path: { draft_id: draft() } } }),
      api.GET("/api/v1/redraw/drafts/{draft_id}/grids/{grid}", { params: { path: path() } }),
    ]);
    mobilisation.value = draftFile?.settings.mobilisation_minutes ?? 0;
    grid.value = data ?? null;
    edits.value = [];
    trial.value = null;
  }

  /** Adds an edit; an outline of the cell that was drawn last takes the place of the one before it. */
  function add(edit: Edit): void {
    const last = edits.value.at(-1);
    const same = edit.kind === "reshape" && last?.kind === "reshape" && last.cell === edit.cell;
    edits.value = [...(same ? edits.value.slice(0, -1) : edits.value), edit];
    trial.value = null;
  }

  function drop(i: number): void {
    edits.value = edits.value.filter((_, at) => at !== i);
    trial.value = null;
  }

  async function attempt(): Promise<void> {
    const { data } = await api.POST("/api/v1/redraw/drafts/{draft_id}/grids/{grid}/trial", {
      params: { path: path(), header: header() }, body: { edits: edits.value, reason: "" },
    });
    trial.value = data ?? null;
  }

  /** Saves the edits and reads the grid anew. `stale` where somebody was faster: then it was read anew and nothing was saved. */
  async function save(reason: string): Promise<Schemas["EditAnswer"] | "stale"> {
    try {
      const { data } = await api.POST("/api/v1/redraw/drafts/{draft_id}/grids/{grid}/edits", {
        params: { path: path(), header: header() }, body: { edits: edits.value, reason },
      });
      await load();
      return data!;
    } catch (error) {
      if (!(error instanceof Problem) || error.status !== 412) throw error;
      await load();
      return "stale";
    }
  }

  return { grid, base, atoms, limit, edits, trial, moved, homes, shown, lines, load, add, drop, attempt, save };
}
