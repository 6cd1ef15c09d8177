/** Time zones as callers and Graph name them, and what their clocks show. */
import { AppError } from "../../core/errors.ts";
import { windowsZones } from "./windows-zones.ts";

export type Zone = {
  /** For computing: an IANA name. */
  readonly iana: string;
  /** For Graph: an IANA name it knows, else the Windows name. */
  readonly graph: string;
};

export const utc: Zone = { iana: "UTC", graph: "UTC" };

const byLowerName = new Map<string, Zone>();
const windowsNames = new Map<string, string>();
for (const [windows, zones] of windowsZones) {
  const general = zones[0] ?? "UTC";
  if (general !== "Etc/UTC") byLowerName.set(windows.toLowerCase(), { iana: general, graph: windows });
  /* Graph knows the general zone of each Windows zone by its IANA name (resource type dateTimeTimeZone, additional zones). */
  for (const iana of zones) {
    byLowerName.set(iana.toLowerCase(), { iana, graph: iana === general ? iana : windows });
    windowsNames.set(iana, windows);
  }
}
for (const name of ["utc", "etc/utc", "etc/gmt", "gmt", "z", "tzone://microsoft/utc"]) byLowerName.set(name, utc);

/** The zone of an IANA or Windows name, or null where it is neither. */
export function findZone(name: string): Zone | null {
  const known = byLowerName.get(name.toLowerCase());
  if (known) return known;
  if (!/^[A-Za-z][A-Za-z0-9_+-]*(?:\/[A-Za-z0-9_+-]+){1,2}$/.test(name)) return null;
  const canonical = canonicalZone(name);
  if (canonical === null) return null;
  return { iana: name, graph: windowsNames.get(canonical) ?? canonical };
}

/** @throws AppError `invalid_arguments` naming the field */
export function zoneOf(field: string, name: string): Zone {
  const zone = findZone(name);
  if (zone === null) {
    throw new AppError("invalid_arguments", `${field} is not a time zone; use an IANA name such as Europe/Berlin or a Windows name.`, {
      field,
    });
  }
  return zone;
}

function canonicalZone(name: string): string | null {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone;
  } catch {
    return null;
  }
}

const formatters = new Map<string, Intl.DateTimeFormat>();

/** Minutes the zone's clocks are ahead of UTC at an instant (epoch ms). */
export function offsetMinutes(zone: Zone, at: number): number {
  let formatter = formatters.get(zone.iana);
  if (!formatter) {
    formatter = new Intl.DateTimeFormat("en", { timeZone: zone.iana, timeZoneName: "longOffset" });
    formatters.set(zone.iana, formatter);
  }
  const name = formatter.formatToParts(at).find(({ type }) => type === "timeZoneName")?.value ?? "GMT";
  const match = /^GMT(?:([+-])(\d{2}):(\d{2}))?/.exec(name);
  const minutes = Number(match?.[2] ?? 0) * 60 + Number(match?.[3] ?? 0);
  return match?.[1] === "-" ? -minutes : minutes;
}
