import { describe, expect, test } from "vitest";
import { instantOf, instantOfGraph, localTime, readWritten, utcText } from "../../../src/tools/time/moment.ts";
import { windowsZones } from "../../../src/tools/time/windows-zones.ts";
import { findZone, offsetMinutes, utc, zoneOf } from "../../../src/tools/time/zone.ts";

const berlin = zoneOf("timeZone", "Europe/Berlin");
const at = (text: string, zone = berlin) => utcText(instantOf("start", readWritten("start", text), zone));

describe("a written time", () => {
  test.each([
    ["2026-11-23", "2026-11-22T23:00:00Z"],
    ["2026-11-23T09:00", "2026-11-23T08:00:00Z"],
    ["2026-11-23 09:00:30.5", "2026-11-23T08:00:30Z"],
    ["2026-07-23T09:00", "2026-07-23T07:00:00Z"],
    ["2026-11-23T09:00Z", "2026-11-23T09:00:00Z"],
    ["2026-11-23T09:00:00.0000000-05:30", "2026-11-23T14:30:00Z"],
    ["2028-02-29T00:00", "2028-02-28T23:00:00Z"],
    /* a doubled hour: the earlier of the two */
    ["2026-10-25T02:30", "2026-10-25T00:30:00Z"],
  ])("%s in Berlin is %s", (text, instant) => {
    expect(at(text)).toBe(instant);
  });

  test("in a skipped hour is refused, with the two nearest that exist", () => {
    expect(() => at("2026-03-29T02:30")).toThrowError(
      expect.objectContaining({
        code: "invalid_arguments",
        details: { field: "start", candidates: ["2026-03-29T01:30:00", "2026-03-29T03:30:00"] },
      }),
    );
  });

  test.each([
    "2026-02-30",
    "2026-13-01",
    "2026-00-10",
    "2026-11-23T24:00",
    "2026-11-23T09:60",
    "2026-11-23T09:00+15:00",
    "9999-01-01",
    "1600-01-01",
    "tomorrow",
    "",
    "2026-11-23T09",
    "2026-11-23T09:00:00 Europe/Berlin",
    "2026-11-23T09:00Z' or 1 eq 1",
    " 2026-11-23",
    "20261123",
  ])("%j is refused", (text) => {
    expect(() => readWritten("since", text)).toThrowError(
      expect.objectContaining({ code: "invalid_arguments", details: { field: "since" } }),
    );
  });
});

describe("a zone", () => {
  test.each([
    ["Europe/Berlin", "Europe/Berlin", "Europe/Berlin"],
    ["europe/berlin", "Europe/Berlin", "Europe/Berlin"],
    ["Europe/Vienna", "Europe/Vienna", "W. Europe Standard Time"],
    ["W. Europe Standard Time", "Europe/Berlin", "W. Europe Standard Time"],
    ["Asia/Kolkata", "Asia/Kolkata", "India Standard Time"],
    ["UTC", "UTC", "UTC"],
    ["Etc/UTC", "UTC", "UTC"],
    ["America/New_York", "America/New_York", "America/New_York"],
  ])("%s is computed as %s and told Graph as %s", (name, iana, graph) => {
    expect(findZone(name)).toEqual({ iana, graph });
  });

  test.each(["../etc/passwd", "Mars/Olympus", "+02:00", "", 'UTC"; x', "Berlin", "Europe/Berlin\r\nX: y"])("%j is refused", (name) => {
    expect(() => zoneOf("timeZone", name)).toThrowError(
      expect.objectContaining({ code: "invalid_arguments", details: { field: "timeZone" } }),
    );
  });

  test("of every Windows name is one this runtime can compute with", () => {
    expect(windowsZones.size).toBeGreaterThan(130);
    for (const name of windowsZones.keys()) {
      const zone = findZone(name);
      expect(Math.abs(offsetMinutes(zone ?? utc, Date.UTC(2026, 0, 1)))).toBeLessThanOrEqual(14 * 60);
      expect(zone).not.toBeNull();
    }
  });

  test.each([
    ["Asia/Kathmandu", 345],
    ["America/St_Johns", -210],
    ["Pacific/Kiritimati", 840],
  ])("%s is %i minutes ahead in winter", (name, minutes) => {
    expect(offsetMinutes(zoneOf("timeZone", name), Date.UTC(2026, 0, 1))).toBe(minutes);
  });
});

test("an instant is shown as local time with its offset", () => {
  expect(localTime(Date.UTC(2026, 6, 1, 12), berlin)).toBe("2026-07-01T14:00:00+02:00");
  expect(localTime(Date.UTC(2026, 0, 1, 12), zoneOf("timeZone", "America/St_Johns"))).toBe("2026-01-01T08:30:00-03:30");
  expect(localTime(Date.UTC(2026, 0, 1, 12), utc)).toBe("2026-01-01T12:00:00Z");
});

test("Graph's local times become instants, also in a skipped hour", () => {
  expect(utcText(instantOfGraph("2026-11-23T09:00:00.0000000", berlin))).toBe("2026-11-23T08:00:00Z");
  expect(utcText(instantOfGraph("2026-03-29T02:30:00.0000000", berlin))).toBe("2026-03-29T01:30:00Z");
});
