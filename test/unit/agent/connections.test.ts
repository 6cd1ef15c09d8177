import { describe, expect, test } from "vitest";
import { clientNameIn, Connections } from "../../../src/agent/connections.ts";
import { objectStorage } from "../accounts/storage.ts";

const minute = 60_000;
const day = 24 * 60 * minute;
const writesOf = (storage: ReturnType<typeof objectStorage>): number =>
  Number(storage.database.prepare("SELECT total_changes() AS changes").get()?.["changes"]);

describe("a grant in use", () => {
  test("is listed with its client's name and its first and last use", () => {
    const connections = new Connections(objectStorage(), 0);
    connections.used({ grantId: "g1", clientId: "c1", clientName: "Claude", userAgent: "Claude-User/1.0" }, 1_000);
    connections.used({ grantId: "g1", clientId: "c1", userAgent: "Claude-User/1.0" }, 1_000 + minute);

    expect(connections.seen()).toEqual([
      {
        grantId: "g1",
        clientId: "c1",
        clientName: "Claude",
        userAgentFamily: "claude-user",
        firstUsedAt: 1_000,
        lastUsedAt: 1_000 + minute,
      },
    ]);
  });

  test("is written once a minute, however often it is used", () => {
    const storage = objectStorage();
    const connections = new Connections(storage, 0);
    connections.used({ grantId: "g1" }, 0);
    const before = writesOf(storage);
    for (let at = 1; at < minute; at += 1_000) connections.used({ grantId: "g1" }, at);
    expect(writesOf(storage)).toBe(before);
    connections.used({ grantId: "g1" }, minute);
    expect(writesOf(storage)).toBeGreaterThan(before);
  });

  test("is written once a minute also by an object that has just woken", () => {
    const storage = objectStorage();
    new Connections(storage, 0).used({ grantId: "g1" }, 0);
    const woken = new Connections(storage, 10);
    const before = writesOf(storage);
    woken.used({ grantId: "g1" }, 20);
    expect(writesOf(storage)).toBe(before);
  });

  test("is written at once where its client tells another name", () => {
    const connections = new Connections(objectStorage(), 0);
    connections.used({ grantId: "g1" }, 0);
    connections.used({ grantId: "g1", clientName: "Cursor" }, 1);
    expect(connections.seen()).toMatchObject([{ clientName: "Cursor", lastUsedAt: 1 }]);
  });

  test("is remembered across sleep", () => {
    const storage = objectStorage();
    new Connections(storage, 0).used({ grantId: "g1", clientName: "Claude" }, 5);
    expect(new Connections(storage, 6).seen()).toMatchObject([{ grantId: "g1", clientName: "Claude", firstUsedAt: 5 }]);
  });

  test("keeps no more of a name than a person would read", () => {
    const connections = new Connections(objectStorage(), 0);
    connections.used({ grantId: "g1", clientName: "x".repeat(5_000), userAgent: "y".repeat(5_000) }, 0);
    const [seen] = connections.seen();
    expect([seen?.clientName?.length, seen?.userAgentFamily.length]).toEqual([64, 40]);
  });
});

describe("clients without a grant", () => {
  test("are told apart by name and user agent", () => {
    const connections = new Connections(objectStorage(), 0);
    connections.used({ clientName: "Claude", userAgent: "Claude-User/1.0" }, 0);
    connections.used({ clientName: "Claude", userAgent: "node" }, 1);
    connections.used({ clientName: "Cursor", userAgent: "node" }, 2);
    expect(connections.seen().map(({ clientName, userAgentFamily }) => [clientName, userAgentFamily])).toEqual([
      ["Cursor", "node"],
      ["Claude", "node"],
      ["Claude", "claude-user"],
    ]);
  });

  test("that say their name once are counted with it afterwards", () => {
    const connections = new Connections(objectStorage(), 0);
    connections.used({ clientName: "Claude", userAgent: "node/24" }, 0);
    connections.used({ userAgent: "node/25" }, 2 * minute);
    expect(connections.seen()).toMatchObject([{ clientName: "Claude", lastUsedAt: 2 * minute }]);
  });

  test("that say nothing at all are one", () => {
    const connections = new Connections(objectStorage(), 0);
    connections.used({}, 0);
    connections.used({ userAgent: "  " }, 1);
    expect(connections.seen()).toMatchObject([{ clientName: null, userAgentFamily: "unknown", grantId: null }]);
  });

  test("that make up names do not fill the object: the least recently used gives way", () => {
    const storage = objectStorage();
    const connections = new Connections(storage, 0);
    for (let index = 0; index < 500; index += 1) connections.used({ clientName: `client ${index}` }, index);
    for (const after of [connections, new Connections(storage, 500)]) {
      expect(after.seen()).toHaveLength(64);
      expect(after.seen()[0]?.clientName).toBe("client 499");
    }
  });

  test("cannot be ended", () => {
    const connections = new Connections(objectStorage(), 0);
    connections.endAll(["g1"], 5);
    expect(connections.isEnded({})).toBe(false);
  });
});

describe("an ended grant", () => {
  test("is refused with every token of it, and so is nothing else", () => {
    const connections = new Connections(objectStorage(), 0);
    connections.used({ grantId: "g1" }, 0);
    expect(connections.isEnded({ grantId: "g1", tokenId: "t1" })).toBe(false);

    expect(connections.endGrant("g1", 1)).toBe(true);
    expect(connections.isEnded({ grantId: "g1", tokenId: "t1" })).toBe(true);
    expect(connections.isEnded({ grantId: "g1", tokenId: "t2" })).toBe(true);
    expect(connections.isEnded({ grantId: "g2", tokenId: "t3" })).toBe(false);
    expect(connections.seen()).toEqual([]);
    expect(connections.endedGrants()).toEqual(["g1"]);
  });

  test("is ended once", () => {
    const connections = new Connections(objectStorage(), 0);
    expect([connections.endGrant("g1", 1), connections.endGrant("g1", 2)]).toEqual([true, false]);
  });

  test("stays ended when the object has slept", () => {
    const storage = objectStorage();
    new Connections(storage, 0).endGrant("g1", 1);
    expect(new Connections(storage, 2).isEnded({ grantId: "g1", tokenId: "t1" })).toBe(true);
  });

  test("is remembered for longer than any token of it can live, and not for ever", () => {
    const storage = objectStorage();
    new Connections(storage, 0).endGrant("g1", 0);
    expect(new Connections(storage, 30 * day).isEnded({ grantId: "g1" })).toBe(true);
    expect(new Connections(storage, 41 * day).isEnded({ grantId: "g1" })).toBe(false);
  });
});

describe("an ended token", () => {
  test("is refused alone", () => {
    const connections = new Connections(objectStorage(), 0);
    expect(connections.endToken("t1", "g1", 1)).toBe(true);
    expect(connections.isEnded({ grantId: "g1", tokenId: "t1" })).toBe(true);
    expect(connections.isEnded({ grantId: "g1", tokenId: "t2" })).toBe(false);
    expect(connections.endedGrants()).toEqual([]);
  });

  test("is remembered while it could live, and no longer: a client may give up any number of them", () => {
    const storage = objectStorage();
    const connections = new Connections(storage, 0);
    const rows = () => storage.database.prepare("SELECT id FROM ended_connection ORDER BY id").all();
    connections.endGrant("g2", 0);
    for (const token of ["t1", "t2"]) connections.endToken(token, "g1", 0);
    connections.endToken("t3", "g1", 60 * minute);
    expect(rows()).toHaveLength(4);

    connections.endToken("t4", "g1", 121 * minute);
    expect(rows()).toEqual([{ id: "g2" }, { id: "t3" }, { id: "t4" }]);
    expect(connections.isEnded({ grantId: "g1", tokenId: "t1" })).toBe(false);
    expect(new Connections(storage, 10 * day).isEnded({ grantId: "g1", tokenId: "t4" })).toBe(false);
    expect(rows()).toEqual([{ id: "g2" }]);
  });

  test("of an ended grant is nothing new", () => {
    const connections = new Connections(objectStorage(), 0);
    connections.endGrant("g1", 1);
    expect(connections.endToken("t1", "g1", 2)).toBe(false);
  });
});

describe("ending all", () => {
  test("ends the grants seen, the grants named, and any given before that nobody knew of", () => {
    const storage = objectStorage();
    const connections = new Connections(storage, 0);
    connections.used({ grantId: "seen" }, 0);
    connections.endGrant("before", 1);

    expect(connections.endAll(["named", "before"], 10)).toEqual(["named", "seen"]);
    for (const after of [connections, new Connections(storage, 11)]) {
      for (const grantId of ["seen", "named", "before"]) expect(after.isEnded({ grantId })).toBe(true);
      expect(after.isEnded({ grantId: "unknown", grantedAt: 10 })).toBe(true);
      expect(after.isEnded({ grantId: "later", grantedAt: 11 })).toBe(false);
    }
  });

  test("again moves the line forward", () => {
    const connections = new Connections(objectStorage(), 0);
    connections.endAll([], 10);
    connections.endAll([], 20);
    expect(connections.isEnded({ grantId: "g", grantedAt: 15 })).toBe(true);
  });
});

test.each([
  [{ method: "initialize", params: { clientInfo: { name: "Claude", version: "1" } } }, "Claude"],
  [{ method: "tools/call", params: { _meta: { "io.modelcontextprotocol/clientInfo": { name: "Cursor" } } } }, "Cursor"],
  [{ method: "tools/call", params: { clientInfo: { name: 7 }, _meta: "x" } }, undefined],
  [{ method: "tools/list" }, undefined],
  [null, undefined],
  [[], undefined],
])("the name in %j is %s", (asked, name) => {
  expect(clientNameIn(asked)).toBe(name);
});
