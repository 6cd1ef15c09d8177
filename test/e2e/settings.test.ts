import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type EstatePerson, personNamed, startTestEstate, type TestEstate } from "../support/estate.ts";
import { EstateRecord } from "../support/estate-record.ts";
import { callTool, mcpPost, textOf } from "../support/mcp-post.ts";
import { modes } from "../support/modes.ts";

type Started = { readonly estate: TestEstate; readonly record: EstateRecord; readonly amara: EstatePerson };

async function start(options: Parameters<typeof startTestEstate>[0]): Promise<Started> {
  const estate = await startTestEstate(options);
  return { estate, record: new EstateRecord(estate.contract), amara: personNamed(estate, "amara.okafor") };
}

/** One per mode, in the order of `modes`; they start first, so that by the end the Worker may ask for keys again without much of a wait. */
let rotating: readonly Started[] = [];
beforeAll(async () => {
  rotating = await Promise.all(modes.map((authorization) => start({ authorization })));
});
afterAll(() => Promise.all(rotating.map(({ estate }) => estate.stop())));

describe.each(modes)("in mode %s", (authorization) => {
  describe("without MICROSOFT_CLIENT_SECRET", () => {
    let it: Started;
    beforeAll(async () => {
      it = await start({ authorization, without: ["MICROSOFT_CLIENT_SECRET"] });
    });
    afterAll(() => it?.estate.stop());

    test.each(["/mcp", "/healthz", "/connect", "/callback", "/egress/chat/completions", "/other"])(
      "%s answers 503 misconfigured and nothing more",
      async (path) => {
        const response = await fetch(`${it.estate.contract.directOrigin}${path}`, { method: "POST", body: "{}" });

        expect([response.status, await response.json()]).toEqual([
          503,
          {
            error: "misconfigured",
            error_description: expect.not.stringContaining("MICROSOFT") as string,
            request_id: expect.any(String) as string,
          },
        ]);
      },
    );

    test("the operator's line names the setting and the command that mends it, and no value", async () => {
      await it.record.clear();
      await fetch(`${it.estate.contract.directOrigin}/mcp`);
      const [event, ...more] = await it.record.eventsOnce((seen) => seen.length > 0);

      expect(event).toMatchObject({
        kind: "config",
        reason: "config_invalid",
        setting: "MICROSOFT_CLIENT_SECRET",
        problem: "is missing",
        fix: "npx wrangler secret put MICROSOFT_CLIENT_SECRET",
      });
      expect(more).toEqual([]);
      expect(Object.values(it.estate.secrets).filter((secret) => JSON.stringify(event).includes(secret))).toEqual([]);
    });
  });

  describe("with three calls a minute", () => {
    let it: Started;
    beforeAll(async () => {
      it = await start({ authorization, quota: 3 });
    });
    afterAll(() => it?.estate.stop());

    test("the fourth is refused and told when to come back, and only for that person", async () => {
      const add = (person: EstatePerson) => callTool(it.estate.contract.mcpUrl, person.headers, "add", { a: 1, b: 1 });
      const answers = [await add(it.amara), await add(it.amara), await add(it.amara), await add(it.amara)];
      const other = await add(personNamed(it.estate, "jonas.weber"));

      expect(answers.map((answer) => answer.isError === true)).toEqual([false, false, false, true]);
      expect(textOf(answers[3]!)).toMatch(/^rate_limited:[^]*retry after: ([1-9]|[1-5]\d|60) s/);
      expect(other.isError).toBeUndefined();
    });
  });

  describe.each([
    ["EGRESS_ROUTE", "universal"],
    ["EGRESS_PAYLOAD", "sealed"],
  ])("with %s %s and a gateway that keeps payloads", (setting, value) => {
    let it: Started;
    const subject = "Quarterly numbers, draft";
    beforeAll(async () => {
      it = await start({ authorization, settings: { [setting]: value }, gateway: { logPayloads: true } });
    });
    afterAll(() => it?.estate.stop());

    test("mail is read", async () => {
      const answer = await callTool(it.estate.contract.mcpUrl, it.amara.headers, "getEmails", { count: 50 });

      expect(textOf(answer)).toContain("Canary Amara Okafor");
    });

    test("mail is sent, once, and its log id found", async () => {
      const answer = await callTool(it.estate.contract.mcpUrl, it.amara.headers, "sendEmail", {
        to: ["jonas.weber@northwind.example"],
        subject,
        body: "Later.",
      });
      const commits = await it.record.graphCommits();
      const events = await it.record.eventsOnce((seen) =>
        seen.some((each) => each.kind === "call.outcome" && each.mcpTool === "sendEmail"),
      );
      const outcome = events.find((each) => each.kind === "call.outcome" && each.mcpTool === "sendEmail");

      expect(answer.isError).toBeUndefined();
      expect(commits.map((commit) => commit.requestId)).toEqual([outcome?.requestId]);
      expect(await it.record.gatewayRow(outcome?.aiGatewayLogId ?? "")).toMatchObject({ metadata: { requestId: outcome?.requestId } });
    });

    test(`the gateway ${value === "sealed" ? "cannot read" : "can read"} what was written`, async () => {
      const rows = await it.record.gatewayRows();
      const kept = JSON.stringify([await Promise.all(rows.map((row) => it.record.gatewayRow(row.id))), await it.record.gatewayExchanges()]);

      expect(rows.length).toBeGreaterThan(1);
      expect(kept.includes(subject)).toBe(value !== "sealed");
      expect(kept.includes("Canary Amara Okafor")).toBe(false);
    });
  });
});

describe.each(modes)("in mode %s, while Access rotates its keys", (authorization) => {
  const started = () => rotating[modes.indexOf(authorization)]!;

  test("nobody is turned away, before, during or after", async () => {
    const it = started();
    await mayAskForKeysAgain(it);
    const answers: boolean[] = [];
    const stopped = new AbortController();
    const traffic = Array.from({ length: 4 }, async () => {
      while (!stopped.signal.aborted) answers.push(await isAdmitted(it, it.amara.headers));
    });
    const answered = async (count: number) => {
      while (answers.length < count) await pause(10);
    };
    await answered(8);
    await it.estate.rotateAccessKeys();
    await answered(answers.length + 24);
    stopped.abort();
    await Promise.all(traffic);

    expect(answers).not.toContain(false);
  });

  test("somebody who signs in afterwards gets in", async () => {
    const it = started();
    const minted = await fetch(it.estate.contract.access.mintUrl, { method: "POST", body: "{}" });
    const { jwt } = (await minted.json()) as { readonly jwt: string };

    expect(await isAdmitted(it, { ...it.amara.headers, "cf-access-token": jwt })).toBe(true);
  });
});

async function isAdmitted({ estate }: Started, headers: Readonly<Record<string, string>>): Promise<boolean> {
  const response = await mcpPost(estate.contract.mcpUrl, headers, "tools/call", { name: "add", arguments: { a: 1, b: 1 } });
  await response.body?.cancel();
  return response.ok;
}

/** The Worker asks Access for its keys at most every 30 s. */
async function mayAskForKeysAgain({ record, estate }: Started): Promise<void> {
  const { pathname } = new URL(estate.contract.access.certsUrl);
  const asked = (await record.outbound()).filter((each) => each.path === pathname).map((each) => each.at);
  await pause(Math.max(0, Math.max(...asked) + 31_000 - Date.now()));
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
