/** Looks for secrets in whatever was written down, in every dress they are likely to wear. */

export type Secret = { readonly name: string; readonly value: string };
export type Haystack = { readonly name: string; readonly bytes: Buffer };
export type Leak = { readonly secret: string; readonly form: string; readonly where: string };

/** Characters of a secret's beginning that are already too much. */
const prefixLength = 20;

/** Each form of a secret that would give it away, as it would stand among other bytes. */
export function formsOf(value: string): readonly (readonly [form: string, needle: Buffer])[] {
  const text = Buffer.from(value, "utf8");
  const forms: [string, Buffer][] = [
    ["plain", text],
    ["prefix", text.subarray(0, prefixLength)],
    ["hex", Buffer.from(text.toString("hex"))],
    ["HEX", Buffer.from(text.toString("hex").toUpperCase())],
    ["URL-encoded", Buffer.from(encodeURIComponent(value))],
    ["JSON in JSON", Buffer.from(JSON.stringify(value).slice(1, -1))],
    ["UTF-16", Buffer.from(value, "utf16le")],
    ...([0, 1, 2] as const).flatMap((shift): [string, Buffer][] => [
      [`base64, shifted by ${shift}`, Buffer.from(base64Core(text, shift, "base64"))],
      [`base64url, shifted by ${shift}`, Buffer.from(base64Core(text, shift, "base64url"))],
    ]),
  ];
  const key = Buffer.from(value, "base64");
  // A key is its bytes; the base64 in the settings is only how they are written.
  if (key.byteLength === 32 && key.toString("base64") === value)
    forms.push(["key bytes", key], ["key bytes in hex", Buffer.from(key.toString("hex"))]);
  return forms;
}

/** What is the same in the base64 of any text that holds these bytes `shift` bytes after a multiple of three. */
function base64Core(bytes: Buffer, shift: 0 | 1 | 2, alphabet: "base64" | "base64url"): string {
  const padded = Buffer.concat([Buffer.alloc(shift), bytes]);
  const whole = padded.subarray(0, padded.byteLength - (padded.byteLength % 3)).toString(alphabet);
  return whole.slice([0, 2, 3][shift]);
}

export function findLeaks(secrets: readonly Secret[], haystacks: readonly Haystack[]): readonly Leak[] {
  const needles = secrets.flatMap(({ name: secret, value }) => formsOf(value).map(([form, needle]) => ({ secret, form, needle })));
  const byBeginning = Map.groupBy(needles, ({ needle }) => needle.readUInt32LE(0));
  // One bit for the hash of every beginning, so that one pass over the bytes is enough however many needles there are.
  const mayBegin = new Uint8Array(1 << 16);
  const hashOf = (beginning: number) => Math.imul(beginning, 0x9e3779b1) >>> 16;
  for (const beginning of byBeginning.keys()) mayBegin[hashOf(beginning)] = 1;
  const leaks = new Map<string, Leak>();
  for (const { name: where, bytes } of haystacks) {
    for (let at = 0, window = 0; at < bytes.length; at += 1) {
      window = ((window >>> 8) | ((bytes[at] ?? 0) << 24)) >>> 0;
      if (at < 3 || mayBegin[hashOf(window)] === 0) continue;
      for (const { secret, form, needle } of byBeginning.get(window) ?? [])
        if (bytes.compare(needle, 0, needle.length, at - 3, Math.min(at - 3 + needle.length, bytes.length)) === 0)
          leaks.set(JSON.stringify([secret, form, where]), { secret, form, where });
    }
  }
  return [...leaks.values()];
}

/** Anything that has the shape of a JWT (RFC 7519 §3), whoever made it. */
export function findTokens(haystacks: readonly Haystack[]): readonly Leak[] {
  return haystacks.flatMap(({ name: where, bytes }) =>
    /eyJ[\w-]{10,}\.[\w-]{10,}/.test(bytes.toString("latin1")) ? [{ secret: "a JWT", form: "plain", where }] : [],
  );
}
