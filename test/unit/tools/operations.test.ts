/** The long tail: what the index holds, what is found in it, and what a call of it may be. */
import { describe, expect, test } from "vitest";
import permissions from "../../../infra/local/graph/facts/permissions.json" with { type: "json" };
import { AppError } from "../../../src/core/errors.ts";
import { compileOperations } from "../../../src/graph/operation-table.ts";
import { fillTemplate } from "../../../src/graph/path.ts";
import { catalog, eachOperationOf, listedTools, wireOf } from "../../../src/tools/catalog.ts";
import { callGraph, callGraphWithWrites } from "../../../src/tools/operations/call-graph.ts";
import { describeOperation } from "../../../src/tools/operations/describe-operation.ts";
import { indexedOperations } from "../../../src/tools/operations/indexed-operations.ts";
import { searchOperations } from "../../../src/tools/operations/search-operations.ts";
import type { Asked } from "../graph/graph-answering.ts";
import { callTool, standing } from "./call-tool.ts";
import { strictGraph } from "./strict-graph.ts";

const all = [...indexedOperations().values()];

describe("the index", () => {
  test("holds more than 1,500 operations under ids of their own", () => {
    expect(all.length).toBeGreaterThanOrEqual(1_500);
    expect(new Set(all.map(({ method, template }) => `${method} ${template}`)).size).toBe(all.length);
    for (const { operationId } of all) expect(operationId).toMatch(/^[A-Za-z0-9.]{1,64}$/);
  });

  /* Told again here, so that a slip of the deny list in the derivation cannot pass by itself. */
  const never =
    /\/(?:authentication|changePassword|permanentDelete|oauth2PermissionGrants|permissionGrants|appRoleAssignments|assignLicense|revokeSignInSessions|managedDevices|informationProtection|inferenceClassification|exportPersonalData|createUploadSession|subscriptions|cloudPCs)(?:\/|$|\()/i;
  test.each([
    ["administration and credentials", (_method: string, template: string) => never.test(template)],
    [
      "roots of administration",
      (_method: string, template: string) =>
        !/^\/(?:me|users|groups|teams|chats|drives|sites|shares|planner|search|communications|places|contacts|solutions|employeeExperience|teamwork)(?:\/|$)/.test(
          template,
        ),
    ],
    ["inbox rules that write", (method: string, template: string) => method !== "GET" && template.includes("/messageRules")],
    ["installed apps that write", (method: string, template: string) => method !== "GET" && template.includes("/installedApps")],
    [
      "people made, changed or deleted",
      (method: string, template: string) => method !== "GET" && /^\/users(?:\/\{userId\})?$/.test(template),
    ],
    [
      "rights of others that are taken or given",
      (method: string, template: string) => method !== "GET" && /\/permissions(?:\/|$)/.test(template),
    ],
    ["batches, raw content and the beta version", (_method: string, template: string) => /\$batch|\$value|\/content$|beta/.test(template)],
  ])("holds no %s", (_name, isDenied) => {
    expect(all.filter(({ method, template }) => isDenied(method, template)).map(({ template }) => template)).toEqual([]);
  });

  test("holds templates that the path rules fill and the relay recognises", () => {
    const table = compileOperations(
      all.map(({ method, template }) => `${method} ${template}` as const) as Parameters<typeof compileOperations>[0],
      "v1.0",
    );
    for (const { method, template, pathParameters } of all) {
      expect(template).toMatch(/^(?:\/(?:[A-Za-z]+(?:\((?:[A-Za-z]+='?\{[A-Za-z]+\}'?,?)+\))?|\{[A-Za-z]+\}|\$ref))+$/);
      const params = Object.fromEntries(pathParameters.map(({ name }) => [name, "AAMk=_-"]));
      expect([...template.matchAll(/\{(\w+)\}/g)].map(([, name]) => name)).toEqual(pathParameters.map(({ name }) => name));
      expect(table.matches(method, template, `/v1.0${fillTemplate(template, params)}`), template).toBe(true);
      expect(table.matches(method, template, `/v1.0${fillTemplate(template, params)}/x`), template).toBe(false);
    }
  });

  test("names for each the scope of the permissions reference, or its form for another's mailbox", () => {
    const names = (text: string) =>
      text
        .toLowerCase()
        .replaceAll(/\{[^}]*\}/g, "{}")
        .replaceAll("'", "");
    const listed = new Map<string, Set<string>>();
    for (const [operation, positions] of Object.entries(permissions.operations)) {
      const scopes = listed.get(names(operation)) ?? new Set();
      for (const position of positions.split(" ")) scopes.add(permissions.scopes[Number(position)] ?? "");
      listed.set(names(operation), scopes);
    }
    const stranger = all.filter(({ method, template, scope }) => {
      const scopes = listed.get(names(`${method} ${template}`));
      return scopes !== undefined && !scopes.has(scope) && !scopes.has(scope.replace(/\.Shared$/, ""));
    });
    expect(stranger.map(({ method, template, scope }) => `${method} ${template}: ${scope}`)).toEqual([]);
    /* The rest stands in the reference under a form with parameters written otherwise, or a root the lab does not serve. */
    expect(all.filter(({ method, template }) => listed.has(names(`${method} ${template}`))).length).toBeGreaterThan(all.length * 0.85);
  });

  test.each([
    ["me.sendMail", "send"],
    ["me.messages.reply", "send"],
    ["me.messages.list", "read"],
    ["me.messages.create", "write"],
    ["me.messages.delete", "delete"],
    ["me.calendar.getSchedule", "read"],
    ["me.events.create", "send"],
    ["me.events.accept", "send"],
    ["chats.messages.create", "send"],
    ["teams.channels.messages.replies.create", "send"],
    ["groups.threads.reply", "send"],
    ["me.workbook.worksheets.rangeAt.delete", "delete"],
    ["me.getMemberGroups", "read"],
    ["me.mailboxSettings.update", "write"],
  ])("%s is a %s", (operationId, risk) => {
    expect(indexedOperations().get(operationId)?.risk).toBe(risk);
  });
});

describe("writes", () => {
  const everything = { tiers: "all", diagnostics: true } as const;
  const tableOf = (tools: ReturnType<typeof listedTools>) => compileOperations(eachOperationOf(tools), "v1.0");
  const write = ["DELETE", "/me/contacts/{contactId}", "/v1.0/me/contacts/AAA"] as const;

  test("are not in the relay's table until they are open, and never where a deployment only reads", () => {
    expect(tableOf(listedTools(everything)).matches(...write)).toBe(false);
    expect(tableOf(listedTools({ ...everything, graphWrites: true })).matches(...write)).toBe(true);
    expect(tableOf(listedTools({ ...everything, graphWrites: true, readOnly: true })).matches(...write)).toBe(false);
  });

  test("are one tool to clients, with the hints that belong to it", () => {
    const nameOf = (tools: ReturnType<typeof listedTools>) => tools.map(({ name }) => name);
    expect(nameOf(listedTools({ ...everything, graphWrites: true }))).toEqual(nameOf(catalog));
    expect(wireOf(callGraph).annotations.readOnlyHint).toBe(true);
    expect(wireOf(callGraphWithWrites).annotations).toMatchObject({ readOnlyHint: false, destructiveHint: true });
    expect(wireOf(callGraphWithWrites).inputSchema).toEqual(wireOf(callGraph).inputSchema);
  });

  test("cost nobody who only lists tools a look into the index", () => {
    let asked = false;
    const watched = Object.defineProperties({} as typeof callGraph, {
      ...Object.getOwnPropertyDescriptors(callGraph),
      operations: {
        get: () => {
          asked = true;
          return [];
        },
      },
    });
    expect(wireOf(watched)).toEqual(wireOf(callGraph));
    expect(
      compileOperations(eachOperationOf([...catalog.filter(({ name }) => name !== "callGraph"), watched]), "v1.0").matches(
        "GET",
        "/me",
        "/v1.0/me",
      ),
    ).toBe(true);
    expect(asked).toBe(false);
  });

  test("keep to operations that only read while they are closed", () => {
    const readPosts = callGraph.operations.filter((operation) => !operation.startsWith("GET "));
    expect([...new Set(readPosts.map((operation) => operation.slice(operation.lastIndexOf("/") + 1)))].toSorted()).toEqual([
      "checkMemberGroups",
      "checkMemberObjects",
      "findMeetingTimes",
      "getMailTips",
      "getMemberGroups",
      "getMemberObjects",
      "getPresencesByUserId",
      "getSchedule",
      "query",
      "translateExchangeIds",
    ]);
    expect(callGraphWithWrites.operations).toHaveLength(all.length);
  });

  test("carry the risk, the scope and the recipients of the operation that is asked for", () => {
    const input = callGraphWithWrites.input.parse({
      operationId: "me.sendMail",
      body: { Message: { toRecipients: [{ emailAddress: { address: "ana@contoso.example" } }] } },
    });
    expect(callGraphWithWrites.riskOf?.(input)).toBe("send");
    expect(callGraphWithWrites.scopesOf?.(input)).toEqual(["Mail.Send"]);
    expect(callGraphWithWrites.recipients?.(input)).toEqual(["ana@contoso.example"]);
    expect(callGraphWithWrites.riskOf?.({ ...input, dryRun: true })).toBe("read");
    expect(callGraph.scopesOf?.(input)).toEqual([]);
    expect(callGraph.recipients?.(input)).toBeUndefined();
  });
});

describe("searchOperations", () => {
  test.each([
    ["create contact", "me.contacts.create"],
    ["delete a contact", "me.contacts.delete"],
    ["forward message", "me.messages.forward"],
    ["remove a message", "me.messages.delete"],
    ["who is my manager", "me.manager.get"],
    ["recent files", "me.drive.recent"],
    ["thumbnails of a file", "me.drive.items.thumbnails.list"],
    ["create todo list", "me.todo.lists.create"],
    ["message attachments", "me.messages.attachments.list"],
    ["shifts in a team schedule", "teams.schedule.shifts.list"],
  ])("finds for %j first %s", async (query, operationId) => {
    expect((await callTool(searchOperations, { query })).output.items[0].operationId).toBe(operationId);
  });

  test("keeps to the method and number asked for, and says what an operation is", async () => {
    const { output, text } = await callTool(searchOperations, { query: "contacts", method: "PATCH", limit: 3 });
    expect(output.items).toHaveLength(3);
    expect(output.items.every((item: { method: string }) => item.method === "PATCH")).toBe(true);
    expect(output.items[0]).toEqual({
      operationId: "me.contacts.update",
      method: "PATCH",
      path: "/me/contacts/{contactId}",
      risk: "write",
      summary: "Update contact of you",
    });
    expect(text.split("\n")[0]).toBe("me.contacts.update (write): Update contact of you. PATCH /me/contacts/{contactId}");
  });

  test("finds nothing for words that no operation has", async () => {
    expect(await callTool(searchOperations, { query: "zzqx" })).toMatchObject({
      output: { items: [] },
      text: "No operation fits. Try other words.",
    });
  });
});

describe("describeOperation", () => {
  const offered = (risk: "read" | "delete", grantedScopes: readonly string[]) => async () => ({
    ...standing,
    account: { ...standing.account, grantedScopes },
    tools: [{ name: "callGraph", toolset: "catalogue" as const, risk, effect: "allow" as const, ruleId: "people", missingScopes: [] }],
  });

  test("says what an operation takes and that it may be called", async () => {
    const { output } = await callTool(describeOperation, { operationId: "me.messages.get" }, [], {
      standing: offered("read", ["Mail.Read"]),
    });
    expect(output).toMatchObject({
      method: "GET",
      path: "/me/messages/{messageId}",
      risk: "read",
      pathParams: { messageId: "String" },
      query: ["$select", "$expand"],
      answer: "message",
      allowed: true,
    });
    expect(output.expand).toContain("attachments");
    expect(output.fields).toContain("subject");
  });

  test("describes a body two levels deep, with its enumerations, without what the service sets", async () => {
    const { output } = await callTool(describeOperation, { operationId: "me.messages.create" }, [], { standing: offered("delete", []) });
    expect(output.body).toMatchObject({
      subject: "String",
      importance: "low|normal|high",
      body: { contentType: "text|html", content: "String" },
      toRecipients: [{ emailAddress: "emailAddress" }],
    });
    expect(output.body).not.toHaveProperty("changeKey");
  });

  test.each([
    ["me.contacts.create", offered("read", ["Contacts.ReadWrite"]), /CALL_GRAPH_WRITES.*X-MCP-Readonly/],
    [
      "me.contacts.create",
      offered("delete", ["Contacts.Read"]),
      /^Contacts\.ReadWrite is not granted.*https:\/\/mcp\.example\.com\/connect/,
    ],
    ["teams.channels.create", offered("delete", []), /Channel\.Create is not granted and an administrator has to consent/],
    ["me.messages.list", async () => ({ ...standing, tools: [] }), /not offered/],
  ])("says of %s why not", async (operationId, standing, why) => {
    const { output, text } = await callTool(describeOperation, { operationId }, [], { standing });
    expect(output.allowed).toBe(false);
    expect(output.why).toMatch(why);
    expect(text).toContain(output.why);
  });

  test("names what comes near an id that is none", async () => {
    const refusal = await callTool(describeOperation, { operationId: "me.message.list" }).catch((thrown: unknown) => thrown);
    expect(refusal).toMatchObject({ code: "invalid_arguments", details: { field: "operationId" } });
    expect((refusal as AppError).details.candidates).toContain("me.messages.list");
  });
});

describe("callGraph", () => {
  test("reads a page of a collection, only fields that were asked for, and goes on where it ended", async () => {
    const graph = strictGraph();
    const asked = { operationId: "me.messages.list", query: { $top: 3, $orderby: "receivedDateTime desc" }, fields: ["id", "subject"] };
    const first = await graph.call(callGraph, asked);
    expect(first.output).toMatchObject({ hasMore: true, untrusted: true });
    expect(first.output.items).toHaveLength(3);
    expect(Object.keys(first.output.items[0]).toSorted()).toEqual(["id", "subject"]);
    expect(first.text).toContain(first.output.items[0].id);

    const second = await graph.call(callGraph, { ...asked, cursor: first.output.cursor });
    expect(second.output.items.map(({ id }: { id: string }) => id)).not.toContain(first.output.items[0].id);
    expect(graph.seen).toHaveLength(2);
  });

  test("reads one object, and nothing that its type does not declare", async () => {
    const graph = strictGraph();
    const list = await graph.call(callGraph, { operationId: "me.messages.list", query: { $top: 1 } });
    const { id } = list.output.items[0];
    const one = await graph.call(callGraph, { operationId: "me.messages.get", pathParams: { messageId: id } });
    expect(one.output.item.id).toBe(id);
    expect(JSON.stringify(one.output)).not.toContain("@odata");
  });

  test("filters, orders and searches through the names the type has", async () => {
    const graph = strictGraph();
    const { output } = await graph.call(callGraph, {
      operationId: "me.messages.list",
      query: { $filter: "receivedDateTime ge 2020-01-01T00:00:00Z and isRead eq false", $orderby: ["receivedDateTime desc"], $top: "2" },
    });
    expect(output.items.length).toBeGreaterThan(0);
    expect(output.items.every((item: { isRead: boolean }) => !item.isRead)).toBe(true);
  });

  test("asks a question that Graph takes as a POST", async () => {
    const graph = strictGraph();
    const { output } = await graph.call(callGraph, {
      operationId: "me.calendar.getSchedule",
      body: {
        Schedules: [graph.person.email],
        StartTime: { dateTime: "2026-05-04T09:00:00", timeZone: "UTC" },
        EndTime: { dateTime: "2026-05-04T17:00:00", timeZone: "UTC" },
      },
    });
    expect(output.items[0].scheduleId).toBe(graph.person.email);
  });

  test("shows what it would send, exactly, and sends nothing", async () => {
    const graph = strictGraph();
    const { output, text } = await graph.call(callGraph, {
      operationId: "me.contacts.update",
      pathParams: { contactId: "AAMk+/=".replace("/", "_") },
      body: { givenName: "Ana" },
      dryRun: true,
    });
    expect(output).toEqual({ request: { method: "PATCH", path: "/v1.0/me/contacts/AAMk%2B_%3D", body: { givenName: "Ana" } } });
    expect(text).toBe('Not sent: PATCH /v1.0/me/contacts/AAMk%2B_%3D\n{"givenName":"Ana"}');
    expect(graph.seen).toEqual([]);
  });

  test("takes the commas of a site's id, and no others", async () => {
    const graph = strictGraph();
    const siteId = "contoso.sharepoint.example,0b1c,2d3e";
    const { output } = await graph.call(callGraph, { operationId: "sites.get", pathParams: { siteId }, dryRun: true });
    expect(output.request.path).toBe("/v1.0/sites/contoso.sharepoint.example%2C0b1c%2C2d3e");
    const elsewhere = graph.call(callGraph, { operationId: "drives.get", pathParams: { driveId: "a,b" }, dryRun: true });
    await expect(elsewhere).rejects.toMatchObject({ code: "invalid_arguments", details: { field: "pathParams.driveId" } });
  });

  test("reads a mailbox that somebody shares, under the scope for shared ones", async () => {
    const graph = strictGraph();
    const input = { operationId: "users.messages.list", pathParams: { userId: "frontdesk@northwind.example" }, query: { $top: 1 } };
    expect(callGraph.scopesOf?.(callGraph.input.parse(input))).toEqual(["Mail.Read.Shared"]);
    expect((await graph.call(callGraph, input)).output.items).toHaveLength(1);
  });

  test("writes where writes are open", async () => {
    const graph = strictGraph();
    const { output } = await graph.call(callGraphWithWrites, {
      operationId: "me.events.create",
      body: {
        subject: "Roadmap",
        start: { dateTime: "2026-05-04T09:00:00", timeZone: "UTC" },
        end: { dateTime: "2026-05-04T10:00:00", timeZone: "UTC" },
      },
      fields: ["id", "subject"],
    });
    expect(output.item).toMatchObject({ subject: "Roadmap", id: expect.any(String) });
    const gone = await graph.call(callGraphWithWrites, { operationId: "me.events.delete", pathParams: { eventId: output.item.id } });
    expect(gone).toMatchObject({ output: {}, text: "Done." });
    expect(graph.seen).toEqual(["POST /me/events → 201", "DELETE /me/events/{eventId} → 204"]);
  });

  test("says of what was sent that it is accepted, not that it arrived", async () => {
    const graph = strictGraph();
    const { output, text } = await graph.call(callGraphWithWrites, {
      operationId: "me.sendMail",
      body: {
        Message: {
          subject: "Roadmap",
          body: { contentType: "text", content: "Hello." },
          toRecipients: [{ emailAddress: { address: "jonas.weber@northwind.example" } }],
        },
      },
    });
    expect({ output, text }).toEqual({ output: { accepted: true }, text: "Accepted for delivery." });
    expect(graph.seen).toEqual(["POST /me/sendMail → 202"]);
  });

  test("reads the version of what it changes where Planner insists on it", async () => {
    const asked: Asked[] = [];
    const change = { operationId: "planner.tasks.update", pathParams: { plannerTaskId: "T1" }, body: { percentComplete: 50 } };
    await callTool(callGraphWithWrites, change, [{ body: { "@odata.etag": 'W/"7"', id: "T1" } }, { status: 204, body: null }], { asked });
    expect(asked.map(({ method, path, headers }) => [method, path, headers["if-match"]])).toEqual([
      ["GET", "/v1.0/planner/tasks/T1", undefined],
      ["PATCH", "/v1.0/planner/tasks/T1", 'W/"7"'],
    ]);
  });

  const list = "me.messages.list";
  test.each([
    ["operationId", { operationId: "me.nothing.get" }],
    ["pathParams.messageId", { operationId: "me.messages.get" }],
    ["pathParams.messageId", { operationId: "me.messages.get", pathParams: { messageId: "../users" } }],
    ["pathParams.id", { operationId: "me.messages.get", pathParams: { id: "A" } }],
    [
      "pathParams.row",
      { operationId: "me.workbook.worksheets.cell", pathParams: { driveItemId: "A", workbookWorksheetId: "B", row: "1)", column: "2" } },
    ],
    ["query.$apply", { operationId: list, query: { $apply: "aggregate" } }],
    ["query.$top", { operationId: list, query: { $top: 0 } }],
    ["query.$top", { operationId: list, query: { $top: 201 } }],
    ["query.$select", { operationId: list, query: { $select: "subject,subjct" } }],
    ["query.$select", { operationId: list, query: { $select: "from/emailAdress" } }],
    ["query.$expand", { operationId: list, query: { $expand: "attachments($expand=x)" } }],
    ["query.$orderby", { operationId: list, query: { $orderby: "subject upwards" } }],
    ["query.$filter", { operationId: list, query: { $filter: "isReed eq true" } }],
    ["query.$filter", { operationId: list, query: { $filter: "subject eq 'it's" } }],
    ["query.$filter", { operationId: list, query: { $filter: "subject eq 'a'&$top=9" } }],
    ["query.$search", { operationId: list, query: { $search: 'a"b' } }],
    ["query.startDateTime", { operationId: "me.calendarView.list", query: { endDateTime: "2026-05-04T00:00:00Z" } }],
    ["query.startDateTime", { operationId: "me.calendarView.list", query: { startDateTime: "now", endDateTime: "2026-05-04T00:00:00Z" } }],
    ["fields", { operationId: list, fields: ["subjct"] }],
    ["cursor", { operationId: "me.messages.get", pathParams: { messageId: "A" }, cursor: "x" }],
    ["body", { operationId: list, body: {} }],
    ["body", { operationId: "me.contacts.create" }],
    ["body.nickname", { operationId: "me.contacts.create", body: { nickname: "A" } }],
    ["body.emailAddresses", { operationId: "me.contacts.create", body: { emailAddresses: "a@b.example" } }],
    ["body.emailAddresses.0.adress", { operationId: "me.contacts.create", body: { emailAddresses: [{ adress: "a@b.example" }] } }],
    ["body.birthday", { operationId: "me.contacts.create", body: { birthday: "yesterday" } }],
    ["body.isRead", { operationId: "me.messages.update", pathParams: { messageId: "A" }, body: { isRead: "yes" } }],
    ["body.importance", { operationId: "me.messages.update", pathParams: { messageId: "A" }, body: { importance: "urgent" } }],
    ["body.changeKey", { operationId: "me.messages.update", pathParams: { messageId: "A" }, body: { changeKey: "A" } }],
    ["body.categories.1", { operationId: "me.messages.update", pathParams: { messageId: "A" }, body: { categories: ["a", 2] } }],
    [
      "body.user@odata.bind",
      { operationId: "me.messages.update", pathParams: { messageId: "A" }, body: { "user@odata.bind": "https://x.example" } },
    ],
    ["body.Massage", { operationId: "me.sendMail", body: { Massage: {} } }],
    [
      "body.@odata.type",
      {
        operationId: "me.messages.attachments.create",
        pathParams: { messageId: "A" },
        body: { "@odata.type": "#microsoft.graph.message" },
      },
    ],
    [
      "body.Message.body.content",
      { operationId: "me.sendMail", body: { Message: { body: { contentType: "html", content: "<script>x</script>" } } } },
    ],
  ])("refuses %s before anything leaves: %j", async (field, input) => {
    const graph = strictGraph();
    const refusal = await graph.call(callGraphWithWrites, input).catch((thrown: unknown) => thrown);
    expect(refusal).toBeInstanceOf(AppError);
    expect(refusal).toMatchObject({ code: "invalid_arguments", details: { field } });
    expect((refusal as AppError).message).toContain(field);
    expect(graph.seen).toEqual([]);
  });

  test("refuses to write while writes are closed", async () => {
    const graph = strictGraph();
    const refusal = graph.call(callGraph, { operationId: "me.contacts.delete", pathParams: { contactId: "AAA" } });
    await expect(refusal).rejects.toMatchObject({
      code: "policy_denied",
      message: expect.stringMatching(/callGraph only reads here: .*CALL_GRAPH_WRITES.*, or .*X-MCP-Readonly/),
      details: { field: "operationId" },
    });
    expect(graph.seen).toEqual([]);
  });

  test("keeps of an answer what its type declares, at every depth, as text that hides nothing", async () => {
    const { output } = await callTool(callGraph, { operationId: "me.messages.list" }, [
      {
        status: 200,
        body: {
          value: [
            {
              "@odata.etag": "W/1",
              id: "A",
              subject: "Hi\u200B there",
              planted: "do-not-leak",
              from: { emailAddress: { address: "a@b.example", planted: "do-not-leak" }, planted: 1 },
              attachments: [{ "@odata.type": "#microsoft.graph.fileAttachment", name: "a.txt", contentBytes: "QQ==", planted: 1 }],
            },
          ],
        },
      },
    ]);
    expect(output.items).toEqual([
      {
        id: "A",
        subject: "Hi there",
        from: { emailAddress: { address: "a@b.example" } },
        attachments: [{ name: "a.txt", contentBytes: "QQ==" }],
      },
    ]);
  });

  test("says when an answer was too long for a model, and offers no page that would skip what was left out", async () => {
    const value = Array.from({ length: 40 }, (_, position) => ({ id: `A${position}`, bodyPreview: "x".repeat(4_000) }));
    const { output } = await callTool(callGraph, { operationId: "me.messages.list", query: { $top: 40 } }, [
      { status: 200, body: { value, "@odata.nextLink": "https://graph.microsoft.com/v1.0/me/messages?$skip=40" } },
    ]);
    expect(output).toMatchObject({ hasMore: true, truncated: true });
    expect(output).not.toHaveProperty("cursor");
    expect(output.items.length).toBeLessThan(40);
    expect(JSON.stringify(output.items).length).toBeLessThanOrEqual(64 * 1024);

    const one = await callTool(callGraph, { operationId: "me.messages.get", pathParams: { messageId: "A" } }, [
      { status: 200, body: { id: "A", subject: "Long", body: null, bodyPreview: "é".repeat(80_000) } },
    ]);
    expect(one.output).toMatchObject({ truncated: true, item: { id: "A", subject: "Long" } });
    expect(Buffer.byteLength(JSON.stringify(one.output.item))).toBeLessThanOrEqual(64 * 1024);
  });
});
