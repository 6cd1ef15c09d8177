import { describe, expect, test } from "vitest";
import { AppError } from "../../../../src/core/errors.ts";
import { draftToSend, maySaveDrafts, sendingOperations, sendOnce, unsent } from "../../../../src/tools/mail/draft.ts";
import { standing } from "../call-tool.ts";
import { graphAnswering, type Answer } from "../../graph/graph-answering.ts";

const draft = { id: "AAMkdraft", mailbox: undefined };
const lost: Answer = { failure: { error: new AppError("egress_unavailable", "lost"), executed: "unknown" } };

describe("a caller who gives up", () => {
  test("before sending: nothing was sent", async () => {
    const graph = graphAnswering([], sendingOperations, { signal: AbortSignal.abort() });

    await expect(sendOnce(graph, draft)).rejects.toMatchObject({ code: "cancelled", details: { draftId: draft.id } });

    expect(graph.asked).toEqual([]);
  });

  test.each<[string, number]>([
    ["sending", 1],
    ["looking", 2],
    ["sending again", 3],
  ])("while %s: not known, for what was sent is not taken back", async (_name, at) => {
    const leaving = new AbortController();
    const graph = graphAnswering(
      ({ method }) => {
        if (graph.asked.length === at) leaving.abort();
        return method === "GET" ? { body: { isDraft: true } } : lost;
      },
      sendingOperations,
      { signal: leaving.signal },
    );

    await expect(sendOnce(graph, draft)).rejects.toMatchObject({ code: "outcome_unknown", details: { draftId: draft.id } });

    expect(graph.asked).toHaveLength(at);
  });
});

const withheld: Answer = { failure: { error: new AppError("blocked_by_dlp", "Blocked."), executed: "yes" } };

test("a sending whose answer the gateway withholds was a sending", async () => {
  const graph = graphAnswering([withheld], sendingOperations);

  await sendOnce(graph, draft);

  expect(graph.asked).toHaveLength(1);
});

test("the same where the caller gave up meanwhile: never called unsent", async () => {
  const leaving = new AbortController();
  const graph = graphAnswering(
    () => {
      leaving.abort();
      return withheld;
    },
    sendingOperations,
    { signal: leaving.signal },
  );

  await sendOnce(graph, draft);
});

test("a sending that the gateway refuses beforehand leaves the draft", async () => {
  const refused: Answer = { failure: { error: new AppError("blocked_by_dlp", "Blocked."), executed: "no" } };
  const graph = graphAnswering([refused], sendingOperations);

  await expect(sendOnce(graph, draft)).rejects.toMatchObject({ code: "blocked_by_dlp", details: { draftId: draft.id } });
});

test("a draft whose answer the gateway withholds: nothing was sent, and it says so", async () => {
  const graph = graphAnswering([withheld], ["POST /me/messages"]);
  const error: unknown = await draftToSend(graph, {}, undefined).catch((thrown: unknown) => thrown);

  expect(error).toMatchObject({ code: "blocked_by_dlp", leftUndone: true, message: expect.stringContaining("Nothing was sent") });
});

test.each([
  ["a draft that is not there any more", { status: 404, body: { error: { code: "ErrorItemNotFound" } } }],
  ["an answer that says nothing of it", { body: {} }],
])("%s proves nothing", async (_name, answer) => {
  const graph = graphAnswering(({ method }) => (method === "GET" ? answer : lost), sendingOperations);

  await expect(sendOnce(graph, draft)).rejects.toMatchObject({ code: "outcome_unknown" });

  expect(graph.asked.filter(({ method }) => method === "POST")).toHaveLength(1);
});

test("the look is for the very draft, under the id it keeps", async () => {
  const graph = graphAnswering(({ method }) => (method === "GET" ? { body: { isDraft: false } } : lost), sendingOperations);

  await sendOnce(graph, draft);

  expect(graph.asked[1]).toMatchObject({ path: "/v1.0/me/messages/AAMkdraft", headers: { prefer: 'IdType="ImmutableId"' } });
  expect(graph.asked[1]?.parameters.get("$select")).toBe("isDraft");
});

test.each([
  [["Mail.ReadWrite"], undefined, true],
  [["Mail.Read", "Mail.Send"], undefined, false],
  [["Mail.ReadWrite"], "frontdesk@contoso.example", false],
  [["Mail.ReadWrite", "Mail.ReadWrite.Shared"], "frontdesk@contoso.example", true],
])("drafts may be kept with %j for mailbox %s: %s", (grantedScopes, mailbox, may) => {
  expect(maySaveDrafts({ ...standing, account: { ...standing.account, grantedScopes } }, mailbox)).toBe(may);
});

test("an error of a step says that nothing was sent, and keeps what it knew", () => {
  const error = unsent(
    new AppError("throttled", "Microsoft Graph asked us to slow down.", { retryAfterSeconds: 7, cause: "graph" }),
    draft,
  );

  expect(error).toMatchObject({ code: "throttled", cause: "graph", details: { retryAfterSeconds: 7, draftId: draft.id } });
  expect(error.message).toBe(
    "Microsoft Graph asked us to slow down. Nothing was sent. The draft is kept: complete it, send it, or delete it.",
  );
});
