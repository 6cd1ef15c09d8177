/** The estate as end-to-end tests start it: any free ports, its own state, nothing shared with a running `npm start`. */
import { type Estate, type EstateOptions, startEstate } from "../../infra/local/estate.ts";
import { oneBundle } from "./one-bundle.ts";

export type TestEstate = Estate;

let bundle: EstateOptions["bundle"];

/** Ready when it resolves; the test file that started it stops it. */
export function startTestEstate(options: Partial<Omit<EstateOptions, "port" | "onProgress">> = {}): Promise<TestEstate> {
  bundle ??= oneBundle();
  return startEstate({
    bundle,
    authorization: "access",
    autoSignIn: true,
    tools: "core",
    quota: 100_000,
    extraPeople: 0,
    without: [],
    ...options,
    port: 0,
    onProgress: () => undefined,
  });
}

export type EstatePerson = TestEstate["contract"]["people"][number];

/** @throws Error that names the handle, where the estate has nobody of that name */
export function personNamed({ contract }: TestEstate, name: string): EstatePerson {
  const person = contract.people.find((each) => each.name === name);
  if (!person) throw new Error(`the estate has nobody called ${name}`);
  return person;
}
