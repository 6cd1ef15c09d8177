/** Keeps the newest values within a count and a byte budget; the oldest fall out. Memory of a lab that runs for days must not grow. */
export class Ring<Value> {
  readonly #maxCount: number;
  readonly #maxBytes: number;
  readonly #onDrop: (value: Value) => void;
  #values: ({ readonly value: Value; readonly bytes: number } | undefined)[] = [];
  #head = 0;
  #bytes = 0;

  constructor(limits: { readonly maxCount: number; readonly maxBytes: number }, onDrop: (value: Value) => void = () => {}) {
    this.#maxCount = limits.maxCount;
    this.#maxBytes = limits.maxBytes;
    this.#onDrop = onDrop;
  }

  get size(): number {
    return this.#values.length - this.#head;
  }

  /** `bytes`: what the value costs against the byte budget. The newest value is always kept. */
  push(value: Value, bytes: number): void {
    this.#values.push({ value, bytes });
    this.#bytes += bytes;
    while (this.size > this.#maxCount || (this.#bytes > this.#maxBytes && this.size > 1)) this.#dropOldest();
  }

  /** Oldest first. */
  toArray(): Value[] {
    return this.#values.slice(this.#head).flatMap((entry) => (entry === undefined ? [] : [entry.value]));
  }

  clear(): void {
    for (const value of this.toArray()) this.#onDrop(value);
    this.#values = [];
    this.#head = 0;
    this.#bytes = 0;
  }

  #dropOldest(): void {
    const oldest = this.#values[this.#head];
    this.#values[this.#head] = undefined;
    this.#head += 1;
    if (oldest !== undefined) {
      this.#bytes -= oldest.bytes;
      this.#onDrop(oldest.value);
    }
    // Shifting an array of thousands on every call would cost more than the call: holes are removed in bulk.
    if (this.#head > 1_024 && this.#head * 2 > this.#values.length) {
      this.#values = this.#values.slice(this.#head);
      this.#head = 0;
    }
  }
}
