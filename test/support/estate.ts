/** The estate as end-to-end tests start it: any free ports, its own state, nothing shared with a running `npm start`. */
import { type Estate, type EstateOptions, startEstate } from "../../infra/local/estate.ts";
import { oneBundle } from "./one-bundle.ts";

export type TestEstate = Estate;

let bundle: EstateOptions["bundle"];

/** A free port may be somebody else's by the time it is used: that often another try is made. */
const tries = 3;

/** Ready when it resolves; the test file that started it stops it. */
export async function startTestEstate(options: Partial<Omit<EstateOptions, "port" | "onProgress">> = {}): Promise<TestEstate> {
  bundle ??= oneBundle();
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await startEstate({
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
    } catch (thrown) {
      const isTaken = thrown instanceof Error && /port \d+ is taken|address already in use/i.test(thrown.message);
      if (!isTaken || attempt === tries) throw thrown;
    }
  }
}

export type EstatePerson = TestEstate["contract"]["people"][number];

/** @throws Error that names the handle, where the estate has nobody of that name */
export function personNamed({ contract }: TestEstate, name: string): EstatePerson {
  const person = contract.people.find((each) => each.name === name);
  if (!person) throw new Error(`the estate has nobody called ${name}`);
  return person;
}
