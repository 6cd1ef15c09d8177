/** Bundles the Worker once for a whole run of tests; every estate of theirs starts from that bundle. */
import { mkdtemp, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import type { TestProject } from "vitest/node";
import { bundleProduct, localDirectory, removeAtExit, type ProductBundle } from "../../infra/local/bundle-worker.ts";

/** Test processes inherit it: the file that holds the bundle. */
const variable = "M365_TEST_BUNDLE";

export default async function provideBundle(project: TestProject): Promise<void> {
  const first = await bundleProduct();
  const directory = await mkdtemp(path.join(localDirectory, "one-bundle-"));
  removeAtExit(directory);
  const file = path.join(directory, "bundle.json");
  await writeFile(file, JSON.stringify(first));
  process.env[variable] = file;
  project.onTestsRerun(async () => writeFile(file, JSON.stringify(await bundleProduct())));
}

/** Of this run; outside a test run, of this process. */
export async function oneBundle(): Promise<ProductBundle> {
  const file = process.env[variable];
  return file === undefined ? bundleProduct() : (JSON.parse(await readFile(file, "utf8")) as ProductBundle);
}
