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
  const leaks: Leak[] = [];
  for (const { name: secret, value } of secrets) {
    for (const [form, needle] of formsOf(value)) {
      for (const { name: where, bytes } of haystacks) if (bytes.includes(needle)) leaks.push({ secret, form, where });
    }
  }
  return leaks;
}

/** Anything that has the shape of a JWT (RFC 7519 §3), whoever made it. */
export function findTokens(haystacks: readonly Haystack[]): readonly Leak[] {
  return haystacks.flatMap(({ name: where, bytes }) =>
    /eyJ[\w-]{10,}\.[\w-]{10,}/.test(bytes.toString("latin1")) ? [{ secret: "a JWT", form: "plain", where }] : [],
  );
}
