/** Live figures of a grid while it is edited: which entrance lies in which cell, and the minutes of each cell. Pure. */
import type { Position } from "geojson";

export interface Cell {
  code: string;
  minutes: number;
  locked: boolean;
  ring: readonly Position[];
}

export interface Atom {
  row: number;
  cell: string;
  minutes: number;
  at: Position;
}

export type Edit =
  | { kind: "move"; atoms: number[]; to: string }
  | { kind: "reshape"; cell: string; shape: { type: "Polygon"; coordinates: [number, number][][] } }
  | { kind: "merge"; cells: string[] }
  | { kind: "lock"; cells: string[]; locked: boolean };

export interface Figure {
  code: string;
  before: number;
  after: number;
}

/** Whether a place lies inside a ring (even-odd rule). */
export function inside([x, y]: Position, ring: readonly Position[]): boolean {
  let within = false;
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
    const [xi, yi] = ring[i]!, [xj, yj] = ring[j]!;
    if (yi! > y! !== yj! > y! && x! < ((xj! - xi!) * (y! - yi!)) / (yj! - yi!) + xi!) within = !within;
  }
  return within;
}

/** The home of each atom after the edits, in their order: an estimate, until the service has tried and repaired them. */
export function homesAfter(cells: readonly Cell[], atoms: readonly Atom[], edits: readonly Edit[]): string[] {
  const homes = atoms.map((atom) => atom.cell);
  for (const edit of edits) {
    if (edit.kind === "move") atoms.forEach((atom, i) => edit.atoms.includes(atom.row) && (homes[i] = edit.to));
    else if (edit.kind === "merge") homes.forEach((home, i) => edit.cells.includes(home) && (homes[i] = edit.cells[0]!));
    else if (edit.kind === "reshape") reshaped(cells, atoms, homes, edit);
  }
  return homes;
}

function reshaped(cells: readonly Cell[], atoms: readonly Atom[], homes: string[], edit: Extract<Edit, { kind: "reshape" }>): void {
  const ring = edit.shape.coordinates[0]!;
  const locked = new Set(cells.filter((cell) => cell.locked).map((cell) => cell.code));
  const others = cells.filter((cell) => cell.code !== edit.cell && !cell.locked);
  atoms.forEach((atom, i) => {
    if (locked.has(homes[i]!)) return;
    const taken = inside(atom.at, ring);
    if (taken) homes[i] = edit.cell;
    else if (homes[i] === edit.cell && others.length) homes[i] = nearest(atom.at, others);
  });
}

function nearest(at: Position, cells: readonly Cell[]): string {
  const far = (cell: Cell) => Math.min(...cell.ring.map(([x, y]) => (x! - at[0]!) ** 2 + (y! - at[1]!) ** 2));
  return cells.reduce((best, cell) => (far(cell) < far(best) ? cell : best)).code;
}

/** Minutes of a cell for each minute of its atoms: several people share a round, and each cell has its way to the first door. */
export function shareOf(cells: readonly Cell[], atoms: readonly Atom[], mobilisation: number): number {
  const work = atoms.reduce((sum, atom) => sum + atom.minutes, 0);
  const held = cells.reduce((sum, cell) => sum + Math.max(0, cell.minutes - (cell.minutes > 0 ? mobilisation : 0)), 0);
  return work > 0 && held > 0 ? held / work : 1;
}

/** The minutes of each cell before and after the edits; a cell that is merged into another is left out. */
export function figures(cells: readonly Cell[], atoms: readonly Atom[], edits: readonly Edit[], mobilisation: number): Figure[] {
  const share = shareOf(cells, atoms, mobilisation), homes = homesAfter(cells, atoms, edits);
  const gone = new Set(edits.flatMap((edit) => (edit.kind === "merge" ? edit.cells.slice(1) : [])));
  const change = new Map<string, number>();
  atoms.forEach((atom, i) => {
    const home = homes[i]!;
    if (home === atom.cell) return;
    change.set(atom.cell, (change.get(atom.cell) ?? 0) - atom.minutes * share);
    change.set(home, (change.get(home) ?? 0) + atom.minutes * share);
  });
  return cells
    .filter((cell) => !gone.has(cell.code))
    .map((cell) => ({ code: cell.code, before: cell.minutes, after: Math.max(0, cell.minutes + (change.get(cell.code) ?? 0)) }));
}
