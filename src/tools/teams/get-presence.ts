import { z } from "zod";
import { AppError } from "../../core/errors.ts";
import { defineTool } from "../define-tool.ts";
import { fewAtOnce } from "../few-at-once.ts";
import { personInput, personOperations, personScope, whichPerson } from "../people/which-person.ts";
import { fenced } from "../untrusted.ts";
import { oneLine } from "../visible-text.ts";
import { graphPresence, presence, readPresence } from "./presence.ts";

/** People one call looks up by address or name: each takes a request. */
const maxLookups = 35;

export const getPresence = defineTool({
  name: "getPresence",
  title: "Get presence",
  description: "Who is available now: you, or these people.",
  toolset: "teams",
  tier: "extended",
  risk: "read",
  scopes: ["Presence.Read"],
  optionalScopes: ["Presence.Read.All", personScope],
  scopesOf: ({ users }) => (users === undefined ? [] : ["Presence.Read.All", ...(users.every((who) => isId(who)) ? [] : [personScope])]),
  operations: ["GET /me/presence", "POST /communications/getPresencesByUserId", ...personOperations],
  input: z.strictObject({ users: z.array(personInput).min(1).max(50).optional().describe("Addresses, ids or names.") }),
  output: z.object({ items: z.array(presence) }),

  async run({ users }, { graph, progress }) {
    if (users === undefined) {
      const own = await graph.request({ method: "GET", path: "/me/presence", response: graphPresence, idempotency: "safe" });
      return { items: [readPresence(own)] };
    }
    const named = [...new Set(users.filter((who) => !isId(who)))];
    if (named.length > maxLookups) {
      throw new AppError("invalid_arguments", `users may name at most ${maxLookups} people by address or name; give ids for the others.`, {
        field: "users",
      });
    }
    let found = 0;
    const people = await fewAtOnce(named, async (who) => {
      const person = await whichPerson("users", who, graph);
      found += 1;
      progress(found, named.length);
      return person;
    });
    const names = new Map(people.map(({ id, displayName }) => [id.toLowerCase(), oneLine(displayName, 100)]));
    const ids = [...new Set([...users.filter(isId), ...people.map(({ id }) => id)].map((id) => id.toLowerCase()))];
    const { value } = await graph.request({
      method: "POST",
      path: "/communications/getPresencesByUserId",
      body: { ids },
      response: z.object({ value: z.array(graphPresence) }),
      idempotency: "safe",
      scopes: ["Presence.Read.All"],
    });
    return { items: value.map((one) => readPresence(one, names.get(one.id.toLowerCase()))) };
  },
  text: ({ items }) =>
    items.length === 0
      ? "Nobody found."
      : fenced(
          items.map(({ id, name, availability, activity, statusMessage, outOfOffice }) =>
            [
              `- ${name === undefined ? "" : `${name}: `}${availability}${activity === availability ? "" : ` (${activity})`}`,
              ...(statusMessage ? [`says: ${statusMessage}`] : []),
              ...(outOfOffice ? [`out of office: ${outOfOffice}`] : []),
              `id=${id}`,
            ].join(" | "),
          ),
        ),
});

const isId = (who: string): boolean => z.guid().safeParse(who).success;
