import type { Person } from "../../company.ts";
import type { Letter } from "./letter.ts";
import { outsiders } from "./outsiders.ts";

/** The front desk's mailbox: what patients and suppliers write to nobody in particular. */
export function frontdeskLetters(desk: Person): readonly Letter[] {
  const hour = 60;
  const me = { name: desk.displayName, address: desk.email };
  const patient = { name: "Ida Brandt", address: "ida.brandt@mailbox.example" };
  const other = { name: "Yusuf Demir", address: "y.demir@mailbox.example" };
  return [
    {
      folder: "inbox",
      minutesAgo: hour,
      from: patient,
      to: [me],
      subject: "Moving my appointment on Thursday",
      text: "Good morning,\n\nmay I come at 11:30 instead of 9:00 on Thursday? My file number is 20417.\n\nIda Brandt",
      topic: "desk-brandt",
      read: false,
    },
    {
      folder: "inbox",
      minutesAgo: 4 * hour,
      from: other,
      to: [me],
      subject: "Lost scarf",
      text: "Grey, wool, left in waiting room 2 on Monday. Has somebody found it?",
      read: false,
    },
    {
      folder: "inbox",
      minutesAgo: 20 * hour,
      from: outsiders.courier,
      to: [me],
      subject: "Delivery window tomorrow",
      text: "Two parcels between 8 and 10. Somebody has to sign.",
      read: true,
      bulk: true,
    },
    {
      folder: "inbox",
      minutesAgo: 26 * hour,
      from: outsiders.insurer,
      to: [me],
      subject: "Referral slip missing",
      text: "For patient 20388 we still need the referral slip. A scan is enough.",
      read: true,
      attachment: {
        name: "open-slips.csv",
        contentType: "text/csv",
        text: "patient,slip,due\n20388,referral,2026-11-30\n20402,consent,2026-12-04\n",
      },
    },
    {
      folder: "sentitems",
      minutesAgo: 30 * hour,
      from: me,
      to: [patient],
      subject: "Your appointment on Thursday",
      text: "Dear Ms Brandt,\n\nyour appointment is on Thursday at 9:00, room E.14.\n\nFront Desk",
      topic: "desk-brandt",
      read: true,
    },
    {
      folder: "projects",
      minutesAgo: 50 * hour,
      from: outsiders.kestrel,
      to: [me],
      subject: "Check-in kiosk: two quotes",
      text: "With card reader 3,900 EUR, without 3,150 EUR.",
      read: true,
    },
  ];
}
