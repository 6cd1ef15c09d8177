import { describe, expect, test } from "vitest";
import { AppError } from "../../../src/core/errors.ts";
import { encodeQuery, fillTemplate, fits, odataString, patternOf, searchPhrase } from "../../../src/graph/path.ts";
import { compileOperations } from "../../../src/graph/operation-table.ts";
import { hostile } from "./hostile-segments.ts";

describe("fillTemplate", () => {
  test.each([
    ["AAMk+Q==", "/me/messages/AAMk%2BQ%3D%3D"],
    ["19:abc_1@thread.tacv2", "/me/messages/19%3Aabc_1%40thread.tacv2"],
    ["Grüße & Co", "/me/messages/Gr%C3%BC%C3%9Fe%20%26%20Co"],
    ["x".repeat(1024), `/me/messages/${"x".repeat(1024)}`],
    ["..a", "/me/messages/..a"],
    ["a..", "/me/messages/a.."],
    ["o'neil@contoso.example", "/me/messages/o'neil%40contoso.example"],
  ])("takes %j as one encoded segment", (id, path) => {
    expect(fillTemplate("/me/messages/{id}", { id })).toBe(path);
  });

  test.each(hostile)("refuses %j and names the parameter", (id) => {
    expect(() => fillTemplate("/me/messages/{id}", { id })).toThrowError(
      expect.objectContaining({ code: "invalid_arguments", details: { field: "id" } }),
    );
  });

  test.each([
    ["", "is empty"],
    ["x".repeat(1025), "is longer than 1024 characters"],
    ["\uD800", "is not valid Unicode"],
    ["a\u0000", "contains control or invisible characters"],
    ["a/b", "contains one of / \\ ? # % ;"],
    ["..", "is a dot segment"],
    ["$value", "starts with $"],
    ["a,b", "contains a comma"],
  ])("says what is wrong with %j", (id, problem) => {
    expect(() => fillTemplate("/me/messages/{id}", { id })).toThrowError(`id ${problem}; give the id as Microsoft Graph returned it.`);
  });

  test("lets a site id have its commas, and nothing else of a path", () => {
    expect(fillTemplate("/sites/{siteId}/drive", { siteId: "contoso.example,1-2,3-4" })).toBe("/sites/contoso.example%2C1-2%2C3-4/drive");
    expect(() => fillTemplate("/sites/{siteId}/drive", { siteId: "contoso.example,../x" })).toThrow();
  });

  test("lets the name of a file and words to search have their commas, and nothing else of a path", () => {
    const put = "/drives/{driveId}/items/{itemId}:/{fileName}:/content";
    const filled = "/drives/b!x/items/01A:/Quote%2C%20MRI%20%28O%27Brien%29.pdf:/content";
    expect(fillTemplate(put, { driveId: "b!x", itemId: "01A", fileName: "Quote, MRI (O'Brien).pdf" })).toBe(filled);
    expect(fillTemplate("/me/drive/root/search(q='{query}')", { query: "a, o'b" })).toBe("/me/drive/root/search(q='a%2C%20o''b')");
    expect(() => fillTemplate(put, { driveId: "b!x", itemId: "01A", fileName: "a/b" })).toThrow();
    expect(() => fillTemplate(put, { driveId: "b!x", itemId: "01,A", fileName: "a" })).toThrow();
    const table = compileOperations([`PUT ${put}`], "v1.0");
    expect(table.matches("PUT", put, `/v1.0${filled}`)).toBe(true);
    expect(table.matches("PUT", put, `/v1.0${filled.replace("/Quote", "/x:/Quote")}`)).toBe(false);
  });

  describe("the name of a file", () => {
    const put = "/me/drive/items/{itemId}:/{fileName}:/content";
    const table = compileOperations([`PUT ${put}`], "v1.0");
    const takes = (encoded: string) => table.matches("PUT", put, `/v1.0/me/drive/items/01A:/${encoded}:/content`);

    test.each([
      ["sub & co 100%.txt", "sub%20%26%20co%20100%25.txt"],
      ["#1; R&D 50%.md", "%231%3B%20R%26D%2050%25.md"],
      ["My%20file.pdf", "My%2520file.pdf"],
      ["100%added", "100%25added"],
      ["%", "%25"],
      ["a..;b", "a..%3Bb"],
    ])("may be %j", (fileName, encoded) => {
      expect(fillTemplate(put, { itemId: "01A", fileName })).toBe(`/me/drive/items/01A:/${encoded}:/content`);
      expect(takes(encoded)).toBe(true);
    });

    test.each([
      ...hostile.filter((value) => !["inbox#", ";", "＃", "；", "，", "﹪", "a,b"].includes(value)),
      "a%2Fb",
      "a%252fb",
      "a%25252Fb",
      "a%5Cb",
      "％2f",
      "a%EF%BC%8Fb",
      "a%C0%AFb",
      "a%E0%80%AFb",
      "..%00",
      "%24batch",
      ". ;x",
      "%2E%2E%3Bx",
      "a%3Fb",
    ])("may not be %j, however often it is decoded", (fileName) => {
      expect(() => fillTemplate(put, { itemId: "01A", fileName })).toThrowError(
        expect.objectContaining({ code: "invalid_arguments", details: { field: "fileName" } }),
      );
      if (fileName.isWellFormed()) expect(takes(encodeURIComponent(fileName))).toBe(false);
    });

    test("opens nothing to an id", () => {
      expect(() => fillTemplate(put, { itemId: "01%", fileName: "a" })).toThrow(AppError);
      expect(table.matches("PUT", put, "/v1.0/me/drive/items/01%25:/a:/content")).toBe(false);
    });
  });

  test("writes an OData string parameter with its quotes doubled", () => {
    expect(fillTemplate("/workbook/range(address='{address}')", { address: "Bob's!A1:B2" })).toBe(
      "/workbook/range(address='Bob''s!A1%3AB2')",
    );
  });

  test("does not fill what it was not given", () => {
    expect(() => fillTemplate("/me/messages/{id}", {})).toThrowError(
      expect.objectContaining({
        code: "internal",
        message: "A Graph path was asked for without all its values.",
        details: { field: "id" },
      }),
    );
  });
});

describe("encodeQuery", () => {
  test("keeps names, encodes values, joins lists, leaves undefined out", () => {
    expect(encodeQuery({ $top: 10, $select: ["id", "subject"], $filter: "a eq 'x&$top=9999#'", $count: true, $skip: undefined })).toBe(
      "$top=10&$select=id%2Csubject&$filter=a%20eq%20'x%26%24top%3D9999%23'&$count=true",
    );
  });

  test("gives the query map that was asked for, whatever the values", () => {
    const parameters = new URLSearchParams(encodeQuery({ $search: '"x&$top=9999"', $top: 1 }));
    expect([...parameters.keys()]).toEqual(["$search", "$top"]);
  });

  test("knows the options of functions, which have no $", () => {
    expect(encodeQuery({ startDateTime: "2026-11-23" })).toBe("startDateTime=2026-11-23");
  });

  test("knows the one annotation an upload takes", () => {
    expect(encodeQuery({ "@microsoft.graph.conflictBehavior": "fail" })).toBe("@microsoft.graph.conflictBehavior=fail");
  });

  test.each(["$top=1&$skip", "$top&", "&$top", "", "$", "@microsoft.graph.other", "@microsoft.graph.conflictBehavior&a"])(
    "refuses the name %j, which could hold another",
    (name) => {
      expect(() => encodeQuery({ [name]: 1 })).toThrowError(
        expect.objectContaining({ code: "internal", message: "A Graph query option has an impossible name." }),
      );
    },
  );
});

test.each([
  ["O'Brien", "'O''Brien'"],
  ["' or 1 eq 1", "''' or 1 eq 1'"],
  ["''", "''''''"],
])("odataString(%j)", (value, literal) => {
  expect(odataString(value)).toBe(literal);
});

describe("searchPhrase", () => {
  test("keeps balanced quotes inside one phrase", () => {
    expect(searchPhrase("query", 'x" OR from:ceo@corp.com OR "')).toBe('"x\\" OR from:ceo@corp.com OR \\""');
  });

  const forbidden = "query must not contain backslashes or line breaks.";
  test.each([
    ['x"', "query has an unbalanced double quote."],
    ["x\\", forbidden],
    ['\\"', forbidden],
    ["a\nb", forbidden],
    ["a\u0000", forbidden],
  ])("refuses %j", (query, message) => {
    expect(() => searchPhrase("query", query)).toThrowError(
      expect.objectContaining({ code: "invalid_arguments", message, details: { field: "query" } }),
    );
  });
});

describe("compileOperations", () => {
  test("takes operations only until the one asked for is found, and none twice", () => {
    const taken: string[] = [];
    function* operations() {
      for (const operation of ["GET /me", "POST /me/sendMail", "GET /users"] as const) {
        taken.push(operation);
        yield operation;
      }
    }
    const lazy = compileOperations(operations(), "v1.0");
    expect(taken).toEqual([]);
    expect(lazy.matches("POST", "/me/sendMail", "/v1.0/me/sendMail")).toBe(true);
    expect(taken).toEqual(["GET /me", "POST /me/sendMail"]);
    expect(lazy.matches("GET", "/groups", "/v1.0/groups")).toBe(false);
    expect(lazy.matches("GET", "/users", "/v1.0/users")).toBe(true);
    expect(taken).toEqual(["GET /me", "POST /me/sendMail", "GET /users"]);
  });

  const table = compileOperations(
    [
      "GET /me",
      "GET /me/messages/{id}",
      "POST /me/sendMail",
      "GET /sites/{siteId}/drive",
      "GET /teams/{teamId}/channels/{channelId}/messages",
    ],
    "v1.0",
  );

  test.each([
    ["GET", "/me", "/v1.0/me"],
    ["GET", "/me/messages/{id}", "/v1.0/me/messages/AAMk%2BQ%3D%3D"],
    ["POST", "/me/sendMail", "/v1.0/me/sendMail"],
    ["GET", "/sites/{siteId}/drive", "/v1.0/sites/contoso.example%2C1%2C2/drive"],
    ["GET", "/teams/{teamId}/channels/{channelId}/messages", "/v1.0/teams/1-2/channels/19%3Aa%40thread.tacv2/messages"],
  ])("takes %s %s as %s", (method, template, path) => {
    expect(table.matches(method, template, path)).toBe(true);
  });

  test("takes whatever fillTemplate makes", () => {
    for (const id of ["AAMk+Q==", "a b", "Grüße", "19:x@y", "..a", "it's!()*"]) {
      expect(table.matches("GET", "/me/messages/{id}", `/v1.0${fillTemplate("/me/messages/{id}", { id })}`)).toBe(true);
    }
  });

  test.each([
    ["another method", "DELETE", "/me/messages/{id}", "/v1.0/me/messages/a"],
    ["lower-case method", "get", "/me", "/v1.0/me"],
    ["an unknown template", "GET", "/users/{id}", "/v1.0/users/a"],
    ["the template's own text", "GET", "/me/messages/{id}", "/v1.0/me/messages/{id}"],
    ["another version", "GET", "/me", "/beta/me"],
    ["no version", "GET", "/me", "/me"],
    ["a version with any character for its dot", "GET", "/me", "/v1x0/me"],
    ["an absolute URL", "GET", "/me", "https://graph.microsoft.com/v1.0/me"],
    ["a host", "GET", "/me", "//evil.example/v1.0/me"],
    ["a longer path", "GET", "/me", "/v1.0/me/messages"],
    ["a trailing slash", "GET", "/me", "/v1.0/me/"],
    ["a query", "GET", "/me", "/v1.0/me?$select=id"],
    ["a line break", "GET", "/me", "/v1.0/me\n"],
    ["two segments for one", "GET", "/me/messages/{id}", "/v1.0/me/messages/a/b"],
    ["an encoded slash", "GET", "/me/messages/{id}", "/v1.0/me/messages/a%2Fb"],
    ["a lower-case encoded slash", "GET", "/me/messages/{id}", "/v1.0/me/messages/a%2fb"],
    ["dots", "GET", "/me/messages/{id}", "/v1.0/me/messages/.."],
    ["encoded dots", "GET", "/me/messages/{id}", "/v1.0/me/messages/%2E%2E"],
    ["fullwidth dots", "GET", "/me/messages/{id}", `/v1.0/me/messages/${encodeURIComponent("．．")}`],
    ["a percent sign", "GET", "/me/messages/{id}", "/v1.0/me/messages/%252e"],
    ["broken UTF-8", "GET", "/me/messages/{id}", "/v1.0/me/messages/%C0%AE"],
    ["$value", "GET", "/me/messages/{id}", "/v1.0/me/messages/%24value"],
    ["a bare reserved character", "GET", "/me/messages/{id}", "/v1.0/me/messages/a;b"],
    ["a comma", "GET", "/me/messages/{id}", "/v1.0/me/messages/a%2Cb"],
    ["an empty segment", "GET", "/me/messages/{id}", "/v1.0/me/messages/"],
    ["non-ASCII", "GET", "/me/messages/{id}", "/v1.0/me/messages/ü"],
  ])("refuses %s", (_name, method, template, path) => {
    expect(table.matches(method, template, path)).toBe(false);
  });
});

/* `/items/root:/versions/x:` is the file `versions/x`, not an item and a version (onedrive: addressing by path). */
test.each(["root:", ":root", "root：", "b!1:"])("an id cannot open a path of names (%s)", (id) => {
  const template = "/me/drive/items/{driveItemId}/versions/{driveItemVersionId}";
  expect(() => fillTemplate(template, { driveItemId: id, driveItemVersionId: "1.0" })).toThrow(AppError);
  expect(fits(patternOf(template, "v1.0"), `/v1.0/me/drive/items/${encodeURIComponent(id)}/versions/1.0`)).toBe(false);
});

test("an id may have colons within", () => {
  expect(fillTemplate("/chats/{chatId}", { chatId: "19:a@thread.v2" })).toBe("/chats/19%3Aa%40thread.v2");
});
