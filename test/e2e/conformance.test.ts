import { beforeAll, describe, expect, test } from "vitest";
import { conform, modes, revisions } from "../conformance/conform.ts";
import type { Row } from "../conformance/verdict.ts";

let rows: readonly Row[];
beforeAll(async () => {
  rows = await conform({ modes, revisions, onProgress: () => undefined });
});

describe.each(modes)("mode %s", (mode) => {
  const ofMode = () => rows.filter(({ authorization, required }) => authorization === mode && required);

  test("every scenario a revision requires of a server passes, save what has no way back to a 2025-era client", () => {
    const wrong = ofMode().filter(({ verdict }) => verdict === "fail");
    const failing = ofMode().filter(({ failed }) => failed > 0);

    expect(wrong).toEqual([]);
    expect(failing.map(({ revision, scenario }) => `${revision} ${scenario}`)).toEqual([
      "2025-11-25 tools-call-sampling",
      "2025-11-25 tools-call-elicitation",
      "2025-11-25 elicitation-sep1034-defaults",
      "2025-11-25 elicitation-sep1330-enums",
    ]);
  });

  test.each([
    ["2026-07-28", 37],
    ["2025-11-25", 30],
  ])("revision %s was asked for whole", (revision, scenarios) => {
    const asked = ofMode().filter((row) => row.revision === revision && !row.scenario.startsWith("authorization-"));

    expect(asked).toHaveLength(scenarios);
  });
});

test("the authorization server passes in both revisions: its metadata, and a code grant through its pages", () => {
  const ofServer = rows.filter(({ scenario }) => scenario.startsWith("authorization-"));

  expect(
    ofServer.map(({ authorization, revision, scenario, verdict, passed }) => [authorization, revision, scenario, verdict, passed]),
  ).toEqual(
    revisions.flatMap((revision) => [
      ["oauth", revision, "authorization-server-metadata-endpoint", "pass", 2],
      ["oauth", revision, "authorization-code-grant", "pass", 1],
    ]),
  );
});
