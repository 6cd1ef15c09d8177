import { describe, expect, test } from "vitest";
import { catalog } from "../../../src/tools/catalog.ts";
import { prompts } from "../../../src/tools/prompts.ts";

const names = catalog.map(({ name }) => name);
const mentioned = (text: string) => names.filter((name) => new RegExp(`\\b${name}\\b`).test(text));
const textOf = (name: string, args: Readonly<Record<string, string>>, has: (tool: string) => boolean) =>
  prompts.find((prompt) => prompt.name === name)?.text(args, has) ?? "";

describe.each(prompts)("$name", ({ name, needs }) => {
  test("needs tools that exist", () => {
    expect(needs.filter((tool) => !names.includes(tool))).toEqual([]);
  });

  test.each(names.filter((tool) => !needs.includes(tool)))("does not name %s where it is hidden", (hidden) => {
    expect(mentioned(textOf(name, {}, (tool) => tool !== hidden))).not.toContain(hidden);
  });
});

describe("investigateMailbox", () => {
  const everything = () => true;

  test("reads rules and automatic replies of one's own mailbox", () => {
    expect(mentioned(textOf("investigateMailbox", {}, everything))).toContain("getMailboxSettings");
  });

  test("of another mailbox it does not pass off one's own rules as that mailbox's", () => {
    const text = textOf("investigateMailbox", { mailbox: "frontdesk@northwind.example" }, everything);

    expect(mentioned(text)).not.toContain("getMailboxSettings");
    expect(text).toContain("cannot be read here");
  });
});
