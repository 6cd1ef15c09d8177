import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { BrowserWalk } from "../../infra/local/browser-walk.ts";
import { walkConnect } from "../../infra/local/link-account.ts";
import { personNamed, startTestEstate, type TestEstate } from "../support/estate.ts";
import { EstateRecord } from "../support/estate-record.ts";
import { mcpPost } from "../support/mcp-post.ts";
import { modes } from "../support/modes.ts";

const newKey = () => randomBytes(32).toString("base64");

/** Three people who never stop asking, and what became of every question. */
class Traffic {
  readonly #estate: TestEstate;
  readonly #answers: { readonly email: string; readonly status: number; readonly text: string }[] = [];
  #running = true;
  readonly #done: Promise<unknown>;

  constructor(estate: TestEstate) {
    this.#estate = estate;
    this.#done = Promise.all(estate.contract.people.slice(0, 3).map((person) => this.#ask(person)));
  }

  async #ask({ email, headers }: TestEstate["contract"]["people"][number]): Promise<void> {
    while (this.#running) {
      try {
        const response = await mcpPost(this.#estate.contract.mcpUrl, headers, "tools/call", { name: "getEmails", arguments: { count: 1 } });
        this.#answers.push({ email, status: response.status, text: await response.text() });
      } catch {
        // Between two deployments of the lab nobody listens.
      }
      await new Promise((resolve) => setTimeout(resolve, 30));
    }
  }

  /** Waits until everybody was answered `times` more. */
  async answered(times: number): Promise<void> {
    const from = this.#answers.length;
    const enough = () =>
      this.#estate.contract.people
        .slice(0, 3)
        .every(({ email }) => this.#answers.slice(from).filter((each) => each.email === email && each.status === 200).length >= times);
    for (const until = Date.now() + 20_000; !enough();) {
      if (Date.now() > until) throw new Error(`not everybody is answered: ${JSON.stringify(this.#answers.slice(-3))}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  /** Questions answered with anything but mail; the front door's 502 while the lab changes Workers is nobody's refusal. */
  async refusals(): Promise<readonly object[]> {
    this.#running = false;
    await this.#done;
    return this.#answers.filter(({ status, text }) => status !== 502 && (status !== 200 || text.includes('"isError":true')));
  }
}

describe.each(modes)("with traffic running in mode %s, nobody is signed out", (authorization) => {
  let estate: TestEstate;
  let traffic: Traffic;
  let secrets: Readonly<Record<string, string>>;
  beforeAll(async () => {
    estate = await startTestEstate({ authorization, movableClock: true });
    secrets = estate.secrets;
    traffic = new Traffic(estate);
    await traffic.answered(2);
  });
  afterAll(() => estate?.stop());

  const rotated = (...names: readonly string[]) => {
    secrets = { ...secrets, ...Object.fromEntries(names.map((name) => [name, `${newKey()},${secrets[name]}`])) };
    return secrets;
  };

  test("while ENCRYPTION_KEY and ENVELOPE_KEY get a new first key", async () => {
    await estate.redeploy(rotated("ENCRYPTION_KEY", "ENVELOPE_KEY"));

    await traffic.answered(3);
  });

  test("while the cookies' keys change in the middle of somebody's sign-in", async () => {
    const jonas = personNamed(estate, "jonas.weber");
    const browser = new BrowserWalk(estate.contract.origin, { "cf-access-token": jonas.headers["cf-access-token"] ?? "" });
    const page = await browser.open(`${estate.contract.origin}/connect`);
    await estate.redeploy(rotated("COOKIE_SECRET", "COOKIE_ENCRYPTION_KEY"));

    const end = await browser.submit(page);

    expect([end.status, end.url]).toEqual([200, `${estate.contract.origin}/connect?linked`]);
    await traffic.answered(3);
  });

  test("while Microsoft signs with a new key", async () => {
    await estate.rotateEntraKeys();
    const mei = personNamed(estate, "mei.tanaka");

    const end = await walkConnect(estate.contract.origin, mei.headers["cf-access-token"] ?? "", mei);

    expect([end.status, end.url]).toEqual([200, `${estate.contract.origin}/connect?linked`]);
    await traffic.answered(3);
  });

  test("while Access signs with a new key: old assertions go on, new ones come in", async () => {
    await estate.rotateAccessKeys();
    // Past the time in which the team's keys are asked for once.
    await estate.advanceClock(31_000);
    const minted = await fetch(estate.contract.access.mintUrl, { method: "POST", body: "{}" });
    const { jwt } = (await minted.json()) as { jwt: string };
    const [first] = estate.contract.people;
    const headers = { ...first?.headers, "cf-access-jwt-assertion": jwt };

    const response = await mcpPost(`${estate.contract.directOrigin}/mcp`, headers, "tools/list");

    expect(response.status).toBe(200);
    await traffic.answered(3);
  });

  test("and in all that time nobody was refused, or told to sign in again", async () => {
    expect(await traffic.refusals()).toEqual([]);
    const events = await new EstateRecord(estate.contract).events();
    expect(events.filter(({ outcome }) => outcome === "refused" || outcome === "failed")).toEqual([]);
  });
});

describe("a key that is retired", () => {
  let estate: TestEstate;
  beforeAll(async () => {
    estate = await startTestEstate({ authorization: "access", movableClock: true });
  });
  afterAll(() => estate?.stop());

  test("is missed by nobody whose sign-in was renewed since the new one came", async () => {
    const { mcpUrl, people } = estate.contract;
    const ask = async () => {
      const response = await mcpPost(mcpUrl, people[0]?.headers ?? {}, "tools/call", { name: "getEmails", arguments: { count: 1 } });
      return [response.status, (await response.text()).includes('"isError":true')];
    };
    const fresh = newKey();
    await estate.redeploy({ ENCRYPTION_KEY: `${fresh},${estate.secrets["ENCRYPTION_KEY"]}` });
    // Longer than any Microsoft access token lives: the next call renews, and what is renewed is sealed with the first key.
    await estate.advanceClock(2 * 60 * 60_000);
    expect(await ask()).toEqual([200, false]);

    await estate.redeploy({ ENCRYPTION_KEY: fresh });

    expect(await ask()).toEqual([200, false]);
  });
});
