/** AJ, the team's keys: rotated, unreachable, stale, malformed, slow, redirected. */
import type { ServerResponse } from "node:http";
import { gzipSync } from "node:zlib";
import { P503 } from "../../answers.ts";
import { keyCooldownMs } from "../../forge.ts";
import type { AttackCase } from "../../framework.ts";
import { startListener } from "../../listener.ts";
import type { Stage } from "../../stage.ts";
import { admits, epochSeconds, withAssertion } from "./assertion.ts";

/** Access's pause after a question that went unanswered, and a little. */
const failedCooldownMs = 6_000;
const minutes = (count: number) => count * 60_000;

const cold = (stage: Stage) => stage.open({ linkPeople: false, movableClock: true });

/** A call with a good assertion is met with P503, for that reason. */
const closed = async (stage: Stage, name: string, reason: string) =>
  stage.refuses([withAssertion(stage, name, await stage.mint(), reason, P503)]);

const json = (res: ServerResponse, body: string) => void res.writeHead(200, { "content-type": "application/json" }).end(body);

export const keysCases: readonly AttackCase[] = [
  {
    id: "AJ-17",
    title: "the team rotates its keys: one question, the old key still good, then no more",
    async play(stage) {
      const team = await stage.open({ movableClock: true });
      const before = await team.mint();
      await admits(team, "the key of today", before);
      await team.estate.rotateAccessKeys();
      await team.estate.advanceClock(keyCooldownMs);
      await team.record.clear();
      await admits(team, "the new key", await team.mint());
      team.holds("questions for keys", 1, await team.keyFetches());
      await admits(team, "the old key", before);
      await team.estate.rotateAccessKeys();
      await team.estate.advanceClock(minutes(11));
      await team.refuses([withAssertion(team, "the old key, removed", before, "kid_unknown")]);
    },
  },
  {
    id: "AJ-18",
    title: "the keys cannot be had, and none are remembered",
    async play(stage) {
      const alone = await cold(stage);
      alone.faults.certs = (res) => void res.destroy();
      await closed(alone, "connection lost", "jwks_unavailable");
      await alone.estate.advanceClock(failedCooldownMs);
      alone.faults.certs = (res) => void res.writeHead(500).end();
      await closed(alone, "500", "jwks_unavailable");
      await alone.estate.advanceClock(failedCooldownMs);
      alone.faults.certs = null;
      await opensAgain(alone);
    },
  },
  {
    id: "AJ-19",
    title: "the keys cannot be had: those remembered serve while fresh, not beyond an hour",
    async play(stage) {
      const team = await stage.open({ movableClock: true });
      await admits(team, "with keys", await team.mint());
      team.faults.certs = (res) => void res.destroy();
      await team.estate.advanceClock(minutes(9));
      await team.record.clear();
      await admits(team, "nine minutes later", await team.mint());
      team.holds("questions for keys while fresh", 0, await team.keyFetches());
      await team.estate.advanceClock(minutes(20));
      await admits(team, "half an hour later", await team.mint());
      await team.estate.advanceClock(minutes(32));
      await closed(team, "more than an hour later", "jwks_stale");
    },
  },
  {
    id: "AJ-20",
    title: "the keys' address answers with something else: HTML, nothing, other keys, far too much",
    async play(stage) {
      const alone = await cold(stage);
      const oct = { keys: [{ kty: "oct", kid: "k", k: "AAAA", alg: "RS256" }] };
      const many = { keys: Array.from({ length: 1_000 }, (_, index) => ({ kty: "RSA", kid: `k${index}`, n: "AQAB", e: "AQAB" })) };
      const answers: readonly (readonly [string, (res: ServerResponse) => void])[] = [
        ["HTML", (res) => void res.writeHead(200, { "content-type": "text/html" }).end("<html><title>Sign in</title></html>")],
        ["{}", (res) => json(res, "{}")],
        ["no keys", (res) => json(res, '{"keys":[]}')],
        ["keys as an object", (res) => json(res, '{"keys":{}}')],
        ["symmetric keys", (res) => json(res, JSON.stringify(oct))],
        ["10 MB", (res) => json(res, `{"keys":[],"x":"${"x".repeat(10_000_000)}"}`)],
        ["1,000 keys", (res) => json(res, JSON.stringify(many))],
        [
          "a bomb of gzip",
          (res) =>
            void res
              .writeHead(200, { "content-type": "application/json", "content-encoding": "gzip" })
              .end(gzipSync(Buffer.alloc(64 * 1024 * 1024, " "))),
        ],
      ];
      for (const [name, answer] of answers) {
        alone.faults.certs = answer;
        await closed(alone, name, "jwks_invalid");
        await alone.estate.advanceClock(failedCooldownMs);
      }
      alone.faults.certs = null;
      await opensAgain(alone);
    },
  },
  {
    id: "AJ-21",
    title: "the keys come too slowly: headers after six seconds, a body that trickles",
    async play(stage) {
      const [late, trickling] = await Promise.all([cold(stage), cold(stage)]);
      late.faults.certs = (_res, next) => void setTimeout(next, 6_000).unref();
      trickling.faults.certs = (res) => {
        res.writeHead(200, { "content-type": "application/json" }).flushHeaders();
        const timer = setInterval(() => res.write(" "), 200);
        res.on("close", () => clearInterval(timer));
      };
      await Promise.all(
        [[late, "late headers"] as const, [trickling, "a trickling body"] as const].map(async ([slow, name]) => {
          const { send, ...attempt } = withAssertion(slow, name, await slow.mint(), "jwks_timeout", P503);
          let tookMs = Number.POSITIVE_INFINITY;
          const timed = async () => {
            const startedAt = performance.now();
            const answer = await send();
            tookMs = performance.now() - startedAt;
            return answer;
          };
          await slow.refuses([{ ...attempt, send: timed }]);
          slow.holds(`${name}: an answer within 5 s`, true, tookMs <= 5_000);
        }),
      );
    },
  },
  {
    id: "AJ-22",
    title: "the keys' address redirects to the attacker; nobody follows",
    async play(stage) {
      const attacker = await startListener();
      try {
        const alone = await cold(stage);
        for (const status of [301, 302, 307, 308]) {
          alone.faults.certs = (res) => void res.writeHead(status, { location: `${attacker.origin}/cdn-cgi/access/certs` }).end();
          await closed(alone, String(status), "jwks_invalid");
          await alone.estate.advanceClock(failedCooldownMs);
        }
        stage.holds("requests at the attacker's", 0, attacker.requests());
      } finally {
        await attacker.close();
      }
    },
  },
];

/** Nobody has linked an account there: past the perimeter is all there is to see. */
async function opensAgain(stage: Stage): Promise<void> {
  const answer = await withAssertion(stage, "with keys again", await stage.mint({ claims: { iat: epochSeconds() - 60 } }), null).send();
  stage.holds("with keys again: past the perimeter", true, answer.status !== 403 && answer.status !== 503);
}
