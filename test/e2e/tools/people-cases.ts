import { expect } from "vitest";
import type { ToolCase } from "./tool-kit.ts";

const mei = "mei.tanaka@clinics.northwind.example";
const names = (items: readonly { readonly displayName: string }[]): readonly string[] => items.map(({ displayName }) => displayName);

export const peopleCases: readonly ToolCase[] = [
  {
    tool: "getContacts",
    does: "lists address book and people page by page, and finds a contact by its address",
    run: async ({ call }) => {
      const first = await call("getContacts", { count: 5 });
      expect(first.data.items).toHaveLength(5);
      const second = await call("getContacts", { count: 5, cursor: first.data.cursor });
      expect(names(second.data.items).some((name) => names(first.data.items).includes(name))).toBe(false);

      const found = await call("getContacts", { search: "t.lindqvist@lindqvist-audit.example", source: "contacts" });
      expect(found.data.items).toMatchObject([
        { displayName: "Tobias Lindqvist", emailAddresses: [{ address: "t.lindqvist@lindqvist-audit.example" }], source: "contacts" },
      ]);
      expect(found.data.items[0].mobilePhone).toBeTruthy();
      const people = await call("getContacts", { search: "mei", source: "people" });
      expect(names(people.data.items)).toEqual(["Mei Tanaka"]);
    },
  },
  {
    tool: "searchPeople",
    does: "finds colleagues by the beginning of a name",
    run: async ({ call }) => {
      const { data, text } = await call("searchPeople", { query: "raf", count: 3 });
      expect(data.items[0]).toMatchObject({ displayName: "Rafael Costa", source: "people", untrusted: true });
      expect(text).toContain("rafael.costa@clinics.northwind.example");
    },
  },
  {
    tool: "listUsers",
    does: "lists, searches and filters the directory",
    run: async ({ call, refused }) => {
      const { data } = await call("listUsers", { count: 2 });
      expect([data.items.length, data.hasMore]).toEqual([2, true]);
      expect((await call("listUsers", { count: 2, cursor: data.cursor })).data.items[0].id).not.toBe(data.items[0].id);
      expect(names((await call("listUsers", { search: "tanaka" })).data.items)).toEqual(["Mei Tanaka"]);
      expect(names((await call("listUsers", { filter: "surname eq 'Weber'" })).data.items)).toEqual(["Jonas Weber"]);
      expect((await refused("listUsers", { filter: "department eq 'IT'" })).data).toMatchObject({ field: "filter" });
    },
  },
  {
    tool: "getUser",
    does: "shows a person with manager, reports, groups or photo",
    run: async ({ call, refused }) => {
      expect((await call("getUser", { user: "me" })).data).toMatchObject({ displayName: "Amara Okafor", jobTitle: "Operations Director" });
      const { data } = await call("getUser", { user: "Rafael Costa", include: "manager" });
      expect(data.included).toMatchObject([{ displayName: "Mei Tanaka", mail: mei }]);
      expect(names((await call("getUser", { user: "me", include: "reports" })).data.included)).toEqual(["Jonas Weber", "Mei Tanaka"]);
      const groups = await call("getUser", { user: "rafael.costa@clinics.northwind.example", include: "groups" });
      expect(names(groups.data.included)).toContain("Break-glass administrators");
      const { data: pictured } = await call("getUser", { user: mei, include: "photo" });
      expect(pictured.photo.contentType).toBe("image/png");
      expect(Buffer.from(pictured.photo.base64, "base64").subarray(1, 4).toString()).toBe("PNG");
      expect((await call("getUser", { user: "Rafael Costa", include: "photo" })).text).toContain("photo: none");
      expect((await refused("getUser", { user: "nobody@northwind.example" })).data.code).toBe("not_found");
    },
  },
  {
    tool: "getUserProfile",
    does: "tells who one is",
    run: async ({ call }) => {
      const { data } = await call("getUserProfile");
      expect(data).toMatchObject({
        displayName: "Amara Okafor",
        mail: "amara.okafor@northwind.example",
        jobTitle: "Operations Director",
        officeLocation: "Berlin 4.12",
      });
    },
  },
  {
    tool: "getGroups",
    does: "lists one's groups, finds others by name, and tells who is in one",
    run: async ({ call, refused }) => {
      const { data } = await call("getGroups");
      expect(names(data.items)).toEqual(expect.arrayContaining(["Budget approvers", "Clinic leads", "Finance"]));
      expect(names((await call("getGroups", { search: "break" })).data.items)).toEqual(["Break-glass administrators"]);
      expect((await call("getGroups", { mine: false, count: 1 })).data.hasMore).toBe(true);
      const groupId = data.items.find(({ displayName }: { displayName: string }) => displayName === "Clinic leads").id;
      expect(names((await call("getGroups", { groupId })).data.items)).toEqual(["Amara Okafor", "Mei Tanaka"]);
      expect((await refused("getGroups", { groupId, search: "x" })).data).toMatchObject({ code: "invalid_arguments", field: "search" });
    },
  },
];
