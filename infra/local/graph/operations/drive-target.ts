import type { Person } from "../../company.ts";
import { GraphFailure } from "../failure.ts";
import type { Answer, Call, Operation } from "../operation.ts";
import type { Drive, StoredItem } from "../store/drive.ts";

/** What a request below `/me/drive` or `/drives/{id}` means, and whether the caller may. */
export type Target = {
  readonly call: Call;
  readonly drive: Drive;
  /** What follows the drive in the path. */
  readonly params: readonly string[];
};

type OnDrive = Omit<Operation, "template" | "run" | "workload"> & {
  /** Below the drive: `/items/{id}`. */
  readonly path: string;
  /** Where the reference lacks the path below `/drives/{id}` only. */
  readonly grantForDrives?: Operation["grant"];
  readonly run: (target: Target) => Answer;
};

/** The same operation on the caller's own drive and on one by its id. */
export function onDrives({ path, grantForDrives, run, ...operation }: OnDrive): readonly Operation[] {
  const writes = operation.method !== "GET";
  return [
    {
      ...operation,
      template: `/me/drive${path}`,
      workload: "files",
      run: (call) => run({ call, drive: call.world.drive(call.owner), params: call.params }),
    },
    {
      ...operation,
      ...(grantForDrives === undefined ? {} : { grant: grantForDrives }),
      template: `/drives/{id}${path}`,
      workload: "files",
      run: (call) => run({ call, drive: driveOf(call, writes), params: call.params.slice(1) }),
    },
  ];
}

export const itemMissing = (): GraphFailure => new GraphFailure(404, "itemNotFound", "The resource could not be found.");
export const accessDenied = (): GraphFailure => new GraphFailure(403, "accessDenied", "Access denied");

const readsEverybody = ["Files.Read.All", "Files.ReadWrite.All", "Sites.Read.All", "Sites.ReadWrite.All"];
const writesEverybody = ["Files.ReadWrite.All", "Sites.ReadWrite.All"];

/** Another's drive takes a scope that reaches beyond the caller's own files. */
function driveOf(call: Call, writes: boolean): Drive {
  const drive = call.world.driveById(call.params[0] ?? "");
  if (drive === undefined) throw itemMissing();
  requireReach(call, drive, writes);
  return drive;
}

export function requireReach(call: Call, drive: Drive, writes: boolean): void {
  const reaching = writes ? writesEverybody : readsEverybody;
  if (!isOwn(call.caller, drive) && !reaching.some((scope) => call.scopes.has(scope))) throw accessDenied();
}

const isOwn = (person: Person, drive: Drive): boolean => drive.facts.driveType === "business" && drive.facts.owner === person;

/** The item the path names; what the caller may not see is not there. */
export function itemOf({ call, drive, params }: Target, needs: "read" | "write" = "read", id = params[0] ?? ""): StoredItem {
  const item = drive.item(id);
  if (item === undefined || !may(call, item, "read")) throw itemMissing();
  if (needs === "write" && !may(call, item, "write")) throw accessDenied();
  return item;
}

/** By ownership, membership of the site, or a permission on the item or a folder above it. */
export function may({ caller, world }: Pick<Call, "caller" | "world">, item: StoredItem, needs: "read" | "write"): boolean {
  const { drive } = item;
  if (isOwn(caller, drive)) return true;
  if (drive.facts.driveType === "documentLibrary") return world.sites.all.some((site) => site.drive === drive && site.isMember(caller));
  for (let at: StoredItem | null = item; at !== null; at = at.parent)
    for (const { roles, to, link } of at.grants)
      if ((link?.scope === "organization" || to.some(({ id }) => id === caller.objectId)) && (needs === "read" || roles.includes("write")))
        return true;
  return false;
}
