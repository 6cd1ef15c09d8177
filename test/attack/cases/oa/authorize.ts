/** OA: what a client may ask of `/authorize`, and where the answer may go. */
import { type Answer, L400, notFound404, O, P403, R302, seen } from "../../answers.ts";
import type { AttackCase, Attempt } from "../../framework.ts";
import { callWith, type Changes, type Client, Flow, hosted, loopback, newClient, register } from "../../oauth-flow.ts";
import type { Stage } from "../../stage.ts";
import { sendRaw } from "../../wire.ts";
import { dangerousRedirects, foreignRedirects, foreignLoopbacks } from "./redirect-lists.ts";

/** One request to `/authorize` of a signed-in person's browser. */
function asked(flow: Flow, name: string, changes: Changes, answer: Answer, reason: string | readonly string[]): Attempt {
  return { name, send: () => flow.consent(changes), answer, reason };
}

/** Back to the client with that error. */
function back({ contract }: Stage, flow: Flow, code: string): Answer {
  return R302(code, { redirectUri: flow.client.redirectUri, state: flow.state, issuer: contract.origin });
}

const hostedClient = (stage: Stage): Promise<Client> => newClient(stage, { redirect_uris: [hosted] });

export const authorizeCases: readonly AttackCase[] = [
  {
    id: "OA-01",
    title: "a client nobody registered",
    modes: ["oauth"],
    async play(stage) {
      const flow = new Flow(stage, await newClient(stage));
      const ids = ["nobody", "__proto__", "constructor", "../clients", "a".repeat(1_000), `${flow.client.clientId} `, "'--"];
      await stage.refuses([
        ...ids.map((id) => asked(flow, `client_id ${id.slice(0, 20)}`, { client_id: id }, L400, "client_unknown")),
        asked(flow, "no client_id", { client_id: null }, L400, "oauth_request_invalid"),
        asked(flow, "empty client_id", { client_id: "" }, L400, "oauth_request_invalid"),
      ]);
    },
  },
  {
    id: "OA-02",
    title: "a redirect URI nobody registered, in every spelling",
    modes: ["oauth"],
    async play(stage) {
      const remote = new Flow(stage, await hostedClient(stage));
      const local = new Flow(stage, await newClient(stage));
      const attempts = (flow: Flow, uris: readonly string[]) =>
        uris.map((uri) => asked(flow, `redirect_uri ${uri}`, { redirect_uri: uri }, L400, "redirect_uri_invalid"));
      await stage.refuses([
        ...attempts(remote, foreignRedirects(hosted)),
        ...attempts(local, foreignLoopbacks(loopback)),
        asked(remote, "none", { redirect_uri: null }, L400, "redirect_uri_invalid"),
      ]);
    },
  },
  {
    id: "OA-03",
    title: "another port of the same loopback address (RFC 8252 §7.3) is allowed, and the code goes there",
    modes: ["oauth"],
    async play(stage) {
      const flow = new Flow(stage, await newClient(stage));
      const redirectUri = "http://127.0.0.1:49152/callback";
      const page = await flow.approved({ redirect_uri: redirectUri });
      stage.holds("where the code goes", redirectUri, (page.headers.get("location") ?? "").split("?")[0]);
      const code = new URL(page.headers.get("location") ?? "").searchParams.get("code") ?? "";
      stage.holds("token", 200, (await flow.redeem(code, { redirect_uri: redirectUri })).status);
    },
  },
  {
    id: "OA-04",
    title: "schemes that run or read instead of redirecting",
    modes: ["oauth"],
    async play(stage) {
      const flow = new Flow(stage, await newClient(stage));
      await stage.refuses([
        ...dangerousRedirects.map((uri): Attempt => ({
          name: `register ${uri}`,
          send: () => register(stage, { redirect_uris: [uri] }),
          answer: O("invalid_redirect_uri"),
          reason: "redirect_uri_invalid",
        })),
        ...dangerousRedirects.map((uri) => asked(flow, `authorize ${uri}`, { redirect_uri: uri }, L400, "redirect_uri_invalid")),
      ]);
    },
  },
  {
    id: "OA-05",
    title: "a remote http address, or a scheme of somebody's own",
    modes: ["oauth"],
    async play(stage) {
      const uris = [
        "http://claude.ai/api/mcp/auth_callback",
        "http://evil.example/callback",
        "http://10.0.0.1/callback",
        "http://127.0.0.1.evil.example/callback",
        "cursor://anysphere.cursor-retrieval/oauth/callback",
        "vscode://callback",
        "com.example.app:/callback",
        "https://evil.example/callback",
      ];
      await stage.refuses([
        ...uris.map((uri): Attempt => ({
          name: `register ${uri}`,
          send: () => register(stage, { redirect_uris: [uri] }),
          answer: O("invalid_redirect_uri"),
          reason: "redirect_uri_invalid",
        })),
        {
          name: "a good one beside a bad one",
          send: () => register(stage, { redirect_uris: [loopback, "http://evil.example/callback"] }),
          answer: O("invalid_redirect_uri"),
          reason: "redirect_uri_invalid",
        },
      ]);
    },
  },
  {
    id: "OA-06",
    title: "no PKCE",
    modes: ["oauth"],
    async play(stage) {
      for (const client of [await newClient(stage), await newClient(stage, { token_endpoint_auth_method: "client_secret_basic" })]) {
        const flow = new Flow(stage, client);
        await stage.refuses([
          asked(
            flow,
            "neither challenge nor method",
            { code_challenge: null, code_challenge_method: null },
            back(stage, flow, "invalid_request"),
            "pkce_required",
          ),
          asked(flow, "a method without challenge", { code_challenge: null }, back(stage, flow, "invalid_request"), "pkce_required"),
        ]);
      }
    },
  },
  {
    id: "OA-07",
    title: "any challenge method but S256",
    modes: ["oauth"],
    async play(stage) {
      const flow = new Flow(stage, await newClient(stage));
      const methods = ["plain", "", "S512", "s256", "S256 ", "none"];
      await stage.refuses([
        ...methods.map((method) =>
          asked(flow, `method ${method}`, { code_challenge_method: method }, back(stage, flow, "invalid_request"), "pkce_method"),
        ),
        asked(flow, "no method", { code_challenge_method: null }, back(stage, flow, "invalid_request"), "pkce_method"),
      ]);
    },
  },
  {
    id: "OA-24",
    title: "mix-up: our issuer stands in every answer to the client, and Microsoft's in its own is checked",
    modes: ["oauth"],
    async play(stage) {
      const { origin } = stage.contract;
      const metadata = (await (await fetch(`${origin}/.well-known/oauth-authorization-server`)).json()) as Record<string, unknown>;
      stage.holds("issuer in the metadata", origin, metadata["issuer"]);
      stage.holds("iss is promised", true, metadata["authorization_response_iss_parameter_supported"]);
      const flow = new Flow(stage, await newClient(stage));
      const good = await flow.approved();
      stage.holds("iss of a success", [origin], new URL(good.headers.get("location") ?? "").searchParams.getAll("iss"));
      await stage.refuses([
        asked(
          flow,
          "iss of an error",
          { response_type: "token" },
          back(stage, flow, "unsupported_response_type"),
          "response_type_unsupported",
        ),
      ]);
      const issuers = ["https://evil.example/v2.0", origin, "", `${stage.contract.entra.authority}/v2.0/`];
      for (const issuer of issuers) {
        const returning = new URL(await flow.callbackUrl(await flow.decide(await flow.consent())));
        returning.searchParams.set("iss", issuer);
        await stage.refuses([
          { name: `Microsoft's iss ${issuer}`, send: () => flow.browser.visit(returning.href), answer: L400, reason: "issuer_mismatch" },
        ]);
      }
    },
  },
  {
    id: "OA-25",
    title: "a token for another resource than this one",
    modes: ["oauth"],
    async play(stage) {
      const { origin } = stage.contract;
      const flow = new Flow(stage, await newClient(stage));
      const resources = ["https://evil.example", "https://graph.microsoft.com", `${origin}/mcp/../x`, `${origin}#f`, "not a URL", "urn:x"];
      const refused = (name: string, resource: string | readonly string[]) =>
        asked(flow, name, { resource }, back(stage, flow, "invalid_target"), "resource_invalid");
      await stage.refuses([
        ...resources.map((resource) => refused(`resource ${resource}`, resource)),
        refused("two, one of them ours", [origin, "https://evil.example"]),
      ]);
      const code = await flow.code({ resource: null });
      await stage.refuses([
        {
          name: "another one when the code is redeemed",
          send: () => flow.redeem(code, { resource: "https://evil.example" }),
          answer: O("invalid_target"),
          reason: "resource_invalid",
        },
      ]);
      const missing = await flow.redeem(code, { resource: null });
      stage.holds("none asked for: a token", 200, missing.status);
      const { access_token: token } = JSON.parse(missing.text) as { access_token: string };
      stage.holds("and it is good here", 200, (await callWith(stage, token)).status);
    },
  },
  {
    id: "OA-36",
    title: "what is switched off is not there, and is not advertised",
    async play(stage) {
      if (stage.mode === "access") {
        const { directOrigin } = stage.contract;
        const routes = [
          "/authorize",
          "/token",
          "/register",
          "/.well-known/oauth-authorization-server",
          "/.well-known/oauth-protected-resource",
          "/.well-known/oauth-protected-resource/mcp",
        ];
        const headers = stage.direct(stage.person("amara.okafor"));
        await stage.refuses(
          routes.map((route): Attempt => ({
            name: `${route} without an assertion`,
            send: () => seen(fetch(`${directOrigin}${route}`, { method: "POST" })),
            answer: P403,
            reason: "jwt_missing",
          })),
        );
        await stage.refuses(
          routes.flatMap((route) =>
            ["GET", "POST"].map((method): Attempt => ({
              name: `${method} ${route}`,
              send: () => seen(fetch(`${directOrigin}${route}`, { method, headers })),
              answer: notFound404,
              reason: "route_unknown",
            })),
          ),
        );
        return;
      }
      const further = await stage.open({ settings: { CLIENT_REGISTRATION: "preregistered" }, linkPeople: false });
      const { origin } = further.contract;
      await further.refuses([
        { name: "/register", send: () => register(further, { redirect_uris: [loopback] }), answer: notFound404, reason: "route_unknown" },
      ]);
      const metadata = (await (await fetch(`${origin}/.well-known/oauth-authorization-server`)).json()) as Record<string, unknown>;
      further.holds("registration_endpoint", undefined, metadata["registration_endpoint"]);
      further.holds("documents of clients", false, metadata["client_id_metadata_document_supported"] ?? false);
    },
  },
  {
    id: "OA-37",
    title: "the implicit flow, and answers in a fragment",
    modes: ["oauth"],
    async play(stage) {
      const flow = new Flow(stage, await newClient(stage));
      const refused = back(stage, flow, "unsupported_response_type");
      await stage.refuses([
        ...["token", "id_token", "code token", "code id_token", "none", "CODE"].map((type) =>
          asked(flow, `response_type ${type}`, { response_type: type }, refused, "response_type_unsupported"),
        ),
        ...["fragment", "form_post", "web_message"].map((mode) =>
          asked(flow, `response_mode ${mode}`, { response_mode: mode }, refused, "response_type_unsupported"),
        ),
      ]);
    },
  },
  {
    id: "OA-38",
    title: "a parameter twice, or in the query and the body",
    modes: ["oauth"],
    async play(stage) {
      const flow = new Flow(stage, await newClient(stage));
      const twice = ["client_id", "redirect_uri", "response_type", "state", "scope", "code_challenge", "code_challenge_method"];
      const { searchParams } = new URL(flow.url());
      const page = await flow.consent();
      await stage.refuses([
        ...twice.map((name) => asked(flow, `${name} twice`, { [name]: [searchParams.get(name) ?? "", "other"] }, L400, "param_duplicate")),
        {
          name: "query and body",
          send: () => flow.decideAt(`?${searchParams.toString()}`, page),
          answer: L400,
          reason: "param_duplicate",
        },
      ]);
      await stage.refuses([
        {
          name: "client_id twice at the token endpoint",
          send: () => flow.redeem("a:b:c", { client_id: [flow.client.clientId, "other"] }),
          answer: O("invalid_request"),
          reason: "param_duplicate",
        },
      ]);
    },
  },
  {
    id: "OA-39",
    title: "a Host or a forwarded host that is not ours",
    modes: ["oauth"],
    async play(stage) {
      const { origin, directOrigin } = stage.contract;
      const documents = ["/.well-known/oauth-authorization-server", "/.well-known/oauth-protected-resource"];
      for (const path of documents) {
        const plain = await (await fetch(`${directOrigin}${path}`)).text();
        for (const name of ["x-forwarded-host", "x-original-host", "forwarded", "x-host"]) {
          const value = name === "forwarded" ? "host=evil.example;proto=https" : "evil.example";
          const bent = await (await fetch(`${directOrigin}${path}`, { headers: { [name]: value, "x-forwarded-proto": "https" } })).text();
          stage.holds(`${path} under ${name}`, plain, bent);
        }
        stage.holds(`${path} names our origin only`, true, plain.includes(origin) && !plain.includes("evil"));
      }
      await stage.refuses(
        [...documents, "/authorize", "/token", "/register"].flatMap((path) =>
          ["evil.example", `${new URL(origin).host}.evil.example`, "127.0.0.1", "localhost"].map((host): Attempt => ({
            name: `${path} for ${host}`,
            send: () => sendRaw(directOrigin, { path, headers: [["host", host]] }),
            answer: P403,
            reason: "host_not_allowed",
          })),
        ),
      );
    },
  },
];
