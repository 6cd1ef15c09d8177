/** The record of an estate that forgets nothing a later search must see: what is cleared is kept aside first. */
import { EstateRecord } from "../support/estate-record.ts";

export class KeptRecord extends EstateRecord {
  readonly #kept: string[] = [];

  override async clear(): Promise<void> {
    this.#kept.push(...(await this.lines()));
    await super.clear();
  }

  /** Every console line since the estate started. */
  async everyLine(): Promise<readonly string[]> {
    return [...this.#kept, ...(await this.lines())];
  }
}
