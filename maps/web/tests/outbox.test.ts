/** The outbox against a small server that loses answers, while pages are killed and two tabs send: nothing lost, nothing doubled. */
import "fake-indexeddb/auto";
import { IDBFactory, IDBObjectStore } from "fake-indexeddb";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { NewItem } from "@/store/outbox";

const ANNA = { account_id: "00000000-0000-4000-8000-00000000000a", name: "A" };
const BERT = { account_id: "00000000-0000-4000-8000-00000000000b", name: "B" };

/** Numbers by chance that are the same in every run. */
function dice(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

type Fate = "well" | "unheard" | "unanswered" | "broken";

class Server {
  observations = new Map<string, { body: string; account: string }>();
  photos = new Map<string, string>();
  order: string[] = [];
  signedIn: typeof ANNA | null = ANNA;
  refuse = new Set<string>();
  fate: () => Fate = () => "well";
  dead = new Set<number>();

  /** The fetch of one page; of a page that was killed no answer comes back. */
  fetchOf(page: number, hash: (value: unknown) => string): typeof fetch {
    return async (input, init) => {
      const request = new Request(input instanceof Request ? input : new URL(String(input), "http://localhost"), init);
      const path = new URL(request.url).pathname;
      await new Promise((done) => setTimeout(done, 1));
      if (this.dead.has(page)) return new Promise<never>(() => undefined);
      const fate = this.fate();
      if (fate === "unheard") throw new TypeError("no network");
      if (fate === "broken") return Response.json({ code: "unavailable", title: "busy" }, { status: 503 });
      const answer = await this.answer(path, request, hash);
      if (this.dead.has(page)) return new Promise<never>(() => undefined);
      if (fate === "unanswered") throw new TypeError("connection lost");
      return answer;
    };
  }

  private async answer(path: string, request: Request, hash: (value: unknown) => string): Promise<Response> {
    const person = this.signedIn;
    if (path === "/api/v1/session") {
      return person ? Response.json({ ...person, csrf: `key-${person.name}`, roles: ["inspector"] }) : Response.json({ code: "signed_out", title: "" }, { status: 401 });
    }
    if (!person) return Response.json({ code: "signed_out", title: "" }, { status: 401 });
    if (path === "/api/v1/photos") {
      const sha256 = new URL(request.url).searchParams.get("sha256")!;
      this.photos.set(sha256, person.account_id);
      this.order.push("photo");
      return Response.json({ sha256 }, { status: 201 });
    }
    if (path === "/api/v1/observations") {
      const { items } = (await request.json()) as { items: ({ id: string } & Record<string, unknown>)[] };
      const receipts = items.map((item) => {
        if (this.refuse.has(item.id)) return { id: item.id, status: "refused", content_sha256: hash(item), reason: "unknown_asset", detail: "no such cover" };
        const known = this.observations.has(item.id);
        if (!known) this.order.push(item.id);
        this.observations.set(item.id, { body: JSON.stringify(item), account: person.account_id });
        return { id: item.id, status: known ? "known" : "accepted", content_sha256: hash(item) };
      });
      return Response.json({ receipts });
    }
    return Response.json({});
  }
}

let server: Server;
let pages = 0;

/** Opens the application anew on the same device: modules without memory, the same IndexedDB. */
async function openPage() {
  vi.resetModules();
  const page = ++pages;
  const [outbox, sync, hash, db, session, storage] = await Promise.all([
    import("@/store/outbox"), import("@/store/sync"), import("@/store/hash"), import("@/store/db"), import("@/api/session"), import("@/store/storage"),
  ]);
  const own = server.fetchOf(page, hash.canonicalHash);
  const run = <T>(work: () => T): T => {
    globalThis.fetch = own;  // whose request it is decides where the answer goes
    return work();
  };
  return { page, ...outbox, ...db, StorageFull: storage.StorageFull, session, stuck: sync.stuck, sync: () => run(sync.sync), load: () => run(session.load), kill: () => void server.dead.add(page) };
}

const picture = (n: number) => new Blob([`picture ${n}`], { type: "image/jpeg" });
const look = (n: number): NewItem => {
  const id = `00000000-0000-4000-8000-${String(n).padStart(12, "0")}`;
  return { id, label: `cover ${n}`, group: id, send: { way: "observation", campaign: null, body: { id, result: "fine", asset_code: "1".repeat(17) } } };
};

beforeEach(() => {
  globalThis.indexedDB = new IDBFactory();
  server = new Server();
});
afterEach(() => vi.restoreAllMocks());

describe("200 captures over a bad network, pages killed, two tabs", () => {
  it.each([1, 2, 3])("dice %i", async (seed) => {
    const roll = dice(seed);
    server.fate = () => (["well", "well", "unheard", "unanswered", "broken"] as const)[Math.floor(roll() * 5)]!;
    const sure = new Set<string>(), unsure = new Set<string>(), pictures = new Set<string>();
    let tabs = [await openPage(), await openPage()];
    for (let n = 1; n <= 200; n++) {
      const tab = tabs[Math.floor(roll() * tabs.length)]!, item = look(n);
      const capturing = tab.capture(ANNA, [item], roll() < 0.3 ? [picture(n)] : []);
      if (roll() < 0.05) {
        tab.kill();  // before the capture has resolved: it may be there or not, but never half
        unsure.add(item.id);
        void capturing.catch(() => undefined);
        tabs = [tabs.find((one) => one !== tab)!, await openPage()];
      } else {
        (await capturing).forEach((sha256) => pictures.add(sha256));
        sure.add(item.id);
      }
      if (roll() < 0.4) void tabs[Math.floor(roll() * 2)]!.sync();
      if (roll() < 0.05) {
        await tabs[0]!.sync();
        tabs[0]!.kill();
        tabs = [tabs[1]!, await openPage()];
      }
    }
    server.fate = () => "well";
    tabs.forEach((tab) => tab.kill());
    const last = await openPage();
    for (let n = 0; n < 20 && (await last.items()).some((item) => item.state === "waiting"); n++) await last.sync();
    const kept = await last.items();
    expect(kept.filter((item) => item.state !== "received")).toEqual([]);
    for (const id of sure) expect(server.observations.has(id), id).toBe(true);
    for (const id of server.observations.keys()) expect(sure.has(id) || unsure.has(id), id).toBe(true);
    for (const sha256 of pictures) expect(server.photos.has(sha256)).toBe(true);
    expect(sure.size).toBeGreaterThan(170);
  }, 120_000);
});

describe("what the outbox promises", () => {
  it("sends under the account that captured it, and forgets nothing of the other", async () => {
    const page = await openPage();
    await page.load();
    await page.capture(ANNA, [look(1)]);
    await page.capture(BERT, [look(2)]);
    await page.sync();
    expect([...server.observations.values()].map((one) => one.account)).toEqual([ANNA.account_id]);
    server.signedIn = BERT;
    const other = await openPage();
    await other.load();
    await other.sync();
    expect(server.observations.get(look(2).id)!.account).toBe(BERT.account_id);
  });

  it("goes on where one tab believes the other's account is still signed in", async () => {
    const page = await openPage();
    await page.load();
    await page.capture(BERT, [look(2)]);
    await page.sync();
    expect(server.observations.size).toBe(0);
    expect((await page.items()).map((item) => item.state)).toEqual(["waiting"]);
  });

  it("lets an open shaft pass before pictures", async () => {
    const page = await openPage();
    await page.load();
    await page.capture(ANNA, [look(1)], [picture(1), picture(2)]);
    await page.capture(ANNA, [{ ...look(2), urgent: true }]);
    await page.sync();
    expect(server.order.slice(0, 2).sort()).toEqual([look(1).id, look(2).id]);
    expect(server.order.slice(2)).toEqual(["photo", "photo"]);
  });

  it("keeps what was refused until a person decides, and sends it again when asked", async () => {
    const page = await openPage();
    await page.load();
    server.refuse.add(look(1).id);
    await page.capture(ANNA, [look(1)]);
    await page.capture(ANNA, [look(2)]);
    await page.discard(look(2).id);  // what waits cannot be thrown away
    await page.sync();
    expect((await page.items()).map((item) => [item.id, item.state]).sort()).toEqual([[look(1).id, "refused"], [look(2).id, "received"]]);
    expect((await page.items()).find((item) => item.state === "refused")!.problem).toMatchObject({ code: "unknown_asset", detail: "no such cover" });
    server.refuse.clear();
    await page.again(look(1).id);
    await page.sync();
    expect(server.observations.has(look(1).id)).toBe(true);
  });

  it("says that the device is full, and keeps nothing by halves", async () => {
    const page = await openPage();
    const put = IDBObjectStore.prototype.put;
    vi.spyOn(IDBObjectStore.prototype, "put").mockImplementation(function (this: IDBObjectStore, ...given: Parameters<typeof put>) {
      if (this.name === "items" && (given[0] as { send: { way: string } }).send.way === "observation") throw new DOMException("full", "QuotaExceededError");
      return put.apply(this, given);
    } as typeof put);
    await expect(page.capture(ANNA, [look(1)], [picture(1)])).rejects.toBeInstanceOf(page.StorageFull);
    vi.restoreAllMocks();
    expect(await page.items()).toEqual([]);
    expect(await (await page.database()).count("files")).toBe(0);
  });

  it("does not send again what has its receipt, and forgets it after a day with its picture", async () => {
    const page = await openPage();
    await page.load();
    await page.capture(ANNA, [look(1)], [picture(1)]);
    await page.sync();
    expect(await (await page.database()).count("files")).toBe(0);
    await page.tidy(Date.now() + 23 * 3_600_000);
    expect(await page.items()).toHaveLength(2);
    await page.tidy(Date.now() + 25 * 3_600_000);
    expect(await page.items()).toEqual([]);
  });

  it("waits signed out, and tells so", async () => {
    const page = await openPage();
    await page.load();
    await page.capture(ANNA, [look(1)]);
    server.signedIn = null;
    await page.sync();
    expect(page.stuck.value).toBe("signed_out");
    expect((await page.items())[0]!.state).toBe("waiting");
  });
});
