import { GraphFailure } from "./failure.ts";
import { parseDateTime } from "./odata/literal.ts";

/**
 * Windows zone names and the IANA zones they stand for, the first being the zone of territory 001.
 * Derived from Unicode CLDR supplemental/windowsZones (Unicode-3.0 licence); further zones only where people of the estate may live.
 */
const zones = `
Dateline Standard Time=Etc/GMT+12
UTC-11=Etc/GMT+11
Aleutian Standard Time=America/Adak
Hawaiian Standard Time=Pacific/Honolulu
Marquesas Standard Time=Pacific/Marquesas
Alaskan Standard Time=America/Anchorage America/Juneau
UTC-09=Etc/GMT+9
Pacific Standard Time (Mexico)=America/Tijuana
UTC-08=Etc/GMT+8
Pacific Standard Time=America/Los_Angeles America/Vancouver
US Mountain Standard Time=America/Phoenix
Mountain Standard Time (Mexico)=America/Mazatlan
Mountain Standard Time=America/Denver America/Edmonton America/Boise
Yukon Standard Time=America/Whitehorse
Central America Standard Time=America/Guatemala America/Costa_Rica
Central Standard Time=America/Chicago America/Winnipeg
Easter Island Standard Time=Pacific/Easter
Central Standard Time (Mexico)=America/Mexico_City
Canada Central Standard Time=America/Regina
SA Pacific Standard Time=America/Bogota America/Lima America/Panama
Eastern Standard Time (Mexico)=America/Cancun
Eastern Standard Time=America/New_York America/Toronto America/Detroit
Haiti Standard Time=America/Port-au-Prince
Cuba Standard Time=America/Havana
US Eastern Standard Time=America/Indianapolis America/Indiana/Indianapolis
Turks And Caicos Standard Time=America/Grand_Turk
Paraguay Standard Time=America/Asuncion
Atlantic Standard Time=America/Halifax Atlantic/Bermuda
Venezuela Standard Time=America/Caracas
Central Brazilian Standard Time=America/Cuiaba
SA Western Standard Time=America/La_Paz America/Puerto_Rico
Pacific SA Standard Time=America/Santiago
Newfoundland Standard Time=America/St_Johns
Tocantins Standard Time=America/Araguaina
E. South America Standard Time=America/Sao_Paulo
SA Eastern Standard Time=America/Cayenne America/Fortaleza
Argentina Standard Time=America/Buenos_Aires America/Argentina/Buenos_Aires
Greenland Standard Time=America/Godthab America/Nuuk
Montevideo Standard Time=America/Montevideo
Magallanes Standard Time=America/Punta_Arenas
Saint Pierre Standard Time=America/Miquelon
Bahia Standard Time=America/Bahia
UTC-02=Etc/GMT+2
Azores Standard Time=Atlantic/Azores
Cape Verde Standard Time=Atlantic/Cape_Verde
UTC=Etc/UTC UTC Etc/GMT
GMT Standard Time=Europe/London Europe/Dublin Europe/Lisbon Atlantic/Canary
Greenwich Standard Time=Atlantic/Reykjavik Africa/Abidjan Africa/Accra
Sao Tome Standard Time=Africa/Sao_Tome
Morocco Standard Time=Africa/Casablanca
W. Europe Standard Time=Europe/Berlin Europe/Amsterdam Europe/Vienna Europe/Zurich Europe/Rome Europe/Stockholm Europe/Oslo Europe/Luxembourg Europe/Malta
Central Europe Standard Time=Europe/Budapest Europe/Prague Europe/Belgrade Europe/Bratislava Europe/Ljubljana Europe/Tirane
Romance Standard Time=Europe/Paris Europe/Madrid Europe/Brussels Europe/Copenhagen
Central European Standard Time=Europe/Warsaw Europe/Zagreb Europe/Sarajevo Europe/Skopje
W. Central Africa Standard Time=Africa/Lagos Africa/Algiers Africa/Tunis
Jordan Standard Time=Asia/Amman
GTB Standard Time=Europe/Bucharest Europe/Athens Asia/Nicosia
Middle East Standard Time=Asia/Beirut
Egypt Standard Time=Africa/Cairo
E. Europe Standard Time=Europe/Chisinau
Syria Standard Time=Asia/Damascus
West Bank Standard Time=Asia/Hebron Asia/Gaza
South Africa Standard Time=Africa/Johannesburg Africa/Harare
FLE Standard Time=Europe/Kiev Europe/Kyiv Europe/Helsinki Europe/Sofia Europe/Tallinn Europe/Riga Europe/Vilnius
Israel Standard Time=Asia/Jerusalem
South Sudan Standard Time=Africa/Juba
Kaliningrad Standard Time=Europe/Kaliningrad
Sudan Standard Time=Africa/Khartoum
Libya Standard Time=Africa/Tripoli
Namibia Standard Time=Africa/Windhoek
Arabic Standard Time=Asia/Baghdad
Turkey Standard Time=Europe/Istanbul
Arab Standard Time=Asia/Riyadh Asia/Kuwait Asia/Qatar
Belarus Standard Time=Europe/Minsk
Russian Standard Time=Europe/Moscow
E. Africa Standard Time=Africa/Nairobi Africa/Addis_Ababa
Iran Standard Time=Asia/Tehran
Arabian Standard Time=Asia/Dubai Asia/Muscat
Astrakhan Standard Time=Europe/Astrakhan
Azerbaijan Standard Time=Asia/Baku
Russia Time Zone 3=Europe/Samara
Mauritius Standard Time=Indian/Mauritius
Saratov Standard Time=Europe/Saratov
Georgian Standard Time=Asia/Tbilisi
Volgograd Standard Time=Europe/Volgograd
Caucasus Standard Time=Asia/Yerevan
Afghanistan Standard Time=Asia/Kabul
West Asia Standard Time=Asia/Tashkent
Ekaterinburg Standard Time=Asia/Yekaterinburg
Pakistan Standard Time=Asia/Karachi
Qyzylorda Standard Time=Asia/Qyzylorda
India Standard Time=Asia/Calcutta Asia/Kolkata
Sri Lanka Standard Time=Asia/Colombo
Nepal Standard Time=Asia/Katmandu Asia/Kathmandu
Central Asia Standard Time=Asia/Bishkek
Bangladesh Standard Time=Asia/Dhaka
Omsk Standard Time=Asia/Omsk
Myanmar Standard Time=Asia/Rangoon Asia/Yangon
SE Asia Standard Time=Asia/Bangkok Asia/Jakarta Asia/Saigon Asia/Ho_Chi_Minh
Altai Standard Time=Asia/Barnaul
W. Mongolia Standard Time=Asia/Hovd
North Asia Standard Time=Asia/Krasnoyarsk
N. Central Asia Standard Time=Asia/Novosibirsk
Tomsk Standard Time=Asia/Tomsk
China Standard Time=Asia/Shanghai Asia/Hong_Kong Asia/Macau
North Asia East Standard Time=Asia/Irkutsk
Singapore Standard Time=Asia/Singapore Asia/Kuala_Lumpur Asia/Manila
W. Australia Standard Time=Australia/Perth
Taipei Standard Time=Asia/Taipei
Ulaanbaatar Standard Time=Asia/Ulaanbaatar
Aus Central W. Standard Time=Australia/Eucla
Transbaikal Standard Time=Asia/Chita
Tokyo Standard Time=Asia/Tokyo
North Korea Standard Time=Asia/Pyongyang
Korea Standard Time=Asia/Seoul
Yakutsk Standard Time=Asia/Yakutsk
Cen. Australia Standard Time=Australia/Adelaide
AUS Central Standard Time=Australia/Darwin
E. Australia Standard Time=Australia/Brisbane
AUS Eastern Standard Time=Australia/Sydney Australia/Melbourne
West Pacific Standard Time=Pacific/Port_Moresby Pacific/Guam
Tasmania Standard Time=Australia/Hobart
Vladivostok Standard Time=Asia/Vladivostok
Lord Howe Standard Time=Australia/Lord_Howe
Bougainville Standard Time=Pacific/Bougainville
Russia Time Zone 10=Asia/Srednekolymsk
Magadan Standard Time=Asia/Magadan
Norfolk Standard Time=Pacific/Norfolk
Sakhalin Standard Time=Asia/Sakhalin
Central Pacific Standard Time=Pacific/Guadalcanal
Russia Time Zone 11=Asia/Kamchatka
New Zealand Standard Time=Pacific/Auckland
UTC+12=Etc/GMT-12
Fiji Standard Time=Pacific/Fiji
Chatham Islands Standard Time=Pacific/Chatham
UTC+13=Etc/GMT-13
Tonga Standard Time=Pacific/Tongatapu
Samoa Standard Time=Pacific/Apia
Line Islands Standard Time=Pacific/Kiritimati`;

/** Both directions, keyed in lower case: Exchange takes zone names in any case. */
const ianaByWindows = new Map<string, string>();
const windowsByIana = new Map<string, string>();
const ianaNames: string[] = [];
for (const line of zones.trim().split("\n")) {
  const [windows = "", list = ""] = line.split("=");
  const [first = "", ...others] = list.split(" ");
  ianaByWindows.set(windows.toLowerCase(), first);
  for (const iana of [first, ...others]) {
    ianaNames.push(iana);
    windowsByIana.set(iana.toLowerCase(), windows);
  }
}

export const windowsZone = (iana: string): string => windowsByIana.get(iana.toLowerCase()) ?? "UTC";

/** IANA zone of a name in either spelling, or null where Exchange would not know it. */
function ianaZone(name: string): string | null {
  const fromWindows = ianaByWindows.get(name.toLowerCase());
  if (fromWindows !== undefined) return fromWindows;
  const known = windowsByIana.has(name.toLowerCase()) ? ianaNames.find((iana) => iana.toLowerCase() === name.toLowerCase()) : undefined;
  if (known !== undefined) return known;
  if (!/^[A-Za-z_]+\/[A-Za-z_/+-]+$/.test(name)) return null;
  try {
    formatter(name);
    return name;
  } catch {
    return null;
  }
}

/** learn.microsoft.com/graph/api/resources/datetimetimezone: an unknown zone is refused by name. */
export function requireZone(name: string): string {
  const zone = ianaZone(name);
  if (zone === null)
    throw new GraphFailure(
      400,
      "TimeZoneNotSupportedException",
      `A valid TimeZone value must be specified. The following TimeZone value is not supported: '${name}'.`,
    );
  return zone;
}

const formatters = new Map<string, Intl.DateTimeFormat>();

function formatter(zone: string): Intl.DateTimeFormat {
  let known = formatters.get(zone);
  if (known === undefined) {
    known = new Intl.DateTimeFormat("en-US", {
      timeZone: zone,
      hourCycle: "h23",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric",
    });
    formatters.set(zone, known);
  }
  return known;
}

const quarterMs = 15 * 60_000;
const offsets = new Map<string, number>();

/** Offset from UTC in ms at an instant; zones change only on quarter hours, so one look per quarter is enough. */
function offsetAt(zone: string, instant: number): number {
  if (zone === "Etc/UTC" || zone === "UTC") return 0;
  const quarter = Math.floor(instant / quarterMs) * quarterMs;
  const key = `${zone}|${quarter}`;
  const known = offsets.get(key);
  if (known !== undefined) return known;
  const part: Record<string, number> = {};
  for (const { type, value } of formatter(zone).formatToParts(quarter)) part[type] = Number(value);
  const local = Date.UTC(part.year ?? 0, (part.month ?? 1) - 1, part.day ?? 1, part.hour ?? 0, part.minute ?? 0, part.second ?? 0);
  const offset = local - quarter;
  if (offsets.size > 50_000) offsets.clear();
  offsets.set(key, offset);
  return offset;
}

/** Wall-clock ms (as if the wall clock were UTC) of an instant in a zone. */
export const toLocal = (zone: string, instant: number): number => instant + offsetAt(zone, instant);

/** Instant of a wall-clock time; a doubled hour is its first pass, a skipped one moves on, as Exchange reads them. */
export function fromLocal(zone: string, local: number): number {
  const before = local - offsetAt(zone, local - 86_400_000);
  if (toLocal(zone, before) === local) return before;
  const after = local - offsetAt(zone, local + 86_400_000);
  return toLocal(zone, after) === local ? after : before;
}

/** `2026-11-20T09:00:00.0000000`, as `dateTimeTimeZone.dateTime` is written. */
export const localText = (local: number): string => `${new Date(local).toISOString().slice(0, 23)}0000`;

/** Wall-clock ms of the text in a `dateTimeTimeZone`, or null where it is none. An offset in the text is Exchange's to refuse. */
export function parseLocal(text: string): number | null {
  if (/(?:Z|[+-]\d\d:\d\d)$/i.test(text) && text.length > 10) return null;
  return parseDateTime(/^\d{4}-\d\d-\d\d$/.test(text) ? `${text}T00:00:00` : text);
}
