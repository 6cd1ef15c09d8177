/** SD: the holes of the servers this one replaces, each tried as it was found. */
import { callTool, textOf } from "../../support/mcp-post.ts";
import { B401, J, L400, P403, seen } from "../answers.ts";
import type { AttackGroup, Attempt } from "../framework.ts";
import { call, message, modern, modernMeta, rpc } from "../mcp-message.ts";
import { Flow, newClient, personsBrowser } from "../oauth-flow.ts";

export const sd: AttackGroup = {
  name: "SD",
  async goodPath(stage) {
    const answer = await callTool(`${stage.contract.directOrigin}/mcp`, stage.direct(stage.person("amara.okafor")), "getEmails", {
      count: 1,
    });
    stage.holds("a good call is an error", false, answer.isError ?? false);
  },
  cases: [
    {
      id: "SD-01",
      title: "discovery without a token, or with any",
      async play(stage) {
        const isOAuth = stage.mode === "oauth";
        const bodies = [
          [rpc("tools/list"), {}],
          [rpc("initialize", { protocolVersion: "2025-11-25", capabilities: {}, clientInfo: { name: "x", version: "1" } }), {}],
          [rpc("server/discover", modernMeta), modern("server/discover")],
          [rpc("prompts/list"), {}],
        ] as const;
        const challenge = (error?: "invalid_token") => B401(`${stage.contract.origin}/.well-known/oauth-protected-resource`, error);
        await stage.refuses(
          bodies.flatMap(([body, headers], index): Attempt[] => [
            {
              name: `without, ${index}`,
              send: () => message(stage, body, { ...headers, authorization: null, ...(!isOAuth && { "cf-access-jwt-assertion": null }) }),
              answer: isOAuth ? challenge() : P403,
              reason: isOAuth ? "token_missing" : "jwt_missing",
            },
            {
              name: `Bearer abc, ${index}`,
              send: () =>
                message(stage, body, { ...headers, authorization: "Bearer abc", ...(!isOAuth && { "cf-access-jwt-assertion": null }) }),
              answer: isOAuth ? challenge("invalid_token") : P403,
              reason: isOAuth ? "token_malformed" : "jwt_missing",
            },
          ]),
        );
      },
    },
    {
      id: "SD-02",
      title: "a callback state of base64 JSON",
      async play(stage) {
        const { origin } = stage.contract;
        const token = stage.person("amara.okafor").headers["cf-access-token"] ?? "";
        const states = [
          { clientId: "x", redirectUri: "https://evil.example", scope: ["m365.read"], responseType: "code" },
          { oauthReqInfo: { clientId: "x", redirectUri: "https://evil.example" } },
          { email: "amara.okafor@northwind.example" },
        ].flatMap((value) => [btoa(JSON.stringify(value)), encodeURIComponent(JSON.stringify(value))]);
        await stage.refuses(
          states.map((state): Attempt => ({
            name: state.slice(0, 24),
            send: () =>
              seen(
                fetch(`${origin}/callback?${new URLSearchParams({ code: "stolen", state }).toString()}`, {
                  redirect: "manual",
                  headers: { "cf-access-token": token },
                }),
              ),
            answer: L400,
            reason: "state_invalid",
          })),
        );
      },
    },
    {
      id: "SD-03",
      title: "a cookie that remembers a consent for a year",
      modes: ["oauth"],
      async play(stage) {
        const amara = stage.person("amara.okafor");
        const client = await newClient(stage);
        const browser = personsBrowser(stage, amara);
        await new Flow(stage, client, amara, browser).tokens();
        const again = await new Flow(stage, client, amara, browser).consent();
        stage.holds("the page is shown again", [200, true], [again.status, again.text.includes('value="allow"')]);
        const forged = await fetch(new Flow(stage, client, amara).url(), {
          redirect: "manual",
          headers: {
            "cf-access-token": amara.headers["cf-access-token"] ?? "",
            cookie: `mcp-approved-clients=${btoa(JSON.stringify([client.clientId]))}; __Host-approved-clients=${client.clientId}`,
          },
        });
        stage.holds(
          "and to whoever brings a cookie of that kind",
          [200, true],
          [forged.status, (await forged.text()).includes('value="allow"')],
        );
        stage.holds(
          "cookies kept longer than ten minutes",
          [],
          again.headers.getSetCookie().filter((cookie) => Number(/max-age=(\d+)/i.exec(cookie)?.[1] ?? 0) > 600),
        );
      },
    },
    {
      id: "SD-04",
      title: "a call in nobody's name at the gateway",
      async play(stage) {
        await message(stage, call("getEmails", { count: 1 }), { "cf-aig-metadata": '{"userId":"anonymous"}', "x-user-id": "anonymous" });
        await stage.refuses([
          {
            name: "without an identity nothing leaves",
            send: () => message(stage, call("getEmails", { count: 1 }), { "cf-access-jwt-assertion": null, authorization: null }),
            answer: P403,
            reason: "jwt_missing",
          },
        ]);
        await message(stage, call("getEmails", { count: 1 }, { _meta: { userId: "anonymous" } }));
        const rows = await stage.record.gatewayRows();
        const ids = rows.map((row) => (row.metadata as Readonly<Record<string, unknown>> | undefined)?.["userId"]);
        stage.holds("rows of the gateway", true, ids.length >= 2);
        stage.holds(
          "rows that name no principal",
          [],
          ids.filter((id) => !/^(user|service):[^:]{8,}$/.test(String(id))),
        );
      },
    },
    {
      id: "SD-05",
      title: "an error that tells what went wrong inside",
      async play(stage) {
        const canary = `inner-${crypto.randomUUID()}`;
        stage.faults.gateway = {
          answer: () => Promise.reject(new Error(canary)),
        };
        const broken = await message(stage, call("getEmails", { count: 1 }));
        stage.faults.gateway = {
          deliver: () => Promise.reject(new Error(canary)),
        };
        const undelivered = await message(stage, call("getEmails", { count: 1 }));
        stage.faults.gateway = {};
        for (const [name, answer] of [
          ["the gateway breaks", broken],
          ["the relay cannot be reached", undelivered],
        ] as const) {
          stage.holds(`${name}: a tool's error`, [200, true], [answer.status, answer.text.includes('"isError":true')]);
          stage.holds(
            `${name}: anything of the exception`,
            false,
            answer.text.includes(canary) || /\bat .*:\d+:\d+|"details"|"stack"|"cause"/.test(answer.text),
          );
        }
        await stage.refuses([
          {
            name: "a method nobody knows",
            send: () => message(stage, rpc("mail/steal")),
            answer: J(200, -32601),
            reason: "method_unknown",
          },
        ]);
      },
    },
    {
      id: "SD-06",
      title: "a success that says sent, where Graph said accepted",
      async play(stage) {
        const answer = await callTool(`${stage.contract.directOrigin}/mcp`, stage.direct(stage.person("amara.okafor")), "sendEmail", {
          to: ["jonas.weber@northwind.example"],
          subject: "Wording",
          body: "x",
        });
        stage.holds("accepted for delivery", true, /accepted for delivery/i.test(textOf(answer)));
        stage.holds("sent", false, /\bsent\b/i.test(textOf(answer)));
        const outcome = (await stage.record.eventsOnce((all) => all.some(({ kind }) => kind === "call.outcome"))).find(
          ({ kind }) => kind === "call.outcome",
        );
        stage.holds("the record", "accepted", outcome?.outcome);
      },
    },
  ],
};
