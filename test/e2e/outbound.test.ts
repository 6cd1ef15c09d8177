import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { linkAccount } from "../../infra/local/link-account.ts";
import { freePort, listen } from "../../infra/local/listen.ts";
import { personNamed, startTestEstate, type TestEstate } from "../support/estate.ts";
import { EstateRecord, type OutboundRequest } from "../support/estate-record.ts";
import { callTool, textOf } from "../support/mcp-post.ts";
import { modes } from "../support/modes.ts";

describe.each(modes)("in mode %s", (authorization) => {
  describe("a busy session", () => {
    let estate: TestEstate;
    let asked: readonly OutboundRequest[];
    let record: EstateRecord;
    beforeAll(async () => {
      estate = await startTestEstate({ authorization });
      record = new EstateRecord(estate.contract);
      const { mcpUrl, origin } = estate.contract;
      const rafael = personNamed(estate, "rafael.costa");
      await linkAccount(origin, rafael, rafael.headers["cf-access-token"] ?? "");
      for (const { headers } of estate.contract.people) {
        await callTool(mcpUrl, headers, "getEmails", { count: 2 });
        await callTool(mcpUrl, headers, "sendEmail", { to: ["mei.tanaka@clinics.northwind.example"], subject: "Outbound", body: "x" });
        await callTool(mcpUrl, headers, "whoAmI", {});
      }
      asked = await record.outbound();
    });
    afterAll(() => estate?.stop());

    const host = (url: string) => new URL(url).host;

    test("asks Access, Entra and Graph, and nobody else", () => {
      const { access, entra, graph } = estate.contract;

      expect(new Set(asked.map((each) => each.host))).toEqual(new Set([host(access.issuer), host(entra.authority), host(graph.origin)]));
      expect(asked.filter((each) => !each.allowed)).toEqual([]);
    });

    test("asks Access for its keys alone", () => {
      const ofAccess = asked.filter((each) => each.host === host(estate.contract.access.issuer));

      expect(new Set(ofAccess.map((each) => `${each.method} ${each.path}`))).toEqual(
        new Set([`GET ${new URL(estate.contract.access.certsUrl).pathname}`]),
      );
    });

    test("asks Entra for tokens and its keys alone", () => {
      const tenant = new URL(estate.contract.entra.authority).pathname;
      const ofEntra = asked.filter((each) => each.host === host(estate.contract.entra.authority));

      expect(
        ofEntra.map((each) => each.path).filter((path) => !path.startsWith(`${tenant}/`) || !/token|keys|openid-configuration/.test(path)),
      ).toEqual([]);
    });

    test("asks Graph only through the gateway and the relay", async () => {
      const ofGraph = asked.filter((each) => each.host === host(estate.contract.graph.origin));
      const relayed = (await record.eventsOnce((seen) => seen.length > 0)).filter(
        (each) => each.kind === "relay" && each.outcome === "done",
      );
      const passed = await record.gatewayRows();

      expect(ofGraph.length).toBeGreaterThan(0);
      expect(relayed).toHaveLength(ofGraph.length);
      expect(passed).toHaveLength(ofGraph.length);
    });
  });

  describe("a host that is not on the list", () => {
    let estate: TestEstate;
    let reached = 0;
    let elsewhere: Awaited<ReturnType<typeof listen>>;
    beforeAll(async () => {
      elsewhere = await listen(await freePort(), (_req, res) => {
        reached += 1;
        res.end("{}");
      });
      estate = await startTestEstate({ authorization, settings: { GRAPH_ORIGIN: elsewhere.origin } });
    });
    afterAll(async () => {
      await estate?.stop();
      await elsewhere?.close();
    });

    test("is refused and recorded; the caller gets a tool error", async () => {
      const answer = await callTool(estate.contract.mcpUrl, personNamed(estate, "amara.okafor").headers, "getEmails", {});
      const asked = await new EstateRecord(estate.contract).outbound();

      expect(answer.isError).toBe(true);
      expect(textOf(answer)).not.toContain(elsewhere.origin);
      expect(asked.filter((each) => !each.allowed).map(({ host, method, path }) => ({ host, method, path }))).toEqual([
        { host: new URL(elsewhere.origin).host, method: "GET", path: "/v1.0/me/mailFolders/inbox/messages" },
      ]);
      expect(reached).toBe(0);
    });
  });
});
