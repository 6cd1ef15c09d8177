import type { Person } from "../../company.ts";
import type { JsonObject } from "../entity.ts";
import { windowsZone } from "../time-zones.ts";

/** learn.microsoft.com/graph/api/user-get-mailboxsettings: zones are Windows names unless somebody set an IANA one. */
export function initialSettings(owner: Person, archiveFolder: string): JsonObject {
  const zone = windowsZone(owner.timeZone);
  const unset = { dateTime: "2026-01-01T00:00:00.0000000", timeZone: "UTC" };
  return {
    archiveFolder,
    timeZone: zone,
    delegateMeetingMessageDeliveryOptions: "sendToDelegateOnly",
    dateFormat: "dd/MM/yyyy",
    timeFormat: "HH:mm",
    userPurpose: "user",
    automaticRepliesSetting: {
      status: "disabled",
      externalAudience: "all",
      internalReplyMessage: "",
      externalReplyMessage: "",
      scheduledStartDateTime: unset,
      scheduledEndDateTime: unset,
    },
    language:
      owner.timeZone === "Europe/Berlin"
        ? { locale: "de-DE", displayName: "German (Germany)" }
        : { locale: "en-GB", displayName: "English (United Kingdom)" },
    workingHours: {
      daysOfWeek: ["monday", "tuesday", "wednesday", "thursday", "friday"],
      startTime: "08:00:00.0000000",
      endTime: "17:00:00.0000000",
      timeZone: { name: zone },
    },
  };
}
