import { describe, expect, test } from "vitest";
import permissions from "../../../infra/local/graph/facts/permissions.json" with { type: "json" };
import { scopesIncluding, scopesLacking } from "../../../src/accounts/granted-scopes.ts";

describe("what Microsoft has granted", () => {
  test.each([
    [["Mail.Read"], ["Mail.Read"], []],
    [["Mail.Read", "Mail.Send"], ["Mail.Read"], ["Mail.Send"]],
    [["Mail.Read"], ["Mail.ReadWrite"], []],
    [["Chat.Read.All"], ["Chat.ReadWrite.All"], []],
    [["Mail.ReadBasic"], ["Mail.ReadWrite"], []],
    [["Mail.Read"], ["Mail.Read.Shared"], []],
    [["Calendars.Read"], ["Calendars.ReadWrite.Shared"], []],
    [["Mail.Send"], ["Mail.Send.Shared"], []],
    [["Mail.Read.Shared"], ["Mail.ReadWrite.Shared"], []],
    [["Files.Read"], ["Files.ReadWrite.All"], []],
    [["User.Read"], ["User.Read.All"], []],
    [["User.ReadBasic.All"], ["User.Read.All"], []],
    [["Notes.Create"], ["Notes.ReadWrite.All"], []],
    [["GroupMember.Read.All"], ["Group.ReadWrite.All"], []],
    [["Mail.ReadWrite"], ["Mail.Read"], ["Mail.ReadWrite"]],
    [["Mail.Read"], ["Mail.ReadBasic"], ["Mail.Read"]],
    [["Mail.Read.Shared"], ["Mail.ReadWrite"], ["Mail.Read.Shared"]],
    [["Files.Read.All"], ["Files.ReadWrite"], ["Files.Read.All"]],
    [["Mail.Send"], ["Mail.ReadWrite"], ["Mail.Send"]],
    [["Chat.Read"], ["Chat.Read.All"], ["Chat.Read"]],
    [["Mail.Read"], ["Calendars.ReadWrite"], ["Mail.Read"]],
    [["User.Read"], [], ["User.Read"]],
    [["User.Read.All"], ["User.Read"], ["User.Read.All"]],
  ])("of %j, %j lacks %j", (needed, granted, lacking) => {
    expect(scopesLacking(needed, granted)).toEqual(lacking);
  });
});

/** Operations that the reference opens to a scope, each with all that open it. */
const operations = Object.values(permissions.operations).map(
  (positions) => new Set(positions.split(" ").map((position) => permissions.scopes[Number(position)] ?? "")),
);

test.each(["Notes.Create", "Chat.Create", "Channel.ReadBasic.All", "Notes.Read", "Notes.ReadWrite", "Presence.Read", "People.Read"])(
  "wherever the reference takes %s, it takes each scope that includes it and is of the same kind",
  (scope) => {
    const larger = scopesIncluding(scope).filter((each) => permissions.scopes.includes(each) && /Write/.test(each) === /Write/.test(scope));
    const taking = operations.filter((scopes) => scopes.has(scope));
    expect(taking.length).toBeGreaterThan(0);
    for (const each of larger)
      expect(
        taking.every((scopes) => scopes.has(each)),
        each,
      ).toBe(true);
  },
);
