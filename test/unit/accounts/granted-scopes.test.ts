import { describe, expect, test } from "vitest";
import { scopesLacking } from "../../../src/accounts/granted-scopes.ts";

describe("what Microsoft has granted", () => {
  test.each([
    [["Mail.Read"], ["Mail.Read"], []],
    [["Mail.Read", "Mail.Send"], ["Mail.Read"], ["Mail.Send"]],
    [["Mail.Read"], ["Mail.ReadWrite"], []],
    [["Chat.Read.All"], ["Chat.ReadWrite.All"], []],
    [["Mail.ReadWrite"], ["Mail.Read"], ["Mail.ReadWrite"]],
    [["Mail.ReadBasic"], ["Mail.ReadWrite"], ["Mail.ReadBasic"]],
    [["Mail.Read"], ["Calendars.ReadWrite"], ["Mail.Read"]],
    [["User.Read"], [], ["User.Read"]],
  ])("of %j, %j lacks %j", (needed, granted, lacking) => {
    expect(scopesLacking(needed, granted)).toEqual(lacking);
  });
});
