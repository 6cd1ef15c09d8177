import { expect, test } from "vitest";
import { once, type KeyMemory } from "../../../src/agent/once.ts";
import { Operations, type KeyedCall } from "../../../src/agent/operations.ts";
import { AppError } from "../../../src/core/errors.ts";
import { objectStorage } from "../accounts/storage.ts";

const call: KeyedCall = { tool: "sendEmail", key: "monday-report", argsHash: "a" };

function memory(): KeyMemory {
  const operations = new Operations(objectStorage());
  return {
    begin: async (keyed) => {
      const beginning = operations.begin(keyed, 0);
      return beginning.kind === "done" ? { kind: "done", output: JSON.parse(beginning.sealed) as unknown } : beginning;
    },
    finish: async (keyed, output) => operations.finish(keyed, JSON.stringify(output)),
    release: (keyed) => operations.release(keyed),
  };
}

/** Work that counts how often it was done. */
function work(...ends: unknown[]) {
  const done: unknown[] = [];
  return {
    done,
    run: async () => {
      const end = ends[done.length];
      done.push(end);
      if (end instanceof Error) throw end;
      return end;
    },
  };
}

const codeOf = (thrown: unknown) => (thrown instanceof AppError ? thrown.code : thrown);

test("without a key every call is carried out", async () => {
  const { done, run } = work("one", "two");
  await once(memory(), null, false, run, () => true);
  await once(memory(), null, false, run, () => true);

  expect(done).toEqual(["one", "two"]);
});

test("a repeat is answered with what the first call did", async () => {
  const known = memory();
  const { done, run } = work("one", "two");
  await once(known, call, false, run, () => true);

  expect(await once(known, call, false, run, () => true)).toEqual({ output: "one", replayed: true });
  expect(done).toEqual(["one"]);
});

test("fifty at once are carried out once", async () => {
  const known = memory();
  const { done, run } = work(...Array.from({ length: 50 }, (_, index) => index));
  const ends = await Promise.allSettled(Array.from({ length: 50 }, () => once(known, call, false, run, () => true)));

  expect(done).toHaveLength(1);
  expect(ends.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
});

test("a key with other arguments is refused by name", async () => {
  const known = memory();
  const { done, run } = work("one", "two");
  await once(known, call, false, run, () => true);
  const refused = await once(known, { ...call, argsHash: "b" }, false, run, () => true).catch((thrown: unknown) => thrown);

  expect(refused).toMatchObject({ code: "idempotency_conflict", details: { field: "idempotencyKey" } });
  expect(done).toEqual(["one"]);
});

test("a call that did nothing frees its key", async () => {
  const known = memory();
  const { done, run } = work(new AppError("throttled", "later"), "two");
  await once(known, call, false, run, () => false).catch(codeOf);

  expect(await once(known, call, false, run, () => false)).toEqual({ output: "two", replayed: false });
  expect(done).toHaveLength(2);
});

test("a draft that stayed behind unsent frees its key, although Graph had acted", async () => {
  const known = memory();
  const { done, run } = work(new AppError("throttled", "later", { draftId: "AAMk" }), "two");
  await once(known, call, false, run, () => true).catch(codeOf);

  expect(await once(known, call, false, run, () => true)).toEqual({ output: "two", replayed: false });
  expect(done).toHaveLength(2);
});

test.each([
  ["a draft may have been sent", new AppError("outcome_unknown", "?", { draftId: "AAMk" }), true],
  ["its end is not known", new AppError("outcome_unknown", "?"), false],
  ["Graph had acted", new AppError("upstream_invalid", "?"), true],
])("where %s, a repeat is not carried out", async (_name, error, acted) => {
  const known = memory();
  const { done, run } = work(error, "two");
  await once(known, call, false, run, () => acted).catch(codeOf);
  const refused = await once(known, call, false, run, () => acted).catch(codeOf);

  expect(refused).toBe("outcome_unknown");
  expect(done).toHaveLength(1);
});

test("where Graph recognises a repeat, a call whose end is not known is made again", async () => {
  const known = memory();
  const { done, run } = work(new AppError("outcome_unknown", "?"), "two");
  await once(known, call, true, run, () => false).catch(codeOf);

  expect(await once(known, call, true, run, () => false)).toEqual({ output: "two", replayed: false });
  expect(done).toHaveLength(2);
});

test("a repeat that fails without doing anything leaves the key to the call whose end is not known", async () => {
  const known = memory();
  const { run } = work(new AppError("outcome_unknown", "?"), new AppError("throttled", "later"));
  await once(known, call, true, run, () => true).catch(codeOf);
  await once(known, call, true, run, () => false).catch(codeOf);
  const other = once(known, { ...call, argsHash: "b" }, true, run, () => true);

  await expect(other).rejects.toMatchObject({ code: "idempotency_conflict" });
});
