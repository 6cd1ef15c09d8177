/** OA: the way back from Microsoft and the forms before it, in both modes: whose browser it is, and whose transaction. */
import { type BrowserWalk, filledForm, type Page } from "../../../../infra/local/browser-walk.ts";
import type { EstatePerson } from "../../../support/estate.ts";
import { storedDigest } from "../../../support/stored-state.ts";
import { L400, R302, type Seen, seen } from "../../answers.ts";
import type { AttackCase, Attempt } from "../../framework.ts";
import { consentForm, Flow, newClient, personsBrowser, signInAtMicrosoft } from "../../oauth-flow.ts";
import type { Stage } from "../../stage.ts";

/** A sign-in under way: the address that Microsoft sent its browser back to, unopened. */
type UnderWay = { readonly browser: BrowserWalk; readonly url: string };

/** One of the sign-ins that come back to `/callback`. */
type Way = {
  readonly name: "/connect" | "/authorize";
  readonly begin: (stage: Stage, person?: EstatePerson, browser?: BrowserWalk) => Promise<UnderWay>;
  /** Where a good one ends. */
  readonly isDone: (page: Page) => boolean;
};

const connectWay: Way = {
  name: "/connect",
  async begin(stage, person = stage.person("amara.okafor"), browser = personsBrowser(stage, person)) {
    const { origin } = stage.contract;
    const { data } = filledForm(await browser.visit(`${origin}/connect`));
    const redirected = await browser.visit(`${origin}/connect`, { method: "POST", form: data });
    return { browser, url: await signInAtMicrosoft(stage, browser, redirected, person.email) };
  },
  isDone: ({ status, headers }) => status === 303 && headers.get("location") === "/connect?linked",
};

const authorizeWay: Way = {
  name: "/authorize",
  async begin(stage, person = stage.person("amara.okafor"), browser = personsBrowser(stage, person)) {
    const flow = new Flow(stage, await newClient(stage), person, browser);
    return { browser, url: await flow.callbackUrl(await flow.decide(await flow.consent())) };
  },
  isDone: ({ status, headers }) => status === 302 && (URL.parse(headers.get("location") ?? "")?.searchParams.has("code") ?? false),
};

const waysOf = ({ mode }: Stage): readonly Way[] => (mode === "access" ? [connectWay] : [connectWay, authorizeWay]);

/** That address opened as that person, with those cookies and none else. */
function opened(person: EstatePerson, url: string, cookie = ""): Promise<Seen> {
  const token = person.headers["cf-access-token"] ?? "";
  return seen(fetch(url, { redirect: "manual", headers: { "cf-access-token": token, ...(cookie !== "" && { cookie }) } }));
}

const base64Json = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64");

export const callbackCases: readonly AttackCase[] = [
  {
    id: "OA-12",
    title: "a callback with a state that was made up",
    async play(stage) {
      const { origin, stateDirectory } = stage.contract;
      const amara = stage.person("amara.okafor");
      const request = { clientId: "mine", redirectUri: "https://evil.example", scope: ["m365.read"], responseType: "code", state: "x" };
      const good = await Promise.all(waysOf(stage).map((way) => way.begin(stage)));
      const real = good.map(({ url }) => new URL(url).searchParams.get("state") ?? "");
      const states = [
        "",
        "x",
        base64Json(request),
        base64Json({ oauthReqInfo: request }),
        `${base64Json(request)}.${"0".repeat(64)}`,
        "01980000-0000-7000-8000-000000000000.00",
        `01980000-0000-7000-8000-000000000000.${"0".repeat(43)}`,
        `01980000-0000-7000-8000-000000000000.handle.${"A".repeat(43)}`,
        "..",
        "...",
        "__proto__",
        "a".repeat(3_000),
        ...real.flatMap((state) => [
          `${state}x`,
          state.slice(0, -1),
          state.replace(/^./, (first) => (first === "0" ? "1" : "0")),
          state.toUpperCase(),
          `${state}.${state}`,
          state.split(".").slice(0, -1).join("."),
          `${state.split(".").slice(0, -1).join(".")}.`,
        ]),
      ];
      const before = await storedDigest(stateDirectory);
      await stage.refuses(
        [...states, null].map((state): Attempt => {
          const query = new URLSearchParams({ code: "stolen", ...(state !== null && { state }) });
          return {
            name: `state ${state === null ? "absent" : state.slice(0, 24)}`,
            send: () => opened(amara, `${origin}/callback?${query.toString()}`, good.map(({ browser }) => browser.cookie).join("; ")),
            answer: L400,
            reason: "state_invalid",
          };
        }),
      );
      stage.holds("what is stored has changed", false, String(before) !== String(await storedDigest(stateDirectory)));
    },
  },
  {
    id: "OA-13",
    title: "a sign-in begun in one browser, ended in another",
    async play(stage) {
      const amara = stage.person("amara.okafor");
      const jonas = stage.person("jonas.weber");
      for (const way of waysOf(stage)) {
        const { url, browser } = await way.begin(stage);
        const theirs = await way.begin(stage, jonas);
        await stage.refuses(
          [
            { name: "her own address in a browser without cookies", send: () => opened(amara, url), answer: L400, reason: "state_binding" },
            { name: "in the victim's browser", send: () => opened(jonas, url), answer: L400, reason: "state_binding" },
            {
              name: "in the victim's browser, which has a sign-in of its own under way",
              send: () => opened(jonas, url, theirs.browser.cookie),
              answer: L400,
              reason: "state_binding",
            },
            {
              name: "with the attacker's cookies in the victim's browser",
              send: () => opened(jonas, url, browser.cookie),
              answer: L400,
              reason: "principal_mismatch",
            },
          ],
          { parallel: 1 },
        );
      }
    },
  },
  {
    id: "OA-14",
    title: "a state twice, and one that is older than ten minutes; two tabs at once both succeed",
    async play(stage) {
      const amara = stage.person("amara.okafor");
      for (const way of waysOf(stage)) {
        const browser = personsBrowser(stage, amara);
        const one = await way.begin(stage, amara, browser);
        const other = await way.begin(stage, amara, browser);
        const kept = browser.cookie;
        const ends = await Promise.all([browser.visit(one.url), browser.visit(other.url)]);
        stage.holds(`${way.name}: two tabs end well`, [true, true], ends.map(way.isDone));
        await stage.refuses([
          { name: "again, with cookies that were kept", send: () => opened(amara, one.url, kept), answer: L400, reason: "state_used" },
          { name: "again, in the same browser", send: () => browser.visit(other.url), answer: L400, reason: "state_binding" },
        ]);
      }
      const further = await stage.open({ movableClock: true });
      for (const way of waysOf(stage)) {
        const late = await way.begin(further);
        await further.estate.advanceClock(10 * 60_000 + 1_000);
        await further.refuses([
          { name: `${way.name}: after ten minutes`, send: () => late.browser.visit(late.url), answer: L400, reason: "state_expired" },
        ]);
        await further.estate.advanceClock(0);
      }
    },
  },
  {
    id: "OA-15",
    title: "Microsoft says no, in words that would run",
    async play(stage) {
      const words = "<script>alert(1)</script>";
      const bent = (url: string) => {
        const answer = new URL(url);
        answer.searchParams.delete("code");
        answer.searchParams.set("error", "access_denied");
        answer.searchParams.set("error_description", words);
        answer.searchParams.set("error_uri", "https://evil.example");
        return answer.href;
      };
      const linking = await connectWay.begin(stage);
      await stage.refuses([
        {
          name: "/connect has no client to send it to",
          send: () => linking.browser.visit(bent(linking.url)),
          answer: unreflecting,
          reason: "upstream_denied",
        },
      ]);
      if (stage.mode === "access") return;
      const flow = new Flow(stage, await newClient(stage));
      const url = await flow.callbackUrl(await flow.decide(await flow.consent()));
      let location = "";
      await stage.refuses([
        {
          name: "/authorize",
          send: async () => {
            const page = await flow.browser.visit(bent(url));
            location = page.headers.get("location") ?? "";
            return page;
          },
          answer: R302("access_denied", { redirectUri: flow.client.redirectUri, state: flow.state, issuer: stage.contract.origin }),
          reason: "upstream_denied",
        },
      ]);
      stage.holds("anything of Microsoft's words in it", false, /script|evil/.test(decodeURIComponent(location)));
    },
  },
  {
    id: "OA-16",
    title: "a form sent from somewhere else, or without its cookie",
    async play(stage) {
      const { origin } = stage.contract;
      const amara = stage.person("amara.okafor");
      const jonas = stage.person("jonas.weber");
      const browser = personsBrowser(stage, amara);
      const flow = stage.mode === "oauth" ? new Flow(stage, await newClient(stage), amara, browser) : null;
      const consent = await flow?.consent();
      const connect = filledForm(await browser.visit(`${origin}/connect`)).data;
      const connections = filledForm(await browser.visit(`${origin}/connections`)).data;
      const theirs = personsBrowser(stage, jonas);
      const foreign = filledForm(await theirs.visit(`${origin}/connect`)).data;
      const forms: readonly (readonly [string, URLSearchParams])[] = [
        ["/connect", connect],
        ["/connections", new URLSearchParams([...connections, ["end", "account"]])],
        ...(consent ? [["/authorize", consentForm(consent)] as const] : []),
      ];
      const attempts = forms.flatMap(([path, form]) => {
        const sent = (name: string, headers: Readonly<Record<string, string | null>>, body = form.toString()): Attempt => {
          const good = {
            "cf-access-token": amara.headers["cf-access-token"] ?? "",
            "content-type": "application/x-www-form-urlencoded",
            origin,
            "sec-fetch-site": "same-origin",
            cookie: browser.cookie,
          };
          const present = Object.entries({ ...good, ...headers }).filter((entry): entry is [string, string] => entry[1] !== null);
          return {
            name: `${path} ${name}`,
            send: () => seen(fetch(`${origin}${path}`, { method: "POST", redirect: "manual", headers: Object.fromEntries(present), body })),
            answer: L400,
            reason: "consent_csrf",
          };
        };
        const token = form.get("token") ?? "";
        const withToken = (other: string | null) => {
          const changed = new URLSearchParams(form);
          if (other === null) changed.delete("token");
          else changed.set("token", other);
          return changed.toString();
        };
        return [
          sent("cross-site, without the cookie", { origin: "https://evil.example", "sec-fetch-site": "cross-site", cookie: null }),
          sent("without the cookie", { cookie: null }),
          sent("with somebody else's cookie", { cookie: theirs.cookie }),
          sent("with a cookie that lost its prefix", { cookie: browser.cookie.replaceAll("__Host-", "") }),
          sent("from another origin", { origin: "https://evil.example" }),
          sent("from our origin's twin", { origin: `${origin}.evil.example` }),
          sent("from nowhere, as another site's frame is told to send it", { origin: "null", "sec-fetch-site": "cross-site" }),
          sent("from nowhere, by a browser that says no more", { origin: "null", "sec-fetch-site": null }),
          sent("without an origin", { origin: null }),
          sent("from a site beside us", { "sec-fetch-site": "same-site" }),
          sent("as text", { "content-type": "text/plain" }),
          sent("as JSON", { "content-type": "application/json" }),
          sent("without its token", {}, withToken(null)),
          sent("with an empty token", {}, withToken("")),
          sent("with a token of another person's form", {}, withToken(foreign.get("token"))),
          sent("with a token of another form", {}, withToken(path === "/connect" ? connections.get("token") : connect.get("token"))),
          sent("with a bent token", {}, withToken(`${token.slice(0, -1)}${token.endsWith("A") ? "B" : "A"}`)),
          sent("with two tokens", {}, `${form.toString()}&token=${token}`),
          sent("larger than any form of ours", {}, `${form.toString()}&x=${"y".repeat(5_000)}`),
        ];
      });
      await stage.refuses(attempts);
      stage.holds(
        "the person's account is still there",
        true,
        (await browser.visit(`${origin}/connect`)).text.includes("Your account is linked"),
      );
    },
  },
  {
    id: "OA-23",
    title: "every cookie is bound to this host; one tossed from a subdomain is ignored",
    async play(stage) {
      const { origin } = stage.contract;
      const cookies: string[] = [];
      for (const way of waysOf(stage)) {
        const person = stage.person("amara.okafor");
        const browser = recording(personsBrowser(stage, person), origin, cookies);
        const { url } = await way.begin(stage, person, browser);
        await browser.visit(url);
        await browser.visit(`${origin}/connections`);
      }
      stage.holds("cookies set by our own pages", true, cookies.length > 2);
      for (const cookie of new Set(cookies.map(cookieShape)))
        stage.holds("a cookie", "__Host-, HttpOnly, Path=/, SameSite=Lax, Secure", cookie);

      const browser = personsBrowser(stage, stage.person("amara.okafor"));
      const { data } = filledForm(await browser.visit(`${origin}/connect`));
      const pair = browser.cookie.split("; ").find((each) => each.startsWith("__Host-m365-form=")) ?? "";
      const tossed = (name: string, cookie: string): Attempt => ({
        name,
        send: () =>
          seen(
            fetch(`${origin}/connect`, {
              method: "POST",
              redirect: "manual",
              headers: {
                "cf-access-token": stage.person("amara.okafor").headers["cf-access-token"] ?? "",
                "content-type": "application/x-www-form-urlencoded",
                origin,
                cookie,
              },
              body: data.toString(),
            }),
          ),
        answer: L400,
        reason: "consent_csrf",
      });
      const value = pair.split("=")[1] ?? "";
      await stage.refuses([
        tossed("a twin without the prefix", `m365-form=${value}`),
        tossed("a twin with another prefix", `__Secure-m365-form=${value}`),
        tossed("a twin in another case", `__host-m365-form=${value}`),
        tossed("a twin with a space in its name", `__Host-m365-form =${value}x`),
      ]);
      const { url } = await connectWay.begin(stage);
      const link = (await connectWay.begin(stage)).browser.cookie;
      await stage.refuses([
        {
          name: "the sign-in's cookie without its prefix",
          send: () => opened(stage.person("amara.okafor"), url, link.replaceAll("__Host-", "")),
          answer: L400,
          reason: "state_binding",
        },
      ]);
    },
  },
];

/** The refusal page, with nothing in it of what was sent. */
const unreflecting = {
  ...L400,
  problem: (answer: Seen) => L400.problem(answer) ?? (/alert|evil\.example/.test(answer.text) ? "Microsoft's words in the page" : null),
};

/** The same browser; `Set-Cookie` headers of pages below `origin` are noted. */
function recording(browser: BrowserWalk, origin: string, cookies: string[]): BrowserWalk {
  const visit = browser.visit.bind(browser);
  browser.visit = async (url, init) => {
    const page = await visit(url, init);
    if (url.startsWith(`${origin}/`)) cookies.push(...page.headers.getSetCookie());
    return page;
  };
  return browser;
}

/** Attributes without values that differ from cookie to cookie. */
function cookieShape(cookie: string): string {
  const [pair = "", ...attributes] = cookie.split(";").map((part) => part.trim());
  const prefix = pair.startsWith("__Host-") ? ["__Host-"] : [];
  return [...prefix, ...attributes.filter((each) => !/^(max-age|expires)=/i.test(each)).toSorted()].join(", ");
}
