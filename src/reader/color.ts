/** CSS colours, as far as hidden text needs them (CSS Color 4): the notations mail and documents use. */

export type Color = { readonly red: number; readonly green: number; readonly blue: number; readonly alpha: number };

const names: Readonly<Record<string, string>> = {
  black: "000000",
  white: "ffffff",
  snow: "fffafa",
  ivory: "fffff0",
  ghostwhite: "f8f8ff",
  whitesmoke: "f5f5f5",
  floralwhite: "fffaf0",
  azure: "f0ffff",
  mintcream: "f5fffa",
  gray: "808080",
  grey: "808080",
  silver: "c0c0c0",
  red: "ff0000",
  green: "008000",
  blue: "0000ff",
  navy: "000080",
  yellow: "ffff00",
  windowtext: "000000",
  window: "ffffff",
  canvastext: "000000",
  canvas: "ffffff",
  aliceblue: "f0f8ff",
  honeydew: "f0fff0",
  lavenderblush: "fff0f5",
};

export const white: Color = { red: 255, green: 255, blue: 255, alpha: 1 };
export const black: Color = { red: 0, green: 0, blue: 0, alpha: 1 };

/** @returns null for a notation that is not known here */
export function readColor(written: string): Color | null {
  const text = written.trim().toLowerCase();
  if (text.length > 100) return null;
  if (text === "transparent") return { ...black, alpha: 0 };
  const hex = names[text] ?? /^#?([0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})$/.exec(text)?.[1];
  if (hex !== undefined) return ofHex(hex);
  const parts = /^rgba?\(\s*([\d.]+%?)[\s,]+([\d.]+%?)[\s,]+([\d.]+%?)(?:[\s,/]+([\d.]+%?))?\s*\)$/.exec(text);
  if (parts === null) return ofHue(text);
  const [, red = "0", green = "0", blue = "0", alpha = "1"] = parts;
  const channel = (value: string) => (value.endsWith("%") ? Number.parseFloat(value) * 2.55 : Number.parseFloat(value));
  return {
    red: channel(red),
    green: channel(green),
    blue: channel(blue),
    alpha: alpha.endsWith("%") ? Number.parseFloat(alpha) / 100 : Number.parseFloat(alpha),
  };
}

/** CSS Color 4 §7, §8: `hsl(0, 0%, 100%)`, `hwb(0 100% 0%)`; only what has no hue to speak of, as white, black and grey have none. */
function ofHue(text: string): Color | null {
  const [, name, first = "0", second = "0", alpha = "1"] =
    /^(hsla?|hwb)\(\s*[\d.]+(?:deg|turn|rad|grad)?[\s,]+([\d.]+)%[\s,]+([\d.]+)%(?:[\s,/]+([\d.]+%?))?\s*\)$/.exec(text) ?? [];
  if (name === undefined) return null;
  const [a, b] = [Number.parseFloat(first), Number.parseFloat(second)];
  const level = name === "hwb" ? (a + b >= 90 ? (a / (a + b)) * 255 : null) : b >= 97 || b <= 3 || a <= 5 ? b * 2.55 : null;
  if (level === null) return null;
  const opacity = alpha.endsWith("%") ? Number.parseFloat(alpha) / 100 : Number.parseFloat(alpha);
  return { red: level, green: level, blue: level, alpha: opacity };
}

function ofHex(hex: string): Color {
  const long = hex.length <= 4 ? Array.from(hex, (digit) => digit + digit).join("") : hex;
  const pair = (at: number) => Number.parseInt(long.slice(at, at + 2), 16);
  return { red: pair(0), green: pair(2), blue: pair(4), alpha: long.length === 8 ? pair(6) / 255 : 1 };
}

/** Nobody could tell the one from the other: no channel differs by more than a sixteenth. */
export function looksAlike(a: Color, b: Color): boolean {
  return Math.max(Math.abs(a.red - b.red), Math.abs(a.green - b.green), Math.abs(a.blue - b.blue)) <= 16;
}
